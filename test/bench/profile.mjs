/**
 * Where an epoch of the SZT network goes on the fused engine, by leaving parts out, and how far its products are from those of wide layers; start and memory.
 *
 * Usage: node test/bench/profile.mjs [rounds]
 */
import { availableParallelism, cpus } from "node:os";

const start = performance.now();
const { adam, mlp, sgd, split, szt } = await import("../../dist/index.js");
const { ENGINES } = await import("../../dist/engines/engines.js");
const { table } = await import("../../dist/numeric/trainingChain.js");
const imported = performance.now() - start;

const rounds = Number(process.argv[2] ?? 8);
const { inputs, labels } = split(szt(), { fraction: 0.8, seed: 1 }).train;
const rows = inputs.rows;
const sizes = [12, 10, 7, 5, 4, 3, 2];
const normals = rows * sizes.slice(1, -1).reduce((sum, units) => sum + units, 0);

/** Products of a step: forward, gradients of the weights, and of the inputs but in the first layer. */
const products = (widths) => widths.slice(1).reduce((sum, width, i) => sum + (i > 0 ? 3 : 2) * widths[i] * width, 0);

async function trainer(options) {
  const data = { inputs: table(rows, 12, Float32Array.from(inputs.data)), labels };
  const network = mlp(sizes, { seed: 1, hidden: "tanh", ...options });
  const fused = await ENGINES.fused.trainer(
    { network, data, loss: "crossEntropy", optimizer: adam({ learningRate: 4e-4 }), batchSize: 256, seed: 1 },
    {},
  );
  return () => {
    for (let epoch = 0; epoch < 200; epoch++) fused.train(0, fused.batches, 4e-4);
  };
}

async function wide() {
  const width = 1024;
  const batch = 256;
  const values = Float32Array.from({ length: batch * width }, (_, i) => Math.sin(i));
  const data = { inputs: table(batch, width, values), targets: table(batch, width, values) };
  const network = mlp([width, width, width, width], { hidden: "linear", output: "linear", seed: 1 });
  const fused = await ENGINES.fused.trainer({ network, data, loss: "mse", optimizer: sgd({ learningRate: 1e-6 }), batchSize: batch }, {});
  return { run: () => fused.train(0, 1, 1e-6), operations: 2 * batch * products([width, width, width, width]) };
}

/** Seconds of the fastest round; the parts take turns. */
async function fastest(parts) {
  const best = parts.map(() => Infinity);
  for (let round = 0; round <= rounds; round++)
    for (const [i, run] of parts.entries()) {
      const begin = performance.now();
      run();
      if (round > 0) best[i] = Math.min(best[i], (performance.now() - begin) / 1000);
    }
  return best;
}

const dense = await wide();
const parts = await Promise.all([{ hidden: "linear" }, { hidden: "relu" }, {}, { noise: { sd: 0.005 } }, { dropout: 0.1 }].map(trainer));
const first = performance.now() - start;
const [linear, relu, tanh, noisy, dropped, wideStep] = await fastest([...parts, dense.run]);
const epoch = (seconds) => `${((1000 * seconds) / 200).toFixed(3)} ms`;
const rate = (operations, seconds) => `${(operations / seconds / 1e9).toFixed(1)} GFLOP/s`;
const each = (more) => `${((1e9 * more) / 200 / normals).toFixed(1)} ns for each of ${normals}`;

console.log(
  `one thread of ${cpus()[0].model}, ${availableParallelism()} cores; an epoch of ${rows} rows, Adam, batches of 256; fastest of ${rounds}`,
);
console.log(`products, loss, update (linear units)   ${epoch(linear)}   ${rate(2 * rows * products(sizes), linear / 200)}`);
console.log(`with relu                               ${epoch(relu)}   ${each(relu - linear)} activations`);
console.log(`with tanh                               ${epoch(tanh)}   ${each(tanh - linear)} activations`);
console.log(`with tanh and noise                     ${epoch(noisy)}   ${each(noisy - tanh)} normal numbers`);
console.log(`with tanh and dropout                   ${epoch(dropped)}   ${each(dropped - tanh)} mask bits`);
console.log(
  `a step of three layers of 1024, batch 256, for comparison: ${(1000 * wideStep).toFixed(1)} ms, ${rate(dense.operations, wideStep)}`,
);
console.log(
  `import of the library ${imported.toFixed(0)} ms; six trainers ready after ${first.toFixed(0)} ms; peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
);
