import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { adam, layerWeights, mlp, openRun, type Run, split, szt, train, type UsvLayer } from "infoplane";
import { singularValues as singularValuesOf } from "src/numeric/singularValues.js";
import { afterAll, expect, test } from "vitest";
import { peerTest } from "../peers.js";
import { missingTfjs, tf } from "../tfjs.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const parts = split(szt(), { fraction: 0.25, seed: 1 });
const progress = () => {};
const options = {
  network: mlp([12, 6, 4, 2], { seed: 1, noise: { sd: 0.1, when: "both" } }),
  ...{ data: parts.train, test: parts.test, optimizer: adam(), batchSize: 128, seed: 4, progress },
  ...{ epochs: 9, recordAt: [0, 2, 5, 9], gradientsAt: [1, 6], recordOn: parts.test.inputs },
} as const;
const files = (name: string) => readdirSync(at(name), { recursive: true, encoding: "utf8" }).map((f) => f.replaceAll("\\", "/")).sort(); // biome-ignore format: one line

/** Weights, state, history and activations, to the bit. */
function expectSame(is: Run, was: Run) {
  expect(is.repetitions).toHaveLength(was.repetitions.length);
  was.repetitions.forEach((r, i) => {
    const { state, history, gradients, stopped, epochs, network, snapshots, options: kept } = is.repetitions[i];
    expect({ state, history, gradients, stopped, epochs, kept }).toEqual({
      ...{ state: r.state, history: r.history, gradients: r.gradients, stopped: r.stopped, epochs: r.epochs, kept: r.options },
    });
    expect(network.layers).toEqual(r.network.layers);
    expect(snapshots.map((s) => s.epoch)).toEqual(r.snapshots.map((s) => s.epoch));
    snapshots.forEach((s, k) => {
      expect(s.network.layers).toEqual(r.snapshots[k].network.layers);
      expect(s.layers).toEqual(r.snapshots[k].layers);
    });
  });
}

const memory = await train({ ...options, repetitions: 2 });

