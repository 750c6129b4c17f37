import { noise } from "../core/noise.js";
import { philox } from "../core/random.js";

/** Where the numbers of a layer begin: word s of unit j in step t is number (t · units + j) · S + s, S the batch size rounded up to 16. */
interface Place {
  readonly seed: number;
  readonly stream: number;
  readonly step: number;
  readonly units: number;
  readonly batchSize: number;
}

/** Gaussian noise of standard deviation `sd` for the first `rows` rows of a batch, rows × units: the numbers that the fused kernels add. */
export function drawnNoise({ seed, stream, step, units, batchSize }: Place, rows: number, sd: number): Float32Array {
  const width = (batchSize + 15) & ~15;
  const all = noise(seed, stream, (step * units * width) / 4, new Float32Array(units * width));
  const out = new Float32Array(rows * units);
  const factor = Math.fround(sd);
  for (let j = 0; j < units; j++) for (let i = 0; i < rows; i++) out[i * units + j] = factor * all[j * width + i];
  return out;
}

/** A dropout mask, rows × units, of 0 and 1 / (1 − rate): that of the fused kernels. */
export function drawnMask({ seed, stream, step, units, batchSize }: Place, rows: number, rate: number): Float32Array {
  const width = (batchSize + 15) & ~15;
  const first = (step * units * width) / 4;
  const threshold = Math.round(rate * 4294967296);
  const keep = 1 / (1 - rate);
  const out = new Float32Array(rows * units);
  const words = new Uint32Array(4);
  for (let j = 0; j < units; j++)
    for (let i = 0; i < rows; i += 4) {
      philox(seed, stream, first + (j * width + i) / 4, words);
      for (let k = 0; k < 4 && i + k < rows; k++) out[(i + k) * units + j] = words[k] >= threshold ? keep : 0;
    }
  return out;
}
