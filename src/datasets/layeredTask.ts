import type { Prior } from "../core/prior.js";
import { random } from "../core/random.js";
import type { JobContext } from "../numeric/threads.js";
import { type DrawnLayer, SAMPLE_STREAM } from "./layeredModel.js";
import { priorLaw } from "./priorLaw.js";

/** Samples `from` to `to` − 1, written into the shared arrays. */
export interface LayeredJob {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly prior: Prior;
  readonly layers: readonly DrawnLayer[];
  readonly noise: boolean;
  readonly first: Float32Array | Float64Array;
  readonly last: Float32Array | Float64Array;
  readonly seed: number;
}

/** Returns how many samples were drawn before an interrupt. */
export default function layeredTask(job: LayeredJob, context: JobContext): number {
  const { from, to, width, layers, noise, first, last, seed } = job;
  const law = priorLaw("layeredTask", job.prior);
  const values = layers.map(({ units }) => new Float64Array(units));
  const units = values[values.length - 1].length;
  const x = new Float64Array(width);
  for (let i = from; i < to; i++) {
    if (context.aborted()) return i - from;
    const source = random(seed, SAMPLE_STREAM + i);
    for (let j = 0; j < width; j++) x[j] = law.draw(source);
    first.set(x, i * width);
    let input = x;
    layers.forEach(({ weights, activation, noise: variance }, l) => {
      const out = values[l].fill(0);
      for (let j = 0; j < input.length; j++) for (let k = 0; k < out.length; k++) out[k] += input[j] * weights.data[j * out.length + k];
      const sd = Math.sqrt(variance);
      if (noise && sd > 0) for (let k = 0; k < out.length; k++) out[k] += sd * source.normal();
      activate(out, activation);
      input = out;
    });
    last.set(input, i * units);
  }
  context.report(to - from);
  return to - from;
}

function activate(v: Float64Array, activation: DrawnLayer["activation"]): void {
  if (activation === "linear") return;
  for (let k = 0; k < v.length; k++)
    v[k] = activation === "relu" ? Math.max(0, v[k]) : activation === "hardtanh" ? Math.max(-1, Math.min(1, v[k])) : v[k] < 0 ? -1 : 1;
}