test("a run that is written while it is trained is the run in memory, every repetition; nothing half-written stays", async () => {
  const run = await train({ ...options, repetitions: 2, folder: at("a") });
  expectSame(run, memory);
  expect(run.folder).toBe(at("a"));
  expectSame(await openRun(at("a")), memory);
  const names = files("a");
  expect(names.filter((name) => name.endsWith(".part") || name.includes("unfinished"))).toEqual([]);
  const states = names.filter((name) => /^state\/step\d+\//.test(name)).map((name) => name.split("/").pop());
  expect(states).toEqual(["first.npy", "parameters.npy", "second.npy"]);
  const { files: listed } = JSON.parse(readFileSync(at("a/run.json"), "utf8"));
  expect(names.filter((name) => name.endsWith(".npy") && !name.startsWith("repetition"))).toEqual(Object.keys(listed).sort());
});

test("recordLayers chooses what the snapshots give, in memory and on the disk; [] writes weights only", async () => {
  const some = { ...options, recordLayers: [3, 1] };
  const [inMemory, onDisk] = [await train(some), await train({ ...some, folder: at("layers") })];
  for (const run of [inMemory, onDisk]) {
    const [all, two] = [memory.snapshots[2].layers, run.snapshots[2].layers];
    expect(two).toEqual([all[2], all[0]]);
    expect(await run.snapshots[2].readLayers()).toEqual(two);
    expect(await run.snapshots[2].readLayers({ layers: [1] })).toEqual([all[0]]);
    await expect(run.snapshots[2].readLayers({ layers: [2] })).rejects.toThrow("must be among those that were recorded, 3, 1; got 2.");
  }
  expect(files("layers").filter((name) => name.startsWith("epoch000005/"))).toEqual([
    ...["epoch000005/layer1.npy", "epoch000005/layer3.npy", "epoch000005/parameters.npy"],
  ]);
  const weights = await train({ ...options, recordLayers: [], folder: at("weights") });
  expect(weights.snapshots[3].layers).toEqual([]);
  expect(weights.snapshots[3].network.layers).toEqual(memory.snapshots[3].network.layers);
  expect(files("weights").filter((name) => name.includes("layer"))).toEqual([]);
});

test("record: before gives the layers without their own noise, on the disk too", async () => {
  const before = { ...options, record: "before" as const };
  const [inMemory, onDisk] = [await train(before), await train({ ...before, folder: at("before") })];
  expectSame(onDisk, inMemory);
  expect(onDisk.snapshots[1].layers[1]).not.toEqual(memory.snapshots[1].layers[1]);
});

test("singular values of every layer: computed when read, or written; of a USV layer |s|", async () => {
  const network = mlp([12, 5, 2], { usv: true, bias: false, seed: 2 });
  const usv = { ...options, network, epochs: 2, recordAt: [2], gradientsAt: [], repetitions: 2 };
  const [inMemory, onDisk] = [await train(usv), await train({ ...usv, folder: at("usv") })];
  expectSame(onDisk, inMemory);
  const redrawn = mlp([12, 5, 2], { usv: true, bias: false, seed: 3 });
  await expect(train({ ...usv, network: redrawn, epochs: 3, resume: onDisk })).rejects.toThrow("were drawn with seed 2, now with 3");
  for (const run of [inMemory.repetitions[1], onDisk.repetitions[1]]) {
    const [{ network: then, singularValues }] = run.snapshots;
    const { s } = then.layers[0] as UsvLayer;
    expect([...singularValues[0]]).toEqual(Array.from(s, Math.abs).sort((a, b) => a - b));
    expect(singularValues[0][4]).toBeCloseTo(singularValuesOf(layerWeights(then.layers[0]))[4], 5);
  }
  const written = await train({ ...options, recordSingularValues: true, folder: at("values") });
  const computed = memory.snapshots[2].singularValues;
  expect(computed.map((v) => v.length)).toEqual([6, 4, 2]);
  expect(written.snapshots[2].singularValues).toEqual(computed);
  expect(existsSync(at("values/epoch000005/singularValues2.npy"))).toBe(true);
  // the squares of the singular values add up to the squares of the weights
  const weights = memory.snapshots[2].network.layers[1] as { weights: { data: Float32Array } };
  const squares = (values: Iterable<number>) => [...values].reduce((sum, v) => sum + v * v, 0);
  expect(squares(computed[1])).toBeCloseTo(squares(weights.weights.data), 10);
});

test("interrupted, it is whole as far as it came, and goes on in the same folder to the same numbers", async () => {
  const controller = new AbortController();
  const stop = (done: number) => {
    if (done >= 3) controller.abort();
  };
  const long = { ...options, epochs: 4000, recordAt: [0, 2, 5, 4000], gradientsAt: [1], metricsAt: [1, 4000] };
  const first = await train({ ...long, folder: at("interrupt"), signal: controller.signal, progress: stop });
  expect(first.stopped).toBe("interrupted");
  expect(first.epochs).toBeLessThan(4000);
  expect([existsSync(at("interrupt/run.json")), existsSync(at("interrupt/unfinished.json"))]).toEqual([true, false]);
  expectSame(await train({ ...long, folder: at("interrupt"), resume: first }), await train(long));
});

test("a run from elsewhere goes on in a new folder, which then holds all of it", async () => {
  const half = await train({ ...options, epochs: 4, recordAt: [0, 2], gradientsAt: [1], repetitions: 2 });
  const run = await train({ ...options, repetitions: 2, recordAt: [5, 9], gradientsAt: [6], folder: at("moved"), resume: half });
  expect(run.snapshots.map((s) => s.epoch)).toEqual([0, 2, 5, 9]);
  expect(run.repetitions[1].snapshots[1].layers).toEqual(memory.repetitions[1].snapshots[1].layers);
  expect(run.repetitions.map((r) => r.state)).toEqual(memory.repetitions.map((r) => r.state));
});

test("resume: true begins, goes on, and returns what is whole; a folder that holds a run is not written over", async () => {
  const begun = await train({ ...options, folder: at("again"), resume: true });
  const time = statSync(at("again/run.json")).mtimeMs;
  const same = await train({ ...options, folder: at("again"), resume: true });
  expectSame(same, begun);
  expect(statSync(at("again/run.json")).mtimeMs).toBe(time);
  const longer = { ...options, epochs: 11, recordAt: [0, 2, 5, 9, 11] };
  expectSame(await train({ ...longer, folder: at("again"), resume: true }), await train(longer));
  await expect(train({ ...options, folder: at("again") })).rejects.toThrow(/again already holds a run. Go on from it with resume: true/);
  await expect(train({ ...longer, folder: at("again"), resume: true, recordAt: [3] })).rejects.toThrow(
    /again has ended, with another recordAt/,
  );
  await expect(train({ ...longer, folder: at("again"), resume: true, recordLayers: [1] })).rejects.toThrow(
    "goes on with the same recordLayers",
  );
  await expect(train({ ...longer, data: parts.test, folder: at("again"), resume: true })).rejects.toThrow(
    /resume goes on with the same data; the run had "1024 × 12, .*", now it is "3072 × 12, /,
  );
  const flipped = { ...parts.train, labels: parts.train.labels!.map((y, i) => (i === 500 ? 1 - y : y)) };
  await expect(train({ ...longer, data: flipped, folder: at("again"), resume: true })).rejects.toThrow("goes on with the same data");
  const relu = mlp([12, 6, 4, 2], { seed: 1, hidden: "relu", noise: { sd: 0.1, when: "both" } });
  await expect(train({ ...longer, folder: at("again"), resume: true, network: relu })).rejects.toThrow(
    /layer 1 is .*"relu".* now, and was .*"tanh"/,
  );
  await expect(train({ ...options, resume: true })).rejects.toThrow("train: resume: true goes on from the run in a folder; give folder.");
});

test("a folder that cannot be written is named, with what is there", async () => {
  writeFileSync(at("file"), "no folder");
  await expect(train({ ...options, folder: at("file/run") })).rejects.toThrow(/train: .*file\/run cannot be written: ENOTDIR/);
});

test("readLayers computes in the pool and reads in the pool: the main thread stays free, and an abort is seen", async () => {
  const recordOn = { rows: 20_000, cols: 12, data: Float64Array.from({ length: 240_000 }, (_, i) => i % 2) };
  const wide = {
    ...options,
    network: mlp([12, 300, 300, 2], { seed: 1 }),
    epochs: 1,
    recordAt: [1],
    gradientsAt: [],
    metricsAt: [1],
    recordOn,
  };
  const computed = await train(wide);
  const [, , outputs] = computed.snapshots[0].layers;
  for (const run of [computed, await train({ ...wide, folder: at("pool") })]) {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const begun = performance.now();
    const layers = await run.snapshots[0].readLayers();
    const took = performance.now() - begun;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(took / 50); // no turn of more than 50 ms in the mean; on this thread it would be one turn
    expect(layers.map((t) => [t.rows, t.cols])).toEqual([[20_000, 300], [20_000, 300], [20_000, 2]]); // biome-ignore format: a table
    expect(layers[2].data.every((v, i) => v === outputs.data[i])).toBe(true);
  }
  await expect(computed.snapshots[0].readLayers({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
});

for (const [engine, missing] of [["onnx", undefined], ["tfjs", missingTfjs]] as const) // biome-ignore format: a table
  peerTest(missing, `engine ${engine}: the pool writes its run too, and it goes on from there`, async () => {
    const other = { ...options, engine: engine === "tfjs" ? { tfjs: tf } : engine, epochs: 3, recordAt: [0, 1, 3], gradientsAt: [] };
    const inMemory = await train(other);
    expectSame(await train({ ...other, folder: at(engine) }), inMemory);
    const begun = await train({ ...other, epochs: 1, recordAt: [0, 1], folder: at(`${engine}-again`) });
    expect([begun.epochs, begun.engine]).toEqual([1, engine]);
    expectSame(await train({ ...other, folder: at(`${engine}-again`), resume: true }), inMemory);
  });

const library = JSON.stringify(fileURLToPath(new URL("../../dist/index.js", import.meta.url)));
const LONG = `network: mlp([12, 6, 4, 2], { seed: 1, noise: { sd: 0.1, when: "both" } }), data: parts.train, test: parts.test, optimizer: adam(),
  batchSize: 128, seed: 4, epochs: 5000, recordAt: [0, ...logSpaced(200, 20), 5000], recordOn: parts.test.inputs, repetitions: 3`;
const script = (how: string) => `
  import { adam, logSpaced, mlp, split, szt, train } from ${library};
  const parts = split(szt(), { fraction: 0.25, seed: 1 });
  const run = await train({ ${LONG}, ${how} });
  console.log(JSON.stringify(run.repetitions.map((r) => r.snapshots.map((s) => [s.epoch, ...s.layers.map((t) => t.data.reduce((a, b) => a + b))]))));`;
const child = (how: string) => {
  const path = at(`child-${how.replace(/\W+/g, "").slice(-20)}.mjs`);
  writeFileSync(path, script(how));
  return spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
};
const outputOf = async (running: ChildProcess): Promise<string> => {
  let text = "";
  for await (const part of running.stdout!) text += part;
  return text;
};

test("killed in the middle, it leaves what openRun opens and what goes on to the numbers of one piece", async () => {
  const whole = outputOf(child("threads: 2"));
  const epochsKept = () => {
    const path = at("killed/unfinished.json");
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).epochs : -1;
  };
  for (const epochs of [0, 1, 300]) {
    // the last is between two recorded epochs
    const running = child(`folder: ${JSON.stringify(at("killed"))}, resume: true, threads: 2`);
    while (epochsKept() < epochs) await setTimeout(5);
    running.kill("SIGKILL");
    await new Promise((done) => running.on("close", done));
    const cut = await openRun(at("killed"));
    expect(cut.repetitions).toHaveLength(3);
    expect([cut.stopped, cut.message]).toEqual([
      "interrupted",
      expect.stringMatching(/was cut off, or still goes on: \d+ of 5000 epochs are kept/),
    ]);
    for (const { snapshots } of cut.repetitions) for (const { layers } of snapshots) expect(layers).toHaveLength(3);
  }
  const rest = outputOf(child(`folder: ${JSON.stringify(at("killed"))}, resume: true`));
  expect(await rest).toBe(await whole);
  expect(files("killed").filter((name) => name.endsWith(".part"))).toEqual([]);
}, 120_000);

const EPOCHS = 25;
const ROWS = 3000;
/** Peak of a process of its own, in bytes. */
const peakOf = async (name: string, how: string) => {
  const path = at(`${name}.mjs`);
  writeFileSync(
    path,
    `import { matrix, mlp, sgd, train } from ${library};
    const few = { inputs: matrix(new Float64Array(80), 10, 8), labels: new Uint8Array(10) };
    const recordOn = matrix(Float64Array.from({ length: ${8 * ROWS} }, (_, i) => Math.sin(i * i)), ${ROWS}, 8);
    await train({ network: mlp([8, 400, 8, 400, 8, 2], { seed: 1 }), data: few, recordOn, optimizer: sgd({ learningRate: 0.1 }), batchSize: 10,
      epochs: ${EPOCHS}, recordAt: Array.from({ length: ${EPOCHS} }, (_, i) => i), metricsAt: [], threads: 1, ${how} });
    console.log(1024 * process.resourceUsage().maxRSS);`,
  );
  return Number(await outputOf(spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] })));
};

test("what is recorded does not stay in memory: it is on the disk, by the arithmetic of its files", async () => {
  const bytes = EPOCHS * ROWS * 8 * (400 + 8 + 400 + 8 + 2);
  const written = await peakOf("written", `folder: ${JSON.stringify(at("memory"))}`);
  const weightsOnly = await peakOf("weightsOnly", `folder: ${JSON.stringify(at("few"))}, recordLayers: []`);
  const layers = files("memory").filter((name) => name.includes("layer"));
  expect(layers).toHaveLength(EPOCHS * 5);
  expect(layers.reduce((sum, name) => sum + statSync(at(`memory/${name}`)).size, 0)).toBe(bytes + EPOCHS * 5 * 128); // headers
  expect(written - weightsOnly).toBeLessThan(bytes / 5);
}, 60_000);
