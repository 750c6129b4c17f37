import {
  activationsOf,
  adam,
  exponentialDecay,
  linearDecay,
  logSpaced,
  matrix,
  mlp,
  type Run,
  sgd,
  split,
  stepDecay,
  szt,
  train,
} from "infoplane";
import { learningRateAt } from "src/engines/schedule.js";
import { describe, expect, test } from "vitest";
import { denseLayers } from "../engines/formulaNetwork.js";

const quiet = () => {};
const data = szt();
const SIZES = [12, 10, 7, 5, 4, 3, 2];
const network = mlp(SIZES, { hidden: "tanh", seed: 1 });
const options = { network, data, optimizer: adam({ learningRate: 4e-4 }), batchSize: 256, seed: 1, progress: quiet };
const weights = (r: Run) => denseLayers(r.network).flatMap((l) => [...l.weights.data, ...l.bias]);
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
  expect(denseLayers(two.repetitions[3].snapshots[0].network)[0].weights.data).not.toEqual(denseLayers(network)[0].weights.data);
  expect(show(two)["text/plain"]).toContain("first of 4 repetitions");
});

test("a snapshot holds the weights of its epoch, and its layers are their float64 activations", async () => {
  const r = await train({ ...options, epochs: 8, recordAt: [8, 0, 3, 3] });
  expect(r.snapshots.map((s) => s.epoch)).toEqual([0, 3, 8]);
  expect(denseLayers(r.snapshots[0].network)[2].weights.data).toEqual(denseLayers(network)[2].weights.data);
  expect(denseLayers(r.snapshots[2].network)[2].weights.data).toEqual(denseLayers(r.network)[2].weights.data);
  const shorter = await train({ ...options, epochs: 3 });
  expect(weights(shorter)).toEqual(denseLayers(r.snapshots[1].network).flatMap((l) => [...l.weights.data, ...l.bias]));
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

test("aborted before it began it returns the initial network, and resumes as if it had not been started", async () => {
  const r = await train({ ...options, epochs: 100, recordAt: [0, 100], signal: AbortSignal.abort() });
  expect(r.stopped).toBe("interrupted");
  expect(r.epochs).toBe(0);
  expect(weights(r)).toEqual(denseLayers(network).flatMap((l) => [...l.weights.data, ...l.bias]));
  const rest = await train({ ...options, epochs: 3, recordAt: [0, 3], resume: r });
  const whole = await train({ ...options, epochs: 3, recordAt: [0, 3] });
  expect(rest.state).toEqual(whole.state);
  expect(rest.history).toEqual(whole.history);
  expect(rest.snapshots.map((s) => s.epoch)).toEqual([0, 3]);
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
  expect(denseLayers(same.snapshots[0].network)[5].weights.data).toEqual(denseLayers(r.snapshots[2].network)[5].weights.data);
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
  const circular: { self?: object } = {};
  circular.self = circular;
  const wrong = (extra: object) => train({ ...options, epochs: 1, ...extra } as Parameters<typeof train>[0]);
  test.each<[object, RegExp]>([
    [{ learningRate: 1 }, /train: unknown option "learningRate"; known options are network, data/],
    [{ batchSize: 0 }, /batchSize must be an integer at least 1; got 0/],
    [{ epochs: 1.5 }, /epochs must be an integer from 0 to 16777215; got 1.5/],
    [{ recordAt: [2] }, /recordAt must be an integer from 0 to 1; got 2/],
    [{ engine: "gpu" }, /engine must be one of/],
    [{ optimizer: { learningRate: 1 } }, /optimizer must be sgd/],
    [{ optimizer: { kind: "adam", learningRate: 1 } }, /optimizer must be sgd.*; got .*"kind":"adam"/],
    [{ optimizer: { kind: "sgd", momentum: 0 } }, /learningRate must be a positive finite number; got undefined/],
    [{ threads: Number.NaN }, /threads must be an integer at least 1; got NaN/],
    [{ recordAt: 1 }, /recordAt must be a list of epochs, such as \[0, 1\]; got 1/],
    [{ engine: { fused: { threads: 2 } } }, /engine "fused" has no settings; got threads/],
    [{ engine: { onnx: {}, tfjs: circular } }, /engine must be one of .*; got an object with keys onnx, tfjs/],
    [
      { data: { ...data, inputs: matrix([[...Array(11).fill(0), 1e300]]) } },
      /data.inputs must be finite .*; got 1e\+300 in row 0, column 11/,
    ],
    [
      { network: mlp([12, 400]), data: { ...data, labels: Int32Array.from(data.labels!, (_, i) => (i === 7 ? 300 : 0)) as never } },
      /data.labels must be at most 255: they are bytes; got 300 in row 7/,
    ],
    [
      { network: mlp([12, 1], { output: "sigmoid" }), loss: "bce", data: { inputs: matrix([Array(12).fill(0)]), targets: matrix([[-1]]) } },
      /data.targets must be from 0 to 1 for loss "bce"; got -1 in row 0, column 0/,
    ],
    [{ network: mlp([11, 2]) }, /data.inputs must have 11 columns/],
    [{ network: mlp([12, 1]) }, /data.labels must be whole numbers from 0 to 0, .*; got 1 in row/],
    [
      { data: { ...data, labels: Float64Array.from(data.labels!, (y) => 2 * y - 1) as never } },
      /data.labels must be whole numbers from 0 to 1, .*; got -1 in row/,
    ],
    [
      { network: mlp([12, 2], { output: "linear" }) },
      /"crossEntropy" and an output "softmax" need each other; got loss "crossEntropy" and output "linear"/,
    ],
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

describe("what else a run can do", () => {
  test("metrics at epochs of their own, gradient statistics where asked", async () => {
    const r = await train({ ...options, epochs: 6, recordAt: [6], metricsAt: [0, 2, 4], gradientsAt: [1, 5], shuffle: false });
    expect(r.history.map((h) => h.epoch)).toEqual([0, 2, 4]);
    expect(r.gradients.map((g) => g.epoch)).toEqual([1, 5]);
    expect(r.gradients[0].layers).toHaveLength(6);
    const plain = await train({ ...options, epochs: 6, recordAt: [6], shuffle: false });
    expect(weights(r)).toEqual(weights(plain));
  });

  test("gradient statistics of SGD are those of the steps it took", async () => {
    // without shuffling and with one batch per step, theta moves by -rate · gradient: differences of weights give every batch's gradient
    const rows = 512;
    const first = { inputs: { rows, cols: 12, data: data.inputs.data.slice(0, rows * 12) }, labels: data.labels!.slice(0, rows) };
    const rate = 0.5;
    const base = { ...options, data: first, optimizer: sgd({ learningRate: rate }), batchSize: 256, shuffle: false };
    const whole = await train({ ...base, epochs: 1, recordAt: [0, 1], gradientsAt: [1] });
    const half = { inputs: { rows: 256, cols: 12, data: first.inputs.data.slice(0, 256 * 12) }, labels: first.labels.slice(0, 256) };
    const after = await train({ ...base, data: half, epochs: 1, recordAt: [1] });
    for (const layer of [0, 3]) {
      const w = [whole.snapshots[0], after.snapshots[0], whole.snapshots[1]].map((s) => denseLayers(s.network)[layer].weights.data);
      const g = [0, 1].map((k) => [...w[k]].map((v, i) => (v - w[k + 1][i]) / rate));
      const norm = (v: number[]) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
      const mean = norm(g[0].map((v, i) => (v + g[1][i]) / 2));
      const sd = norm(g[0].map((v, i) => Math.abs(v - g[1][i]) / 2));
      const { layers } = whole.gradients[0];
      expect(Math.abs(layers[layer].mean / mean - 1)).toBeLessThan(1e-3); // differences of float32 weights
      expect(Math.abs(layers[layer].sd / sd - 1)).toBeLessThan(1e-3);
      expect(layers[layer].snr).toBeCloseTo(layers[layer].mean / layers[layer].sd, 12);
      expect(layers[layer].weights).toBeCloseTo(norm([...w[2]]), 5);
    }
  });

  test("a resumed run is the run in one piece: weights, history, snapshots, of every repetition", async () => {
    const long = {
      ...options,
      network: mlp(SIZES, { seed: 1, noise: { sd: 0.05 }, dropout: 0.1 }),
      epochs: 12,
      repetitions: 2,
      gradientsAt: [3, 9],
    };
    const at = { recordAt: [0, 4, 12], metricsAt: [0, 5, 12] };
    const whole = await train({ ...long, ...at });
    const part = await train({ ...long, epochs: 5, recordAt: [0, 4], metricsAt: [0, 5], gradientsAt: [3] });
    const rest = await train({ ...long, ...at, resume: part });
    expect(rest.repetitions.map(weights)).toEqual(whole.repetitions.map(weights));
    expect(rest.repetitions[1].history).toEqual(whole.repetitions[1].history);
    expect(rest.gradients).toEqual(whole.gradients);
    expect(rest.snapshots.map((s) => [s.epoch, denseLayers(s.network)[0].weights.data])).toEqual(
      whole.snapshots.map((s) => [s.epoch, denseLayers(s.network)[0].weights.data]),
    );
    expect(rest.state).toEqual(whole.state);
  });

  test("an interrupted run resumes to the numbers of an undisturbed one, its history and gradient statistics too", async () => {
    const every = Array.from({ length: 300 }, (_, i) => 3 * i + 1);
    const base = { ...options, epochs: 900, recordAt: [900], metricsAt: every, gradientsAt: every };
    const whole = await train(base);
    let run = await train({ ...base, signal: AbortSignal.timeout(80) });
    let cuts = 0;
    for (; run.stopped === "interrupted" && cuts < 20; cuts++) run = await train({ ...base, resume: run, signal: AbortSignal.timeout(80) });
    expect(cuts).toBeGreaterThan(0);
    if (run.stopped === "interrupted") run = await train({ ...base, resume: run });
    expect(run.stopped).toBe("done");
    expect(weights(run)).toEqual(weights(whole));
    expect(run.history).toEqual(whole.history);
    expect(run.gradients).toEqual(whole.gradients);
  });

  test("recordOn with a number that is not finite is refused", async () => {
    const recordOn = { rows: 1, cols: 12, data: Float64Array.from({ length: 12 }, (_, i) => (i === 5 ? Number.NaN : 0)) };
    await expect(train({ ...options, epochs: 1, recordOn })).rejects.toThrow(/train: recordOn .*NaN/);
  });

  test("resume refuses other options by name", async () => {
    const part = await train({ ...options, epochs: 1 });
    await expect(train({ ...options, epochs: 2, batchSize: 128, resume: part })).rejects.toThrow(
      /same batchSize; the run had 256, now it is 128/,
    );
    await expect(train({ ...options, network: mlp([12, 2]), epochs: 2, resume: part })).rejects.toThrow(/same network/);
    const few = { rows: 8, cols: 12, data: data.inputs.data.slice(0, 96) };
    await expect(train({ ...options, epochs: 2, recordOn: few, resume: part })).rejects.toThrow(
      /same recordOn; the run had ".* × 12, .*", now it is "8 × 12, /,
    );
    const tested = await train({ ...options, test: data, epochs: 1 });
    await expect(train({ ...options, test: split(data, { fraction: 0.5, seed: 1 }).test, epochs: 2, resume: tested })).rejects.toThrow(
      /goes on with the same test/,
    );
    await expect(train({ ...options, epochs: 0, recordAt: [0], resume: part })).rejects.toThrow(/epochs must be at least 1, .*; got 0/);
  });

  test("early stop ends a run whose test loss no longer falls, and says since when", async () => {
    const parts = split(data, { fraction: 0.1, seed: 2 });
    const stop = { ...options, data: parts.train, test: parts.test, optimizer: adam({ learningRate: 1e-2 }), epochs: 3000, recordAt: [0] };
    const r = await train({ ...stop, earlyStop: { patience: 20 } });
    expect(r.stopped).toBe("early");
    expect(r.epochs).toBeLessThan(3000);
    expect(r.epochs - r.state.best!.epoch).toBe(20);
    expect(r.message).toBe(`train: the test loss was ${r.state.best!.loss} after epoch ${r.state.best!.epoch}, and has not fallen since.`);
    const impatient = await train({ ...stop, earlyStop: { patience: 1, minDelta: 10 } });
    expect(impatient.message).toMatch(/after epoch 1, and has not fallen by more than 10 since/);
    const all = await train({ ...stop, epochs: r.epochs, metricsAt: Array.from({ length: r.epochs }, (_, i) => i + 1) });
    const losses = all.history.map((h) => h.testLoss!);
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(r.state.best!.epoch);
    await expect(train({ ...options, epochs: 1, earlyStop: { patience: 1 } })).rejects.toThrow(
      /earlyStop watches the test loss; give test rows/,
    );
  });

  test("schedules: step, exponential and linear", async () => {
    const rates = (s: ReturnType<typeof stepDecay>) => [1, 2, 3, 4, 5].map((epoch) => learningRateAt(s, epoch));
    expect(rates(stepDecay({ start: 1, every: 2, factor: 0.5 }))).toEqual([1, 1, 0.5, 0.5, 0.25]);
    expect(rates(exponentialDecay({ start: 1, factor: 0.5 }))).toEqual([1, 0.5, 0.25, 0.125, 0.0625]);
    expect(rates(linearDecay({ start: 1, from: 2, to: 4 }))).toEqual([1, 1, 0.5, 0, 0]);
    // the second epoch at rate 0 changes nothing
    const zero = { ...options, optimizer: sgd({ learningRate: linearDecay({ start: 0.1, to: 2 }) }), shuffle: false };
    const one = await train({ ...zero, epochs: 1 });
    const two = await train({ ...zero, epochs: 2 });
    expect(weights(two)).toEqual(weights(one));
    expect(() => sgd({ learningRate: { kind: "cosine" } as never })).toThrow(/learningRate must be a number or one of stepDecay/);
    expect(() => linearDecay({ start: 1, from: 5, to: 5 })).toThrow(/to must be an integer at least 6/);
  });

  test("labels become 0 and 1 for one sigmoid output, one-hot for several; both learn", async () => {
    const net = (outputs: number) => mlp([12, 10, 7, outputs], { output: "sigmoid", seed: 3 });
    const fast = { ...options, optimizer: adam({ learningRate: 5e-3 }), epochs: 100, recordAt: [100] };
    const one = await train({ ...fast, network: net(1), loss: "bce" });
    const two = await train({ ...fast, network: net(2), loss: "mse" });
    expect(one.history[0].trainAccuracy).toBeGreaterThan(0.9);
    expect(two.history[0].trainAccuracy).toBeGreaterThan(0.9);
    expect(one.history[0].trainLoss).toBeLessThan(0.3);
  });

  test("a regression on targets has a loss and no accuracy", async () => {
    const targets = {
      rows: 4096,
      cols: 1,
      data: Float64Array.from({ length: 4096 }, (_, i) => [...data.inputs.data.subarray(12 * i, 12 * i + 12)].reduce((a, b) => a + b) / 12),
    };
    const network = mlp([12, 1], { output: "linear", seed: 1 });
    const r = await train({
      ...options,
      network,
      data: { inputs: data.inputs, targets },
      loss: "mse",
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 200,
      recordAt: [200],
    });
    expect(r.history[0].trainLoss).toBeLessThan(1e-5);
    expect(r.history[0]).not.toHaveProperty("trainAccuracy");
    for (const w of denseLayers(r.network)[0].weights.data) expect(w).toBeCloseTo(1 / 12, 2);
  });

  test.each<[object, RegExp]>([
    [{ loss: "hinge" }, /loss must be one of "crossEntropy", "mse", "bce"/],
    [{ loss: "mse" }, /need each other; got loss "mse" and output "softmax"/],
    [{ loss: "bce", network: mlp([12, 1], { output: "linear" }) }, /needs a network with output "sigmoid"; got "linear"/],
    [{ regularizer: { decay: 1 } }, /unknown option "decay"; known options are weightDecay, maxNorm, parseval/],
    [{ regularizer: { parseval: -1 } }, /regularizer.parseval must be a finite number, 0 or more/],
    [{ gradientsAt: [0] }, /gradientsAt must be an integer from 1 to 1; got 0/],
    [{ metricsAt: [9] }, /metricsAt must be an integer from 0 to 1; got 9/],
  ])("%o is refused by name", async (extra, message) => {
    await expect(train({ ...options, epochs: 1, ...extra } as Parameters<typeof train>[0])).rejects.toThrow(message);
  });
});
