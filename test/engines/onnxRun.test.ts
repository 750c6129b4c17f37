import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import Module from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { activationsOf, adam, mlp, sgd, split, szt, train } from "infoplane";
import { parametersOf } from "src/networks/withParameters.js";
import { afterEach, describe, expect, test } from "vitest";

const parts = split(szt(), { fraction: 0.25, seed: 1 });
const network = mlp([12, 7, 4, 2], { seed: 1, noise: { sd: 0.05, when: "both" }, dropout: 0.1 });
const options = {
  ...{ network, data: parts.train, test: parts.test, optimizer: adam(), batchSize: 100, seed: 1 },
  ...{ engine: "onnx" as const, progress: () => {} },
};
const largest = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i])));

test("a run on onnx is that on fused: weights, losses, gradient statistics and activations of every repetition", async () => {
  const asked = { ...options, epochs: 3, recordAt: [0, 1, 3], gradientsAt: [2], repetitions: 2 };
  const ours = await train(asked);
  const theirs = await train({ ...asked, engine: "fused" });
  expect([ours.engine, ours.stopped, ours.message]).toEqual(["onnx", "done", undefined]);
  ours.repetitions.forEach((run, i) => {
    const other = theirs.repetitions[i];
    expect(run.snapshots.map((s) => s.epoch)).toEqual([0, 1, 3]);
    expect(largest(run.state.parameters, other.state.parameters)).toBeLessThan(1e-4);
    run.history.forEach((h, k) => {
      expect(h.testLoss).toBeCloseTo(other.history[k].testLoss!, 4);
      expect(h.trainLoss).toBeCloseTo(other.history[k].trainLoss, 4);
    });
    run.gradients[0].layers.forEach((layer, k) => {
      expect(layer.sd / other.gradients[0].layers[k].sd).toBeCloseTo(1, 3);
    });
    expect(largest(run.snapshots[2].layers[0].data, other.snapshots[2].layers[0].data)).toBeLessThan(1e-3);
  });
  expect(ours.repetitions[1].state.parameters).not.toEqual(ours.state.parameters);
  expect(activationsOf(ours.network, parts.test.inputs)).toHaveLength(3);
});

test("the same options give the same numbers, in one piece or resumed, also where an abort cut the run", async () => {
  const asked = { ...options, epochs: 500, recordAt: [500], metricsAt: [0, 20, 500], gradientsAt: [30, 55] };
  const whole = await train(asked);
  const { gradientsAt: _, ...half } = { ...asked, epochs: 20, recordAt: [], metricsAt: [0, 20] };
  const resumed = await train({ ...asked, resume: await train(half) });
  expect(resumed.state).toEqual(whole.state);
  expect(resumed.history).toEqual(whole.history);
  const controller = new AbortController();
  const progress = (done: number) => done > 0 && done < 500 && controller.abort();
  const part = await train({ ...asked, progress, signal: controller.signal });
  expect(part.stopped).toBe("interrupted");
  expect(part.epochs).toBeLessThan(500);
  const rest = await train({ ...asked, resume: part });
  expect(rest.state).toEqual(whole.state);
  expect(rest.gradients).toEqual(whole.gradients);
  await expect(train({ ...asked, epochs: 501, engine: "fused", resume: part })).rejects.toThrow(
    /same engine; the run had "onnx", now it is "fused"/,
  );
});

test("onnxruntime-node sends no telemetry: it writes no identifier of the device", () => {
  const script = `import { adam, mlp, szt, train } from "infoplane";
    await train({ network: mlp([12, 2]), data: szt(), optimizer: adam(), batchSize: 4096, epochs: 1, engine: "onnx", progress() {} });`;
  const home = mkdtempSync(join(tmpdir(), "infoplane-home-"));
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { env: { PATH: process.env.PATH, HOME: home }, stdio: "inherit" });
  expect(readdirSync(home)).toEqual([]);
  rmSync(home, { recursive: true });
});

