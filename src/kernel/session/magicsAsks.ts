/** A question that `name?` asks of the type checker: what stands at `offset` of `code`. */
export interface Ask {
  readonly code: string;
  readonly offset: number;
  readonly detail: 0 | 1;
}

/** Puts what the type checker knows in the JavaScript of a cell that asks; the answers in the order of `asks`. */
export function answerAsks(javascript: string, answers: readonly (object | undefined)[]): string {
  return answers.reduce((text: string, answer, i) => text.replace(unanswered(i), () => JSON.stringify(answer ?? {})), javascript);
}

/** What stands for answer `i` until it is known. */
export function unanswered(i: number): string {
  return `/*$known ${i}*/{}`;
}
