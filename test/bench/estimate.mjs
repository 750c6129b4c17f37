/**
 * The estimators' hot work beside NumPy, SciPy, scikit-learn and PyTorch in one run, float32, with the ratios; and how time grows with n.
 *
 * Usage: node test/bench/estimate.mjs [--growth]
 * Ours shares its work with idle threads of the pool where an estimate is long, and the peers have 2 threads. `--growth` measures n = 1e3 … 1e6 and
 * draws build/bench/growth.svg.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  entropyBinned,
  entropyKde,
  entropyMixtureMonteCarlo,
  lines,
  mutualInformationKde,
  mutualInformationKsg,
  random,
  save,
} from "../../dist/index.js";
import { blockCentres } from "../../dist/numeric/blockCentres.js";
import { mixtureSums } from "../../dist/numeric/mixtureSums.js";
import { mapInPool } from "../../dist/numeric/threads.js";

const python = process.env.INFOPLANE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
const avx512 = existsSync("/proc/cpuinfo") && /\bavx512f\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
const draw = random(1);
const array = (n, f) => Float32Array.from({ length: n }, f);
const NOISE = 0.005;

const centres = Object.fromEntries([3, 10].map((d) => [d, array(4096 * d, () => Math.tanh(draw.normal()))]));
const draws = Object.fromEntries(
  [3, 10].map((d) => {
    const q = new Float32Array(100_000 * d);
    for (let i = 0; i < 100_000; i++) {
      const j = draw.below(4096);
      for (let k = 0; k < d; k++) q[i * d + k] = centres[d][j * d + k] + NOISE * draw.normal();
    }
    return [d, q];
  }),
);
const points = Object.fromEntries([10, 1000].map((d) => [d, array(4096 * d, draw.normal)]));
const ksg = array(4 * 10_000, draw.normal);
const ksgHigh = array(1000 * 1000, draw.normal);
const layer = Float64Array.from({ length: 40_960 }, () => Math.tanh(draw.normal()));

async function best(body, repeats = 5) {
  await body();
  let least = Infinity;
  let value;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    value = await body();
    least = Math.min(least, performance.now() - start);
  }
  return { ms: least, value };
}

function meanLog(c, q, d, scale) {
  const sums = mixtureSums(blockCentres(c, c.length / d, d), q, scale);
  let total = 0;
  for (let i = 0; i < sums.length; i += 3) total += sums[i] + Math.log(sums[i + 1]);
  return total / (sums.length / 3) - Math.log(c.length / d);
}

const half = (a) => [a.subarray(0, a.length / 2), a.subarray(a.length / 2)];
const task = new URL("estimateTask.mjs", import.meta.url);
const inPool = async (c, q, d, scale) => {
  const parts = await mapInPool(
    task,
    half(q).map((part) => ({ c, q: part, d, scale })),
  );
  return (parts[0] + parts[1]) / 2;
};
const matrix = (data, rows, cols) => ({ rows, cols, data });
const work = [
  ...[3, 10].map((d) => [
    `density ${d}`,
    `mixture log-density 4096 × 100 000, d = ${d}`,
    d === 3 ? [5, 8] : [2.5, 3.5],
    () => meanLog(centres[d], draws[d], d, 1 / (2 * NOISE ** 2)),
    () => inPool(centres[d], draws[d], d, 1 / (2 * NOISE ** 2)),
  ]),
  ...[10, 1000].map((d) => [
    `pairwise ${d}`,
    `pairwise bounds 4096 × 4096, d = ${d}`,
    d === 10 ? [4, 10] : [0.7, 1.2],
    () => -mutualInformationKde(matrix(points[d], 4096, d), { noiseVariance: 0.1 * d }).nats,
  ]),
  [
    "ksg 10000",
    "KSG n = 10 000, 2 + 2 d",
    [1.2, 2],
    () => mutualInformationKsg(matrix(ksg.subarray(0, 20_000), 10_000, 2), matrix(ksg.subarray(20_000), 10_000, 2)).nats,
  ],
  [
    "ksg 1000 high",
    "KSG n = 1000, 500 + 500 d",
    [3, 5],
    () => mutualInformationKsg(matrix(ksgHigh.subarray(0, 500_000), 1000, 500), matrix(ksgHigh.subarray(500_000), 1000, 500)).nats,
  ],
  ["binning", "binning 4096 × 10", [1, 1.5], () => entropyBinned(matrix(layer, 4096, 10), { binWidth: 0.07 }).nats],
];

function peers() {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-bench-"));
  const files = {
    draws3: draws[3],
    draws10: draws[10],
    centres3: centres[3],
    centres10: centres[10],
    points10: points[10],
    points1000: points[1000],
    ksg,
    ksgHigh,
    layer,
  };
  for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, name), data);
  const env = { ...process.env, OMP_WAIT_POLICY: "passive", OMP_NUM_THREADS: "2", ...(avx512 && { OPENBLAS_CORETYPE: "SKYLAKEX" }) };
  const script = fileURLToPath(new URL("estimate.py", import.meta.url));
  const done = spawnSync(python, [script, "2", folder], { encoding: "utf8", env, maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  if (done.status !== 0) console.log(`peers: ${python} cannot run them\n${done.stderr.split("\n").slice(-3).join("\n")}`);
  return done.status === 0 ? JSON.parse(done.stdout) : {};
}

async function table() {
  console.log(`estimators, float32; ${cpus()[0].model}, ${availableParallelism()} cores`);
  const theirs = peers();
  for (const [key, name, [floor, aim], one, pool] of work) {
    const mine = await best(one);
    const two = pool && (await best(pool));
    const [ms, value] = theirs[key] ?? [Number.NaN, Number.NaN];
    const fast = Math.min(mine.ms, two?.ms ?? Infinity);
    const both = two ? `${mine.ms.toFixed(1)} (pool ${two.ms.toFixed(1)})` : mine.ms.toFixed(2);
    console.log(
      `${name.padEnd(42)} ${both.padStart(20)} ms   peer ${ms.toFixed(1).padStart(8)} ms   ratio ${(ms / fast).toFixed(1)} (floor ${floor}, aim ${aim})   values ${mine.value.toFixed(4)} ${value.toFixed(4)}`,
    );
  }
}

/** One estimate at each n; stops a series when it passes 30 s. Memory is that of the process. */
async function growth() {
  const normals = (n, d) => matrix(array(n * d, draw.normal), n, d);
  const series = [
    ["binned, d = 10", (n) => [normals(n, 10)], (t) => entropyBinned(t, { binWidth: 0.5 })],
    ["KSG, 2 + 2 d", (n) => [normals(n, 2), normals(n, 2)], mutualInformationKsg],
    ["pairwise bound, d = 3", (n) => [normals(n, 3)], (t) => entropyKde(t, { noiseVariance: 1e-4 })],
    [
      "Monte Carlo, d = 3",
      (n) => [normals(n, 3)],
      (t) => entropyMixtureMonteCarlo(t, { noise: 0.01, standardError: 0.02, progress: () => {} }),
    ],
  ];
  const curves = [];
  for (const [name, samples, run] of series) {
    const x = [];
    const y = [];
    for (const n of [1e3, 1e4, 1e5, 1e6]) {
      const drawn = samples(n);
      const start = performance.now();
      await run(...drawn);
      x.push(n);
      y.push((performance.now() - start) / 1000);
      console.log(
        `${name.padEnd(24)} n = ${String(n).padStart(7)}   ${y.at(-1).toFixed(3).padStart(8)} s   ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
      );
      if (y.at(-1) > 30) break;
    }
    curves.push({ name, x, y });
  }
  const figure = lines(curves, {
    key: "bench/growth",
    title: "Time of one estimate against n",
    x: { label: "n", scale: "log" },
    y: { label: "seconds", scale: "log" },
    unit: "none",
    mode: "full",
  });
  mkdirSync("build/bench", { recursive: true });
  await save(figure, "build/bench/growth.svg");
  console.log("build/bench/growth.svg");
}

await (process.argv.includes("--growth") ? growth() : table());
