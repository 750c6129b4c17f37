import type { Prior } from "../core/prior.js";
import type { PiecewiseMap, SmoothMap } from "./activation.js";
import { andersonMixing } from "./andersonMixing.js";
import { interfaceChannel, outputChannel } from "./channels.js";
import { type PriorChannel, priorChannel, RECOVERED } from "./priorChannel.js";
import type { Quadrature } from "./quadrature.js";
import { type Resolvent, resolvent, spectralPotential } from "./resolvent.js";
import { type ScalarChannel, scalarChannel } from "./scalarChannel.js";
import type { Spectrum } from "./spectrum.js";

/** What the first weights act on: independent units with a prior, or the units of a layer whose input is known. */
export type Source =
  | { readonly kind: "prior"; readonly prior: Prior; readonly secondMoment: number }
  | { readonly kind: "given"; readonly map: PiecewiseMap | SmoothMap; readonly noise: number; readonly variance: number };

export interface Layer {
  readonly map: PiecewiseMap | SmoothMap;
  readonly noise: number;
  readonly spectrum: Spectrum;
}

/** A chain with its sizes and second moments: index i is the i-th weight matrix, from units i to units i + 1. */
export interface Chain {
  readonly source: Source;
  readonly layers: readonly Layer[];
  /** Units before matrix i per unit of the source; one longer than `layers`. */
  readonly alphaTilde: readonly number[];
  /** E x² before matrix i, and of its pre-activation without noise. */
  readonly rho: readonly number[];
  readonly rhoTilde: readonly number[];
}

/** The order parameters of a chain, one value per weight matrix, in the notation of Gabrié et al. */
export interface OrderParameters {
  /** V: error on the units before the matrix. */
  readonly v: readonly number[];
  readonly a: readonly number[];
  /** Ṽ: error on the pre-activations after it. */
  readonly vIn: readonly number[];
  /** Ã: precision of what follows about the units. */
  readonly aIn: readonly number[];
  readonly theta: readonly number[];
  readonly gamma: readonly number[];
  readonly kappa: readonly number[];
  readonly rho: readonly number[];
  readonly rhoTilde: readonly number[];
}

export interface Run {
  /** ln Ã and ln z of every matrix: start of a later run. */
  readonly state: Float64Array;
  /** φ per unit of the source, in nats; NaN where the run broke down. */
  readonly potential: number;
  readonly parameters: OrderParameters;
  readonly sweeps: number;
  /** Largest change of a logarithm in the last sweep. */
  readonly residual: number;
  readonly converged: boolean;
}

export interface SolveOptions {
  readonly quadrature: Quadrature;
  /** Largest change of the logarithms of Ã and z in one sweep at convergence. */
  readonly stateTolerance: number;
  readonly maxSweeps: number;
  /** Holds V of the source at this value instead of iterating it. */
  readonly fixedV?: number;
}

/**
 * The start with the first `known` errors at their largest and all others at 1e-10: Ã = 1/v, z = 1. `known` = 0 … number of matrices gives
 * all the starts that are tried.
 */
export function initialState(chain: Chain, known: number): Float64Array {
  const L = chain.layers.length;
  const state = new Float64Array(2 * L);
  for (let i = 0; i < L; i++) state[i] = -Math.log(i < known ? chain.rho[i] : 1e-10);
  return state;
}

/**
 * ML-VAMP state evolution in (ln Ã, ln z). A sweep goes forward, from the error v_i of every layer's units to the error ṽ_i of its
 * pre-activations, and back, from the precision g_i of what follows to the messages z_i and Ã_i; κ_i = z_i (1/v_i − Ã_i) is explicit,
 * so no equation has to be solved for θ. All differences are formed without cancellation. Accelerated by Anderson mixing.
 */
export function solve(chain: Chain, start: Float64Array, options: SolveOptions): Run {
  const { maxSweeps, stateTolerance } = options;
  const machine = sweeper(chain, options);
  const mixing = andersonMixing(start.length, 6, 2);
  let x: Float64Array = start.slice();
  let best: { state: Float64Array; residual: number } = { state: x, residual: Infinity };
  let sinceBest = 0;
  let sweeps = 0;
  let converged = false;
  while (sweeps < maxSweeps) {
    const gx = machine.sweep(x);
    sweeps++;
    let residual = 0;
    for (let i = 0; i < x.length; i++) residual = Math.max(residual, Math.abs(gx[i] - x[i]));
    if (!Number.isFinite(residual)) break;
    if (residual < best.residual) {
      best = { state: gx.slice(), residual };
      sinceBest = 0;
    } else sinceBest++;
    if (residual <= stateTolerance || (sinceBest >= 12 && best.residual <= 100 * stateTolerance)) {
      converged = true;
      break;
    }
    if (sinceBest >= 20) {
      mixing.forget();
      sinceBest = 0;
      x = gx.slice();
    } else x = sweeps < 2 ? gx.slice() : mixing.next(x, gx);
  }
  const { potential, parameters } = machine.evaluate(best.state);
  return { state: best.state, potential, parameters, sweeps, residual: best.residual, converged: converged && Number.isFinite(potential) };
}

