import { checkInteger, checkKnownOptions, checkNotNegative, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { normalPrior, type Prior } from "../core/prior.js";
import { type Progress, progressLine } from "../core/progress.js";
import { mapInPool } from "../numeric/threads.js";
import type { LayeredJob } from "./layeredTask.js";
import type { LinearInformation } from "./linearInformation.js";
import { type PriorLaw, priorLaw } from "./priorLaw.js";
import type { WeightsJob } from "./weightsTask.js";

/** One layer of a data model: output = activation(input · weights + noise). */
export interface ModelLayer {
  readonly units: number;
  readonly activation?: "linear" | "relu" | "hardtanh" | "sign";
  /** Variance of the Gaussian noise inside the activation; 0 by default. */
  readonly noise?: number;
}

export interface LayeredOptions {
  /** Samples. */
  readonly n: number;
  /** Law of the independent units of the first layer; normalPrior() by default. */
  readonly prior?: Prior;
  readonly layers: readonly ModelLayer[];
  /** Whether the layers' noise is drawn. To be said each time: published code named a noise and never applied it. */
  readonly noise: "on" | "off";
  /** Float32Array by default, as training takes it. */
  readonly precision?: "float32" | "float64";
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

/** The weights (inputs × units) and what the layer does with them. */
export interface DrawnLayer extends Required<ModelLayer> {
  readonly weights: Matrix;
}

export interface LayeredSamples {
  readonly first: Matrix;
  readonly last: Matrix;
  readonly layers: readonly DrawnLayer[];
  readonly law: PriorLaw;
  /** "on" with at least one layer that has noise. */
  readonly noisy: boolean;
  /** Of noisy linear layers on a normal prior. */
  readonly linear?: LinearInformation;
  readonly seed: number;
  /** How many samples were asked for; more than there are rows after an interrupt. */
  readonly asked: number;
}

/** Streams of one seed: the weights of layer l come from stream l, sample i from stream 2²⁰ + i. */
export const SAMPLE_STREAM = 2 ** 20;

/** Draws weights N(0, 1/inputs), n first-layer vectors from the prior, and passes them through the layers, in the worker pool. */
export async function layeredModel(me: string, width: number, relevant: number, options: LayeredOptions): Promise<LayeredSamples> {
  const { n, prior = normalPrior(), noise, precision = "float32", seed = 0, signal = hostSignal(), progress = progressLine(me) } = options;
  checkInteger(me, "n", n, 1);
  checkInteger(me, "seed", seed, 0);
  checkOneOf(me, "noise", noise, ["on", "off"]);
  checkOneOf(me, "precision", precision, ["float32", "float64"]);
  const law = priorLaw(me, prior);
  const layers = emptyLayers(me, width, options.layers, (size) => new Float64Array(new SharedArrayBuffer(8 * size)));
  const noisy = noise === "on" && layers.some((layer) => layer.noise > 0);
  const weights: WeightsJob = { layers, relevant, seed, ...(noisy && law.normal && { variance: law.normal.variance }) };
  const [linear] = await mapInPool<WeightsJob, LinearInformation | undefined>(new URL("./weightsTask.js", import.meta.url), [weights], {
    signal,
  });
  const units = layers[layers.length - 1].units;
  const shared = (size: number) =>
    precision === "float32" ? new Float32Array(new SharedArrayBuffer(4 * size)) : new Float64Array(new SharedArrayBuffer(8 * size));
  const first = shared(n * width);
  const last = shared(n * units);
  const perJob = Math.max(16, Math.ceil(Math.min(n / 32, 2e6 / width)));
  const jobs: LayeredJob[] = [];
  for (let from = 0; from < n; from += perJob)
    jobs.push({ from, to: Math.min(n, from + perJob), width, prior, layers, noise: noise === "on", first, last, seed });
  let drawn = 0;
  const onProgress = (_: number, rows: unknown) => {
    drawn += rows as number;
    progress(drawn, n);
  };
  const done = await mapInPool<LayeredJob, number>(new URL("./layeredTask.js", import.meta.url), jobs, { signal, onProgress });
  let rows = 0; // the complete front, after an interrupt
  for (let j = 0; j < jobs.length; j++) {
    rows += done[j];
    if (done[j] < jobs[j].to - jobs[j].from) break;
  }
  if (rows === 0) throw signal?.reason ?? new DOMException("interrupted before the first sample", "AbortError");
  return {
    first: { rows, cols: width, data: first.subarray(0, rows * width) },
    last: { rows, cols: units, data: last.subarray(0, rows * units) },
    layers,
    law,
    noisy,
    ...(linear && { linear }),
    seed,
    asked: n,
  };
}

function emptyLayers(me: string, width: number, layers: readonly ModelLayer[], shared: (size: number) => Float64Array): DrawnLayer[] {
  if (!Array.isArray(layers) || layers.length === 0)
    throw new DomainError(`${me}: layers must hold at least one layer, such as { units: 4, noise: 0.01 }.`);
  let inputs = width;
  return layers.map((layer, l) => {
    checkKnownOptions(`${me}: layer ${l}`, layer, ["units", "activation", "noise"]);
    const { units, activation = "linear", noise = 0 } = layer;
    checkInteger(me, `layers[${l}].units`, units, 1);
    checkOneOf(me, `layers[${l}].activation`, activation, ["linear", "relu", "hardtanh", "sign"]);
    checkNotNegative(me, `layers[${l}].noise`, noise);
    const empty = { units, activation, noise, weights: { rows: inputs, cols: units, data: shared(inputs * units) } };
    inputs = units;
    return empty;
  });
}
