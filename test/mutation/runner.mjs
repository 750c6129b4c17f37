/**
 * A runner for Vitest that runs the tests of a file once without a mutant, and then, in the same process, for each mutant the tests that reach it,
 * the fastest first, until one fails. The switch lies in shared memory, so that threads of the worker pool see it too.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { setEnvironmentData } from "node:worker_threads";
import fc from "fast-check";
import { TestRunner } from "vitest";

const { total, todo, log, slowest } = JSON.parse(readFileSync(process.env.MUTATION_JOB, "utf8"));
/** The active mutant (−1 for none), how often a mutant was asked for, and how often at most. */
const state = new Float64Array(new SharedArrayBuffer(24));
const hits = new Uint8Array(new SharedArrayBuffer(total));
state.set([-1, 0, Infinity]);
setEnvironmentData("mutation", { state, hits });
fc.configureGlobal({ seed: 1, endOnFailure: true });

const say = (line) => appendFileSync(log, `${JSON.stringify(line)}\n`);

export default class MutationRunner extends TestRunner {
  #tests = [];
  #begun = 0;

  async onBeforeRunTask(test) {
    await super.onBeforeRunTask(test);
    hits.fill(0);
    state[1] = 0;
    this.#begun = performance.now();
  }

  onAfterRunTask(test) {
    const milliseconds = performance.now() - this.#begun;
    const { state: result } = test.result ?? {};
    this.#tests.push({ test, milliseconds, calls: state[1], reached: new Set(reached()) });
    say({ test: test.name, milliseconds, result, reached: reached().length });
    super.onAfterRunTask(test);
  }

  async onAfterRunFiles() {
    super.onAfterRunFiles();
    const usable = this.#tests.filter(({ test }) => test.result?.state === "pass" && !test.name.includes("leaves the main thread free"));
    usable.sort((a, b) => a.milliseconds - b.milliseconds);
    for (const id of todo) {
      const reaching = usable.filter((t) => t.reached.has(id));
      if (reaching.length > 0 && !(await this.#tryMutant(id, reaching))) process.exit(1);
    }
    say({ end: true });
  }

  /** False where the process is no longer fit for another mutant. */
  async #tryMutant(id, reaching) {
    const fast = reaching.filter(({ milliseconds }) => milliseconds < slowest);
    const tests = fast.length > 0 ? fast : reaching;
    for (const { test, calls } of tests) {
      say({ try: id, test: test.name });
      const failure = await outcome(test, id, 20 * calls + 1e5);
      if (failure === undefined) continue;
      // a mutant may have left something behind that makes all others fail
      const fit = (await outcome(test, -1, Infinity)) === undefined;
      say({ id, status: /^mutant runs on|timed out in/.test(failure) ? "timed out" : "killed", test: test.name, failure, fit });
      return fit && !/timed out in/.test(failure);
    }
    say({ id, status: "survived" });
    return true;
  }
}

function reached() {
  return Array.from(hits.keys()).filter((id) => hits[id] === 1);
}

/** The message with which the test fails under the mutant. */
async function outcome(test, id, most) {
  state.set([id, 0, most]);
  try {
    await TestRunner.getTestFn(test)();
    return undefined;
  } catch (error) {
    return String(error?.message ?? error).slice(0, 200);
  } finally {
    state.set([-1, 0, Infinity]);
  }
}