test("early stop and divergence end a run as they do on fused", async () => {
  const stop = { ...options, optimizer: adam({ learningRate: 0.05 }), epochs: 200, recordAt: [0], earlyStop: { patience: 3 } };
  const r = await train(stop);
  expect(r.stopped).toBe("early");
  expect(r.epochs - r.state.best!.epoch).toBe(3);
  const { test: _, ...rest } = options;
  const large = { inputs: { ...parts.train.inputs, data: parts.train.inputs.data.map((v) => v * 1e20) }, labels: parts.train.labels };
  const linear = mlp([12, 5, 2], { hidden: "linear", seed: 1 });
  const far = await train({ ...rest, network: linear, data: large, optimizer: sgd({ learningRate: 1e10 }), epochs: 50, recordAt: [50] });
  expect(far.stopped).toBe("diverged");
  expect(far.message).toMatch(/diverged in epoch \d+: weights of layer [12]/);
});

test("the main thread stays free", async () => {
  const wide = mlp([12, 600, 600, 2], { seed: 1 });
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await train({ ...options, network: wide, epochs: 1, recordAt: [1], metricsAt: [1] });
  clearInterval(timer);
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThan(500); // ten times the promise, for a machine that is busy with other tests
});

test.each([1, 2])("settings: %i threads, one provider", async (threads) => {
  const asked = { ...options, epochs: 1, engine: { onnx: { provider: "cpu", threads } } as const };
  const r = await train(asked);
  expect(r.engine).toBe("onnx");
  expect(
    largest(r.state.parameters, (await train({ ...options, epochs: 1, threads: availableParallelism() })).state.parameters),
  ).toBeLessThan(1e-5);
});

test("settings that do not exist are refused by name", async () => {
  const asked = (onnx: object) => train({ ...options, epochs: 1, engine: { onnx } as never });
  await expect(asked({ device: "gpu" })).rejects.toThrow(
    /train, engine onnx: unknown option "device"; known options are provider, threads/,
  );
  await expect(asked({ provider: "gpu" })).rejects.toThrow(/provider must be one of "cpu", "webgpu", "cuda"; got "gpu"/);
  await expect(asked({ threads: 0 })).rejects.toThrow(/threads must be an integer from 1 to 1024; got 0/);
});

describe("where onnxruntime-node is not installed", () => {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  const without = () => {
    loader._load = (request, ...rest) => {
      if (request === "onnxruntime-node") throw new Error("Cannot find module 'onnxruntime-node'\nRequire stack: …");
      return load(request, ...rest);
    };
  };
  afterEach(() => {
    loader._load = load;
  });
  const wide = { ...options, network: mlp([12, 200, 2], { seed: 1 }), epochs: 1, recordAt: [1] };

  test("an engine asked for by name is an error that says what to install", async () => {
    without();
    await expect(train(wide)).rejects.toThrow(
      "train: needs the package onnxruntime-node (Cannot find module 'onnxruntime-node'). Install it with: npm i onnxruntime-node --ignore-scripts",
    );
  });

  test("auto falls back to fused, and the run says so", async () => {
    const notes = new Set<string | undefined>();
    const asked = { ...wide, engine: "auto" as const, progress: (_: number, __: number, note?: string) => notes.add(note) };
    expect((await train(asked)).engine).toBe("onnx");
    expect([...notes]).toEqual([undefined]);
    without();
    const r = await train(asked);
    expect(r.engine).toBe("fused");
    expect(r.message).toMatch(/trained by "fused"; .* faster on "onnx": train: needs the package onnxruntime-node .* Install it with/);
    expect(notes).toContain(r.message);
    expect(largest(r.state.parameters, (await train({ ...wide, engine: "fused" })).state.parameters)).toBe(0);
    expect(parametersOf(r.network)).toHaveLength(12 * 200 + 200 + 402);
  });
});
