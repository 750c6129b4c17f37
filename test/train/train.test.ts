import { activationsOf, adam, logSpaced, mlp, type Run, sgd, split, szt, train } from "infoplane";
import { describe, expect, test } from "vitest";

const quiet = () => {};
const data = szt();
const SIZES = [12, 10, 7, 5, 4, 3, 2];
const network = mlp(SIZES, { hidden: "tanh", seed: 1 });
const options = { network, data, optimizer: adam({ learningRate: 4e-4 }), batchSize: 256, seed: 1, progress: quiet };
const weights = (r: Run) => r.network.layers.flatMap((l) => [...l.weights.data, ...l.bias]);
const show = (r: Run) => (r as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();

test("learns the 12-bit set: 600 epochs of Adam bring the test accuracy above 93 %", async () => {
  const parts = split(data, { fraction: 0.8, seed: 2 });
  const r = await train({ ...options, data: parts.train, test: parts.test, epochs: 600, recordAt: [0, 1, 600] });
  expect(r.stopped).toBe("done");
  expect(r.history.map((h) => h.epoch)).toEqual([0, 1, 600]);
  expect(r.history[0].trainLoss).toBeCloseTo(Math.LN2, 0);
  const last = r.history[2];
  expect(last.trainAccuracy).toBeGreaterThan(0.95);
  expect(last.testAccuracy).toBeGreaterThan(0.93);
  expect(last.trainLoss).toBeLessThan(0.15);
  expect(last.testLoss).toBeLessThan(0.25);
  expect(show(r)["text/plain"]).toContain("600 epochs (done) on fused, 3 snapshots");
  expect(show(r)["text/html"]).toContain("<td>600</td>");
});

test("the same options give the same numbers, another seed others", async () => {
  const once = await train({ ...options, epochs: 30 });
  const again = await train({ ...options, epochs: 30 });
  const other = await train({ ...options, epochs: 30, seed: 2 });
  expect(weights(again)).toEqual(weights(once));
  expect(again.history).toEqual(once.history);
  expect(weights(other)).not.toEqual(weights(once));
});

test("repetitions differ from each other and not with the number of threads; the first is the run alone", async () => {
  const repeated = { ...options, epochs: 20, repetitions: 4 };
  const one = await train({ ...repeated, threads: 1 });
  const two = await train({ ...repeated, threads: 2 });
  const alone = await train({ ...options, epochs: 20 });
  expect(two.repetitions.map(weights)).toEqual(one.repetitions.map(weights));
  expect(weights(two)).toEqual(weights(alone));
  expect(alone.repetitions).toEqual([alone]);
  expect(new Set(one.repetitions.map((r) => JSON.stringify(weights(r)))).size).toBe(4);
  expect(two.repetitions[3].snapshots[0].network.layers[0].weights.data).not.toEqual(network.layers[0].weights.data);
  expect(show(two)["text/plain"]).toContain("first of 4 repetitions");
});

test("a snapshot holds the weights of its epoch, and its layers are their float64 activations", async () => {
  const r = await train({ ...options, epochs: 8, recordAt: [8, 0, 3, 3] });
  expect(r.snapshots.map((s) => s.epoch)).toEqual([0, 3, 8]);
  expect(r.snapshots[0].network.layers[2].weights.data).toEqual(network.layers[2].weights.data);
  expect(r.snapshots[2].network.layers[2].weights.data).toEqual(r.network.layers[2].weights.data);
  const shorter = await train({ ...options, epochs: 3 });
  expect(weights(shorter)).toEqual(r.snapshots[1].network.layers.flatMap((l) => [...l.weights.data, ...l.bias]));
  const { layers } = r.snapshots[1];
  expect(layers.map((l) => [l.rows, l.cols])).toEqual(SIZES.slice(1).map((n) => [4096, n]));
  expect(layers.every((l) => l.data instanceof Float64Array)).toBe(true);
  expect(layers).toEqual(activationsOf(r.snapshots[1].network, data.inputs));
  const sums = layers[5].data;
  for (let i = 0; i < 4096; i++) expect(sums[2 * i] + sums[2 * i + 1]).toBeCloseTo(1, 12);
});

test("recordOn chooses the inputs whose activations are given", async () => {
  const parts = split(data, { fraction: 0.5, seed: 1 });
  const r = await train({ ...options, data: parts.train, epochs: 1, recordOn: data.inputs });
  expect(r.snapshots[0].layers[0].rows).toBe(4096);
});

test("a run without shuffling depends on nothing but its weights", async () => {
  const a = await train({ ...options, epochs: 2, shuffle: false, seed: 1 });
  const b = await train({ ...options, epochs: 2, shuffle: false, seed: 2 });
  expect(weights(a)).toEqual(weights(b));
});

test("aborted before it began it returns the initial network", async () => {
  const r = await train({ ...options, epochs: 100, recordAt: [0, 100], signal: AbortSignal.abort() });
  expect(r.stopped).toBe("interrupted");
  expect(r.epochs).toBe(0);
  expect(r.snapshots.map((s) => s.epoch)).toEqual([0]);
});

test("an abort keeps what was done, in every repetition", async () => {
  const controller = new AbortController();
  let reports = 0;
  const r = await train({
    ...{ ...options, epochs: 10_000_000, recordAt: [0, 1, 10, 10_000_000], repetitions: 3, signal: controller.signal },
    progress: (done, total) => {
      expect(total).toBe(30_000_000);
      if (done > 0 && ++reports === 2) controller.abort();
    },
  });
  expect(reports).toBeGreaterThanOrEqual(2);
  expect(r.repetitions.map((x) => x.stopped)).toEqual(["interrupted", "interrupted", "interrupted"]);
  expect(r.epochs).toBeGreaterThan(10);
  expect(r.snapshots.map((s) => s.epoch)).toEqual([0, 1, 10]);
  expect(r.repetitions[2].epochs).toBe(0);
  const same = await train({ ...options, epochs: 10, recordAt: [10] });
  expect(same.snapshots[0].network.layers[5].weights.data).toEqual(r.snapshots[2].network.layers[5].weights.data);
});

test("the main thread stays free while a run is on", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  let turns = 0;
  await train({ ...options, epochs: 500, recordAt: [500], progress: () => turns++ });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(1);
  expect(turns).toBeGreaterThan(0);
});

