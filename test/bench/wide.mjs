/**
 * Steps of USV networks (W = U diag(s) V, only s is trained) and of a convolutional one: ours on onnx and fused beside PyTorch, and USV layers beside
 * dense ones of the same sizes, in turns within one run, so that whatever else the machine does hits all of them.
 *
 * Usage: node test/bench/wide.mjs [rounds] [usv|hardtanh|linear|usv100|linear100|cnn ...]
 * A dense layer has one product forward and two backward (one in the first layer); a USV layer two forward and two backward, of which one each way
 * is saved where linear USV layers follow each other: all three programs multiply the fixed factors between them once.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ENGINES } from "../../dist/engines/engines.js";
import { goldfeldCnn, linearStudent, mlp, sgd, usvRecognition } from "../../dist/index.js";
import { table } from "../../dist/numeric/trainingChain.js";

const rounds = Number(process.argv[2] ?? 8);
const asked = process.argv.slice(3);
const python = process.env.INFOPLANE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
const script = fileURLToPath(new URL("wide.py", import.meta.url));
const avx512 = existsSync("/proc/cpuinfo") && /\bavx512f\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
const two = Math.min(2, availableParallelism());

const SIZES = [100, 200, 100, 50, 20, 2];
const WORK = {
  usv: { title: "USV 500-1000-500-250-100-2, linear and ReLU by turns", network: usvRecognition({ seed: 1 }), batch: 100, steps: 32 },
  hardtanh: {
    title: "USV 500-1000-500-250-100-2, hardtanh after every layer",
    ...{ network: usvRecognition({ nonlinear: "hardtanh", turns: false, seed: 1 }), batch: 100, steps: 32 },
  },
  linear: { title: "linear USV, three layers of 1500", network: linearStudent({ seed: 1 }), batch: 100, steps: 8, loss: "mse" },
  usv100: {
    title: `USV ${SIZES.join("-")}, linear and ReLU by turns`,
    network: usvRecognition({ sizes: SIZES, seed: 1 }),
    batch: 100,
    steps: 400,
  },
  linear100: { title: "linear USV, three layers of 100", network: linearStudent({ n: 100, seed: 1 }), batch: 50, steps: 800, loss: "mse" },
  cnn: { title: "MNIST CNN (goldfeldCnn)", network: goldfeldCnn({ seed: 1 }), batch: 64, steps: 8 },
};

/** The same sizes and activations with weights that are all trained. */
function denseLike({ layers }) {
  const [sizes, activations] = [[layers[0].inputs, ...layers.map((l) => l.outputs)], layers.map((l) => l.activation)];
  return mlp(sizes, { hidden: activations.slice(0, -1), output: activations.at(-1), bias: false, init: { normal: 1 }, seed: 1 });
}

async function ours(name, threads, { network, batch, loss = "crossEntropy" }) {
  const rows = 16 * batch;
  const values = Float32Array.from({ length: rows * network.inputs }, (_, i) => Math.sin(i + (i % 11)));
  const inputs = table(rows, network.inputs, values);
  const learnt =
    loss === "mse"
      ? { targets: table(rows, network.outputs, values) }
      : { labels: Uint8Array.from({ length: rows }, (_, i) => i % network.outputs) };
  const spec = { network, data: { inputs, ...learnt }, loss, optimizer: sgd({ learningRate: 1e-3 }), batchSize: batch, gradients: false };
  const begin = performance.now();
  const trainer = await ENGINES[name].trainer(spec, name === "onnx" ? { threads } : {});
  const ready = performance.now() - begin;
  let at = 0;
  return {
    ready,
    async run(steps) {
      const start = performance.now();
      for (let k = 0; k < steps; k++) await trainer.train(at++ % trainer.batches, 1, 1e-3);
      return (performance.now() - start) / steps;
    },
    stop: () => trainer.dispose(),
  };
}

function peer(kind, threads, { network: { layers }, batch, loss }) {
  const sizes = [layers[0].inputs, ...layers.map((l) => l.outputs)];
  const work = JSON.stringify({ kind, sizes, hidden: layers.slice(0, -1).map((l) => l.activation), batch, loss });
  const env = { ...process.env, OMP_WAIT_POLICY: "passive", ...(avx512 && { OPENBLAS_CORETYPE: "SKYLAKEX" }) };
  const child = spawn(python, [script, work, `${threads}`], { env, stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on("error", () => {});
  return {
    async run(steps) {
      child.stdin.write(`${steps}\n`);
      const { value, done } = await lines.next();
      return done ? undefined : Number(value);
    },
    stop: () => child.stdin.end(),
  };
}

const middle = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

async function compare(key) {
  const work = WORK[key];
  const usv = work.network.layers[0].kind === "usv";
  console.log(`\n${work.title}, batch ${work.batch}: ms per step, least and median of ${rounds} rounds taken in turns`);
  for (const threads of two > 1 ? [1, two] : [1]) {
    const runners = { "infoplane onnx": await ours("onnx", threads, work), PyTorch: peer(usv ? "usv" : "cnn", threads, work) };
    if (threads === 1) runners["infoplane fused"] = await ours("fused", 1, work);
    if (usv && threads === 1) {
      runners["fused, dense layers"] = await ours("fused", 1, { ...work, network: denseLike(work.network) });
      runners["PyTorch, dense layers"] = peer("dense", 1, work);
    }
    const times = Object.fromEntries(Object.keys(runners).map((name) => [name, []]));
    for (let round = 0; round <= rounds; round++)
      for (const [name, runner] of Object.entries(runners)) {
        const ms = await runner.run(round === 0 ? 3 : work.steps);
        if (round > 0) times[name].push(ms);
      }
    for (const runner of Object.values(runners)) await runner.stop();
    if (times.PyTorch.includes(undefined)) {
      console.log(`PyTorch: ${python} cannot run it`);
      for (const name of Object.keys(times).filter((name) => name.startsWith("PyTorch"))) delete times[name];
    }
    const onnx = times["infoplane onnx"];
    for (const [name, list] of Object.entries(times)) {
      const ratio =
        name === "infoplane onnx"
          ? ""
          : `   ${(Math.min(...list) / Math.min(...onnx)).toFixed(2)}x, median ${(middle(list) / middle(onnx)).toFixed(2)}x the time of onnx`;
      const label = `${name}, ${threads} thread${threads > 1 ? "s" : ""}`;
      console.log(
        `${label.padEnd(32)} ${Math.min(...list)
          .toFixed(2)
          .padStart(8)} ${middle(list).toFixed(2).padStart(8)}${ratio}`,
      );
    }
    console.log(`${"".padEnd(32)} onnx was ready after ${runners["infoplane onnx"].ready.toFixed(0)} ms`);
  }
}

console.log(`${cpus()[0].model}, ${availableParallelism()} cores`);
for (const key of asked.length > 0 ? asked : Object.keys(WORK)) await compare(key);
