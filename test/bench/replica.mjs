/**
 * The replica engine: wall and CPU time of its three promised rows, beside dnner where Python has it.
 *
 * Usage: node test/bench/replica.mjs
 * One thread. The first call of a process also compiles (V8), so it stands in its own column.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import {
  eigenvaluesSpectrum,
  entropyReplica,
  entropyReplicaByLayer,
  gaussianSpectrum,
  normalPrior,
  replicaAlongTraining,
} from "../../dist/index.js";
import { singularValues } from "../../dist/numeric/singularValues.js";

const python = process.env.INFOPLANE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");
const prior = normalPrior();

/** First and least wall time, and least CPU time, of a body, in ms. */
function times(body, repeats) {
  let [first, wall, cpu] = [0, Infinity, Infinity];
  for (let k = 0; k < repeats; k++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    body();
    const passed = performance.now() - start;
    const spent = process.cpuUsage(used);
    if (k === 0) first = passed;
    wall = Math.min(wall, passed);
    cpu = Math.min(cpu, (spent.user + spent.system) / 1000);
  }
  return { first, wall, cpu };
}

/** Quantiles of the quarter circle: the singular values of a large Gaussian matrix. */
function quarterCircle(n) {
  return Float64Array.from({ length: n }, (_, k) => {
    let [low, high] = [0, 2];
    for (let i = 0; i < 60; i++) {
      const s = (low + high) / 2;
      if ((s * Math.sqrt(4 - s * s) + 4 * Math.asin(s / 2)) / (2 * Math.PI) < (k + 0.5) / n) low = s;
      else high = s;
    }
    return low;
  });
}

function figure2() {
  for (const activation of ["linear", "hardtanh", "relu"])
    for (let k = -4; k <= 4; k++) {
      const layer = { activation, spectrum: gaussianSpectrum({ scale: 10 ** (k / 2) }) };
      entropyReplicaByLayer({ prior, layers: [layer, layer], lastNoise: 1e-5 });
    }
}

function warm(activation) {
  const n = 1500;
  const base = quarterCircle(n);
  const layers = [1, 2, 3, 4].map(() => ({ activation, inputs: n, outputs: n }));
  const at = (epoch) => ({
    epoch,
    singularValues: layers.map((_, l) => base.map((s, k) => s * (1 + (0.004 * epoch * (l + 1) * k) / n))),
  });
  const all = Array.from({ length: 21 }, (_, epoch) => at(epoch));
  const of = (epochs) => times(() => replicaAlongTraining({ layers, epochs }, { prior, tolerance: 1e-8, recheckEvery: 1000 }), 3);
  const [short, long] = [of(all.slice(0, 1)), of(all)];
  return { first: Number.NaN, wall: (long.wall - short.wall) / 80, cpu: (long.cpu - short.cpu) / 80 };
}

const spectrum = eigenvaluesSpectrum(quarterCircle(1000).map((s) => s * s));
const twoLayers = (activation, noise) => () =>
  entropyReplica({
    prior,
    layers: [
      { activation, spectrum },
      { activation, spectrum, noise },
    ],
    tolerance: 1e-8,
  });
const weights = { rows: 1500, cols: 1500, data: Float64Array.from({ length: 1500 * 1500 }, (_, i) => Math.sin(i * i)) };

const rows = [
  ["two ReLU layers, n = 1000, 1e-8, noise 1e-2", 250, times(twoLayers("relu", 1e-2), 7)],
  ["two ReLU layers, n = 1000, 1e-8, noise 1e-5", 250, times(twoLayers("relu", 1e-5), 7)],
  ["two hardtanh layers, n = 1000, 1e-8, noise 1e-5", 250, times(twoLayers("hardtanh", 1e-5), 7)],
  ["figure 2 of gabrie2019, 9 sigmas x 3, both layers, 1e-10", 30_000, times(figure2, 2)],
  ["warm start along training, per layer, n = 1500, linear", 50, warm("linear")],
  ["warm start along training, per layer, n = 1500, ReLU", 50, warm("relu")],
  ["warm start along training, per layer, n = 1500, hardtanh", 50, warm("hardtanh")],
  ["singular values of 1500 x 1500", Number.NaN, times(() => singularValues(weights), 1)],
];

const show = (ms) => (Number.isNaN(ms) ? "-" : ms.toFixed(ms < 10 ? 1 : 0)).padStart(8);
console.log(`${cpus()[0].model}, Node ${process.versions.node}; ms`);
console.log(`${"".padEnd(60)}${"  target   first    wall     cpu"}`);
for (const [name, target, { first, wall, cpu }] of rows) console.log(name.padEnd(60) + show(target) + show(first) + show(wall) + show(cpu));

const peer = spawnSync(
  python,
  [
    "-c",
    `
import time, warnings, numpy as np
import dnner
from dnner.priors import Normal
from dnner.activations import ReLU
warnings.filterwarnings("ignore")
np.random.seed(42)
w = [np.random.randn(1000, 1000) / np.sqrt(1000) for _ in range(2)]
e = [(1.0, np.linalg.eigvalsh(x.T @ x)) for x in w]
start = time.time()
dnner.compute_entropy(layers=[Normal(0, 1), ReLU(0), ReLU(1e-2)], weights=e, verbose=0)
print(1000 * (time.time() - start))`,
  ],
  { encoding: "utf8" },
);
console.log(`dnner, two ReLU layers, noise 1e-2: ${peer.status === 0 ? `${Number(peer.stdout).toFixed(0)} ms` : "not available"}`);
