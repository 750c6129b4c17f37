import { adam, mlp, sgd, split, szt, train } from "infoplane";
import type { Engine, Trainer } from "src/engines/engine.js";
import { ENGINES } from "src/engines/engines.js";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { parametersOf } from "src/networks/withParameters.js";
import { afterEach, expect, test } from "vitest";

const parts = split(szt(), { fraction: 0.5, seed: 1 });
const network = mlp([12, 7, 4, 2], { seed: 1, noise: { sd: 0.05 }, dropout: 0.1 });
const options = { network, data: parts.train, test: parts.test, optimizer: adam(), batchSize: 256, seed: 1, progress: () => {} };
const registry: Record<string, Engine> = ENGINES;

/** The fused kernels behind promises, on the calling thread. */
const slow: Engine<{ live: () => void }> = {
  name: "slow",
  where: "here",
  check(me, { live }) {
    if (typeof live !== "function") throw new Error(`${me}: needs a live object.`);
  },
  trainer(spec, { live }): Trainer {
    const inner = fusedTrainer(spec);
    const late = <A extends unknown[], R>(f: (...a: A) => R) => {
      return async (...a: A): Promise<Awaited<R>> => {
        await Promise.resolve();
        live();
        return await f(...a);
      };
    };
    return {
      ...inner,
      batchesPerCall: 1,
      train: late(inner.train),
      parameters: late(inner.parameters),
      gradient: late(inner.gradient),
      state: late(inner.state),
      restore: late(inner.restore),
      metrics: late(inner.metrics),
    };
  },
};

afterEach(() => {
  delete registry.slow;
});

test("an engine on the calling thread, with a live object and promises, gives the run of the pool", async () => {
  registry.slow = slow;
  let calls = 0;
  const engine = { slow: { live: () => calls++ } } as never;
  const asked = { ...options, epochs: 12, recordAt: [0, 3, 12], gradientsAt: [2], repetitions: 2 };
  const theirs = await train({ ...asked, engine });
  const ours = await train(asked);
  expect(calls).toBeGreaterThan(100);
  expect(theirs.engine).toBe("slow");
  expect(theirs.state).toEqual(ours.state);
  expect(theirs.repetitions[1].history).toEqual(ours.repetitions[1].history);
  expect(theirs.gradients).toEqual(ours.gradients);
  expect(theirs.snapshots.map((s) => parametersOf(s.network))).toEqual(ours.snapshots.map((s) => parametersOf(s.network)));
});

test("such a run lets others have the thread, and an abort ends it where it can go on", async () => {
  registry.slow = slow;
  const engine = { slow: { live: () => {} } } as never;
  const asked = { ...options, epochs: 2000, recordAt: [2000], engine };
  const controller = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => ++ticks === 3 && controller.abort(), 1);
  const part = await train({ ...asked, signal: controller.signal });
  clearInterval(timer);
  expect(part.stopped).toBe("interrupted");
  expect(ticks).toBeGreaterThanOrEqual(3);
  const rest = await train({ ...asked, resume: part });
  expect(rest.state).toEqual((await train({ ...options, epochs: 2000, recordAt: [2000] })).state);
  await expect(train({ ...options, epochs: 2001, resume: part })).rejects.toThrow(/same engine; the run had "slow", now it is "fused"/);
});

test("an engine that does not exist, or settings it refuses, are named", async () => {
  registry.slow = slow;
  const asked = { ...options, optimizer: sgd({ learningRate: 0.1 }), epochs: 1 };
  await expect(train({ ...asked, engine: "fast" as never })).rejects.toThrow(
    /engine must be one of "fused", .*"auto", or \{ name: settings \}/,
  );
  await expect(train({ ...asked, engine: { fused: 1 } as never })).rejects.toThrow(/got an object with keys fused\./);
  await expect(train({ ...asked, engine: null as never })).rejects.toThrow(/engine must be one of .* got null/);
  await expect(train({ ...asked, engine: "slow" as never })).rejects.toThrow(/train: needs a live object/);
});

test("auto is fused for a narrow chain", async () => {
  const r = await train({ ...options, epochs: 1, engine: "auto" });
  expect([r.engine, r.message]).toEqual(["fused", undefined]);
});