function sweeper(chain: Chain, { quadrature, fixedV }: SolveOptions) {
  const { layers, source, alphaTilde, rho, rhoTilde } = chain;
  const L = layers.length;
  const v = new Float64Array(L);
  const vIn = new Float64Array(L);
  const kappa = new Float64Array(L);
  const a2x = new Float64Array(L);
  const g = new Float64Array(L);
  const out = new Float64Array(2 * L);
  const channel: ScalarChannel = scalarChannel();
  const prior: PriorChannel = { mmse: 0, extrinsic: 0, information: 0 };
  const r: Resolvent = { s: 0, m: 0, rest: 0 };

  const atSource = (a: number, withEntropy: boolean): void => {
    if (source.kind === "prior") priorChannel(source.prior, a, quadrature, prior);
    else {
      interfaceChannel(source.map, a, source.noise, source.variance, quadrature, withEntropy, channel);
      prior.mmse = channel.mmse;
      prior.extrinsic = channel.extrinsic;
      prior.information = channel.entropy;
    }
  };
  /** Layer i as a hidden layer: its units are those before matrix i. */
  const atInterface = (i: number, a: number, withEntropy: boolean): ScalarChannel => {
    const { map, noise } = layers[i - 1];
    const open = Math.min(vIn[i - 1], rhoTilde[i - 1]);
    return interfaceChannel(map, a, noise + open, rhoTilde[i - 1] - open, quadrature, withEntropy, channel);
  };
  const atOutput = (): ScalarChannel => {
    const { map, noise } = layers[L - 1];
    const open = Math.min(vIn[L - 1], rhoTilde[L - 1]);
    return outputChannel(map, noise + open, rhoTilde[L - 1] - open, quadrature, channel);
  };
  const forward = (state: Float64Array): void => {
    for (let i = 0; i < L; i++) {
      const a = Math.exp(state[i]);
      const z = Math.exp(state[L + i]);
      if (i === 0 && fixedV !== undefined) {
        v[0] = fixedV;
        kappa[0] = kappaAt(layers[0].spectrum, fixedV / z, r);
        a2x[0] = kappa[0] / z;
      } else {
        if (i === 0) atSource(a, false);
        else atInterface(i, a, false);
        const from = i === 0 ? prior : channel;
        v[i] = Math.max(from.mmse, RECOVERED);
        a2x[i] = from.mmse > RECOVERED ? from.extrinsic : 1 / RECOVERED;
        kappa[i] = a2x[i] * z;
      }
      resolvent(layers[i].spectrum, kappa[i], r);
      vIn[i] = (r.m * z) / r.rest;
    }
  };
  const backward = (state: Float64Array): void => {
    for (let i = L - 1; i >= 0; i--) {
      const { open, precision } = i === L - 1 ? atOutput() : atInterface(i + 1, Math.exp(out[i + 1]), false);
      g[i] = precision;
      const z = layers[i].noise + Math.max(open, 0) / precision;
      out[L + i] = Math.log(z);
      if (i === 0 && fixedV !== undefined) {
        out[0] = state[0];
        continue;
      }
      resolvent(layers[i].spectrum, a2x[i] * z, r);
      out[i] = Math.log(r.m / (z * r.s));
    }
  };
  const sweep = (state: Float64Array): Float64Array => {
    forward(state);
    backward(state);
    return out;
  };
  const evaluateAt = (state: Float64Array): { potential: number; parameters: OrderParameters } => {
    sweep(state);
    const aIn = Float64Array.from(state.subarray(0, L), Math.exp);
    if (fixedV !== undefined) aIn[0] = precisionFor(fixedV, atSource, prior);
    const alpha = layers.map((l) => l.spectrum.alpha);
    const theta = new Float64Array(L);
    let potential = 0;
    for (let i = 0; i < L; i++) {
      theta[i] = resolvent(layers[i].spectrum, kappa[i], r).m / alpha[i];
      const spectral = spectralPotential(layers[i].spectrum, kappa[i]);
      potential += 0.5 * alphaTilde[i] * (spectral - aIn[i] * v[i] - alpha[i] * g[i] * vIn[i]);
      if (i === 0) {
        atSource(aIn[0], true);
        potential += alphaTilde[0] * prior.information;
      } else potential += alphaTilde[i] * atInterface(i, aIn[i], true).entropy;
    }
    potential -= alphaTilde[L] * atOutput().entropy;
    return {
      potential,
      parameters: {
        v: [...v],
        a: [...g],
        vIn: [...vIn],
        aIn: [...aIn],
        theta: [...theta],
        gamma: [...v].map((value, i) => value * g[i]),
        kappa: [...kappa],
        rho: rho.slice(0, L),
        rhoTilde,
      },
    };
  };
  return { sweep, evaluate: evaluateAt };
}

/** κ with S(κ) = s: S falls monotonically. */
function kappaAt(spectrum: Spectrum, s: number, work: Resolvent): number {
  let low = Math.log(1e-14 / s);
  let high = Math.log(1 / s);
  for (let k = 0; k < 200 && high - low > 1e-15 * Math.abs(low); k++) {
    const middle = 0.5 * (low + high);
    if (resolvent(spectrum, Math.exp(middle), work).s > s) low = middle;
    else high = middle;
  }
  return Math.exp(0.5 * (low + high));
}

/** Ã with MMSE(Ã) = v, by bisection in ln Ã. */
function precisionFor(v: number, atSource: (a: number, withEntropy: boolean) => void, prior: PriorChannel): number {
  let low = Math.log(1e-12 / v);
  let high = Math.log(1e6 / v);
  for (let k = 0; k < 100 && high - low > 1e-14; k++) {
    const middle = 0.5 * (low + high);
    atSource(Math.exp(middle), false);
    if (prior.mmse > v) low = middle;
    else high = middle;
  }
  return Math.exp(0.5 * (low + high));
}
