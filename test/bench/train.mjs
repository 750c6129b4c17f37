/**
 * 10 000 epochs of the SZT network (Adam, batch 256, 3277 rows), with and without noise, ours beside the same training in PyTorch and in a NumPy loop, in one run.
 *
 * Usage: node test/bench/train.mjs [epochs]
 * Peers run with 1 and with 2 threads for a short while, and the faster setting runs the whole; OpenBLAS is told of AVX-512 where it is there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { activationsOf, adam, mlp, split, szt, train } from "../../dist/index.js";

const epochs = Number(process.argv[2] ?? 10_000);
const python = process.env.INFOPLANE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
const script = fileURLToPath(new URL("train.py", import.meta.url));
const avx512 = existsSync("/proc/cpuinfo") && /\bavx512f\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
const data = split(szt(), { fraction: 0.8, seed: 1 }).train;
const rows = JSON.stringify({ x: [...data.inputs.data], y: [...data.labels] });

const network = (noise) => mlp([12, 10, 7, 5, 4, 3, 2], { hidden: "tanh", seed: 1, ...(noise > 0 && { noise: { sd: noise } }) });

async function ours(repetitions, count, noise) {
  const options = { network: network(noise), data, optimizer: adam({ learningRate: 4e-4 }), batchSize: 256, seed: 1, progress: () => {} };
  await train({ ...options, repetitions, epochs: 20, recordAt: [20] });
  const start = performance.now();
  const run = await train({ ...options, repetitions, epochs: count, recordAt: [count] });
  return { seconds: (performance.now() - start) / 1000, loss: run.history[0].trainLoss };
}

function peer(which, threads, count, noise) {
  const env = {
    ...process.env,
    ...{ OMP_WAIT_POLICY: "passive", OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` },
    ...(avx512 && { OPENBLAS_CORETYPE: "SKYLAKEX" }),
  };
  const argv = [script, which, `${threads}`, `${count}`, `${noise}`];
  const done = spawnSync(python, argv, { input: rows, encoding: "utf8", env, maxBuffer: 1 << 26 });
  return done.status === 0 ? JSON.parse(done.stdout) : undefined;
}

const line = (name, { seconds, loss }, count, per = 1) =>
  console.log(`${name.padEnd(34)} ${((1000 * seconds) / count / per).toFixed(3).padStart(8)} ms per epoch   loss ${loss.toFixed(4)}`);

async function compare(noise) {
  console.log(noise > 0 ? `\nwith noise of sd ${noise} after every hidden layer` : "\nwithout noise");
  const mine = await ours(1, epochs, noise);
  line("infoplane fused, 1 run", mine, epochs);
  const repetitions = 4 * availableParallelism();
  const few = Math.ceil(epochs / 4);
  const many = await ours(repetitions, few, noise);
  line(`infoplane fused, ${repetitions} repetitions, each`, many, few, repetitions);
  const found = [];
  for (const which of ["numpy", "torch"]) {
    const trials = [1, 2].map((threads) => ({ threads, result: peer(which, threads, 200, noise) })).filter((t) => t.result);
    if (trials.length === 0) {
      console.log(`${which}: ${python} cannot run it`);
      continue;
    }
    const { threads } = trials.reduce((a, b) => (a.result.seconds <= b.result.seconds ? a : b));
    const result = peer(which, threads, epochs, noise);
    line(`${which}, ${threads} thread${threads > 1 ? "s" : ""}`, result, epochs);
    found.push({ which, seconds: result.seconds });
  }
  for (const { which, seconds } of found) {
    const each = (many.seconds / few / repetitions) * epochs;
    console.log(`against ${which}: ${(seconds / mine.seconds).toFixed(1)}x for one run, ${(seconds / each).toFixed(1)}x per repetition`);
  }
}

function recording() {
  let best = Infinity;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    activationsOf(network(0), szt().inputs);
    best = Math.min(best, performance.now() - start);
  }
  console.log(`\nrecording the six layers for 4096 inputs in float64: ${best.toFixed(1)} ms (best of 20)`);
}

console.log(`SZT network, ${epochs} epochs of 3277 rows, Adam, batch 256; ${cpus()[0].model}, ${availableParallelism()} cores`);
await compare(0);
await compare(0.005);
recording();
