/**
 * One step of plain SGD on USV layers (W = U diag(s) V, only s is trained), beside dense layers of the same sizes and beside PyTorch, in one run.
 *
 * Usage: node test/bench/usv.mjs [rounds]
 * Everything takes turns for a few rounds, and the fastest round of each counts. One thread each, as one training has here, in CPU time, so that
 * other programs on the machine disturb less.
 * A dense layer of the same sizes has one product forward and two backward (one in the first layer); a USV layer two forward and two backward. The
 * onnx engine multiplies the fixed factors of neighbours once where there is nothing between them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { linearStudent, matrix, mlp, random, sgd, train, usvRecognition } from "../../dist/index.js";

const onnx = await import("onnxruntime-node").then(
  () => true,
  () => false,
);
const rounds = Number(process.argv[2] ?? 3);
const python = process.env.INFOPLANE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
const script = fileURLToPath(new URL("usv.py", import.meta.url));
const avx512 = existsSync("/proc/cpuinfo") && /\bavx512f\b/.test(readFileSync("/proc/cpuinfo", "utf8"));

const student = (n) => ({
  name: `linear student, n = ${n}`,
  sizes: [n, n, n, n, 4],
  activations: Array(3).fill("linear"),
  loss: "mse",
  batchSize: 50,
});
const recognition = (sizes) => ({
  ...{ name: `hardtanh ${sizes.join("-")}`, sizes, activations: Array(4).fill("hardtanh"), loss: "crossEntropy", batchSize: 100 },
});
const cases = [
  { ...student(100), steps: 1000 },
  { ...student(1500), steps: 40 },
  { ...recognition([100, 200, 100, 50, 20, 2]), steps: 1000 },
  { ...recognition([500, 1000, 500, 250, 100, 2]), steps: 60 },
];

/** Milliseconds of CPU per step; those of a run without steps, which lays everything out, are taken off. */
async function ours({ sizes, loss, batchSize, steps }, network, engine) {
  const numbers = random(1);
  const draw = (rows, cols) =>
    matrix(
      Float32Array.from({ length: rows * cols }, () => numbers.normal()),
      rows,
      cols,
    );
  const rows = steps * batchSize;
  const inputs = draw(rows, sizes[0]);
  const data =
    loss === "mse"
      ? { inputs, targets: draw(rows, sizes.at(-1)) }
      : { inputs, labels: Uint8Array.from({ length: rows }, (_, i) => i % 2), classes: 2 };
  const options = {
    network,
    engine,
    data,
    loss,
    optimizer: sgd({ learningRate: 1e-3 }),
    batchSize,
    recordAt: [],
    metricsAt: [],
    seed: 1,
    progress: () => {},
  };
  const time = async (epochs) => {
    const start = process.cpuUsage();
    await train({ ...options, epochs });
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  const empty = await time(0);
  return ((await time(1)) - empty) / steps;
}

function peer({ sizes, activations, loss, batchSize, steps }, kind) {
  const env = {
    ...process.env,
    ...{ OMP_WAIT_POLICY: "passive", OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    ...(avx512 && { OPENBLAS_CORETYPE: "SKYLAKEX" }),
  };
  const input = JSON.stringify({ sizes, activations, loss, batchSize, steps, kind });
  const done = spawnSync(python, [script], { input, encoding: "utf8", env });
  return done.status === 0 ? Number(done.stdout) : Number.NaN;
}

console.log(`ms of CPU per step of plain SGD, fastest of ${rounds} rounds; ${cpus()[0].model}, Node ${process.versions.node}`);
console.log(
  "".padEnd(40) +
    ["usv", "dense", "onnx usv", "torch usv", "torch dense", "usv/dense", "usv/torch", "onnx/torch"].map((t) => t.padStart(13)).join(""),
);
for (const one of cases) {
  const { sizes, activations, loss } = one;
  const shared = { hidden: activations, bias: false, init: { normal: 1 }, seed: 1 };
  const dense = mlp(sizes, { ...shared, output: loss === "mse" ? "linear" : "softmax" });
  const usv =
    loss === "mse" ? linearStudent({ n: sizes[0], seed: 1 }) : usvRecognition({ sizes, nonlinear: "hardtanh", turns: false, seed: 1 });
  const best = Array(5).fill(Infinity);
  for (let round = 0; round < rounds; round++) {
    const found = [
      await ours(one, usv, "fused"),
      await ours(one, dense, "fused"),
      onnx ? await ours(one, usv, { onnx: { threads: 1 } }) : Number.NaN,
    ];
    for (const kind of ["usv", "dense"]) found.push(peer(one, kind));
    found.forEach((ms, i) => {
      if (!(ms >= best[i])) best[i] = ms; // NaN where Python has no PyTorch
    });
  }
  const cells = best.map((ms) => (Number.isNaN(ms) ? "-" : ms.toFixed(ms < 10 ? 3 : 1)));
  const ratios = [best[0] / best[1], best[0] / best[3], best[2] / best[3]].map((r) => (Number.isNaN(r) ? "-" : r.toFixed(2)));
  console.log(one.name.padEnd(40) + [...cells, ...ratios].map((t) => t.padStart(13)).join(""));
}