test("a run that diverges stops, with the epoch, the layer and what to do", async () => {
  const big = { inputs: { ...data.inputs, data: data.inputs.data.map((v) => v * 1e20) }, labels: data.labels };
  const linear = mlp([12, 5, 2], { hidden: "linear", seed: 1 });
  const r = await train({ ...options, network: linear, data: big, optimizer: sgd({ learningRate: 1e10 }), epochs: 50, recordAt: [0, 50] });
  expect(r.stopped).toBe("diverged");
  expect(r.message).toMatch(/diverged in epoch \d+: weights of layer [12] .* Lower learningRate \(10000000000\)/);
  expect(r.snapshots.map((s) => s.epoch)).toEqual([0]);
  expect(show(r)["text/plain"]).toContain("diverged in epoch");
});

describe("logSpaced", () => {
  test("runs from 1 to the last epoch without repeats; 100 points to 9999 are the 84 epochs of the noisy SZT runs", () => {
    expect(logSpaced(10, 3)).toEqual([1, 3, 10]);
    expect(logSpaced(10, 3, { zero: true })).toEqual([0, 1, 3, 10]);
    expect(logSpaced(1, 1)).toEqual([1]);
    const list = logSpaced(9999, 100);
    expect(list).toHaveLength(84);
    expect(list.at(-1)).toBe(9999);
    expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
  });
});

describe("a wrong option is refused by name", () => {
  const wrong = (extra: object) => train({ ...options, epochs: 1, ...extra } as Parameters<typeof train>[0]);
  test.each<[object, RegExp]>([
    [{ learningRate: 1 }, /train: unknown option "learningRate"; known options are network, data/],
    [{ batchSize: 0 }, /batchSize must be an integer at least 1; got 0/],
    [{ epochs: 1.5 }, /epochs must be an integer at least 0; got 1.5/],
    [{ recordAt: [2] }, /recordAt must be an integer from 0 to 1; got 2/],
    [{ engine: "gpu" }, /engine must be one of/],
    [{ optimizer: { learningRate: 1 } }, /optimizer must be sgd/],
    [{ network: mlp([11, 2]) }, /data.inputs must have 11 columns/],
    [{ network: mlp([12, 1]) }, /data.labels must be below 1/],
    [{ network: mlp([12, 2], { output: "linear" }) }, /needs a network that ends in "softmax"/],
    [{ data: { inputs: data.inputs } }, /data.labels must have one label per row \(4096\); got none/],
    [{ shuffle: 1 }, /shuffle must be true or false/],
    [{ seed: -1 }, /seed must be an integer at least 0/],
  ])("%o", async (extra, message) => {
    await expect(wrong(extra)).rejects.toThrow(message);
  });
  test("optimizers, too", () => {
    expect(() => sgd({ learningRate: 0 })).toThrow(/sgd: learningRate must be a positive finite number; got 0/);
    expect(() => sgd({ lr: 1 } as never)).toThrow(/unknown option "lr"/);
    expect(() => adam({ beta1: 1 })).toThrow(/beta1 must be below 1; got 1/);
  });
  test("repetitions of a network with given weights", async () => {
    const given = (await train({ ...options, epochs: 0, recordAt: [0] })).network;
    const { seed: _, ...rest } = given;
    await expect(wrong({ network: rest, repetitions: 2 })).rejects.toThrow(/repetitions need a network whose weights were drawn/);
  });
});
