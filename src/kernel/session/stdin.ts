import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { Atomics: atomics } = globalThis;

/** What came of a question to the user. */
export type Answer = { value: string } | Refusal;

export interface Refusal {
  error: string;
  interrupted?: boolean;
}

/**
 * Waits on this thread until the answer to a question is there.
 *
 * @param ask sends the question
 * @throws {Error} what `refuse` makes of an answer that is none
 */
export function waitForAnswer(answered: SharedArrayBuffer, port: MessagePort, ask: () => void, refuse: (answer: Refusal) => Error): string {
  const flag = new Int32Array(answered);
  while (receiveMessageOnPort(port)); // answers to questions that were interrupted
  atomics.store(flag, 0, 0);
  ask();
  atomics.wait(flag, 0, 0);
  const answer = receiveMessageOnPort(port)?.message as Answer | undefined;
  if (answer && "value" in answer) return answer.value;
  throw refuse(answer ?? { error: "no answer came" });
}
