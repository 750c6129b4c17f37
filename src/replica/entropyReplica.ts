import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { checkedPrior, type Prior, priorName } from "../core/prior.js";
import { chainOf, checkedLayers, checkLastNoise, inputUnits, priorSource, type ReplicaLayer } from "./chain.js";
import { outputChannel } from "./channels.js";
import { RECOVERED } from "./priorChannel.js";
import { doubled, quadratureFor } from "./quadrature.js";
import { type Candidate, type ReplicaEstimate, replicaEstimate } from "./replicaEstimate.js";
import { ReplicaNotConvergedError } from "./replicaNotConvergedError.js";
import { scalarChannel } from "./scalarChannel.js";
import { spectrumName } from "./spectrum.js";
import { type Chain, initialState, type Layer, type Run, type SolveOptions, solve } from "./stateEvolution.js";

export interface ReplicaOptions {
  /** Law of the independent input units: normalPrior(), bimodalPrior(), spikeSlabPrior(). */
  readonly prior: Prior;
  readonly layers: readonly ReplicaLayer[];
  /** Layers that turn a code with this prior into the data X that `layers` see. Everything is then per code unit. */
  readonly generative?: readonly ReplicaLayer[];
  /** Aimed absolute error of entropies per unit, 1e-10 by default; sets the quadrature and the convergence of the state. */
  readonly tolerance?: number;
  /** Sweeps of each start before it counts as not converged, 1000 by default. */
  readonly maxSweeps?: number;
  /** An earlier result for a similar chain, or its state: where to start. */
  readonly warmStart?: { readonly state: Float64Array } | Float64Array;
  /** "all", the default: every start is tried, and the warm one if given; "warm": the others only where that one does not converge. */
  readonly starts?: "all" | "warm";
}

export const OPTIONS = ["prior", "layers", "generative", "tolerance", "maxSweeps", "warmStart", "starts"] as const;

/**
 * Entropy of the last layer of X = T₀ → T₁ → … → T_L, T_l = f_l(W_l T_{l−1} + N(0, noise_l)), by the replica formula: exact for n → ∞ at
 * fixed ratios of layer sizes, where the weights are rotationally invariant and the units of X independent. The smallest stationary value of
 *
 *   φ = Σ_i ½ α̃_i [ã_i(ρ_i − v_i) − α_i a_i ṽ_i + F_i(a_i v_i)] − α̃_L O_L(ṽ_{L−1}) − Σ_i α̃_i J_i(ã_i, ṽ_{i−1}) − P(ã_0)
 *
 * found by state evolution from every start ({@link ReplicaOptions.starts}). Discrete values count with Σ p ln p, continuous ones with their
 * density. Everything is per input unit n₀ of the whole chain (per code unit with `generative`), and `total` where n₀ is known.
 *
 * @returns entropy H(T_L)/n₀ as `nats`, mutual informations, MMSE, order parameters and how they were found
 * @throws {DomainError} by the layer's number: negative noise, an alpha that does not fit, an empty spectrum, weights that are not finite …
 * @throws {ReplicaNotConvergedError} no start converged; carries the best state so far
 * @see Gabrié et al., J. Stat. Mech. 2019, 124014, Eqs. (2)–(6); Manoel, Krzakala, Mézard & Zdeborová, arXiv:1702.03260
 */
export function entropyReplica(options: ReplicaOptions): ReplicaEstimate {
  const me = "entropyReplica";
  checkKnownOptions(me, options, OPTIONS);
  const { prior, before, layers, solver } = prepared(me, options);
  checkLastNoise(me, layers[layers.length - 1], layers.length - before);
  return replicaOf(me, options, prior, layers, before, solver, warmOf(me, options, layers.length));
}

/** What every entry point checks in the same way. */
export function prepared(me: string, options: ReplicaOptions) {
  const { tolerance = 1e-10, maxSweeps = 1000, starts = "all" } = options;
  const prior = checkedPrior(me, options.prior);
  if (!(tolerance >= 1e-13 && tolerance <= 1e-3))
    throw new DomainError(`${me}: tolerance must lie between 1e-13 and 1e-3 nats; got ${String(tolerance)}.`);
  checkInteger(me, "maxSweeps", maxSweeps, 1);
  if (starts !== "all" && starts !== "warm") throw new DomainError(`${me}: starts must be "all" or "warm"; got ${String(starts)}.`);
  const layers = checkedLayers(me, options.layers, options.generative);
  const before = options.generative?.length ?? 0;
  const solver: SolveOptions = { quadrature: quadratureFor(tolerance), stateTolerance: Math.max(1e-13, 0.01 * tolerance), maxSweeps };
  return { prior, before, layers, solver };
}

function warmOf(me: string, { warmStart, starts }: ReplicaOptions, L: number): Float64Array | undefined {
  if (warmStart === undefined) {
    if (starts === "warm") throw new DomainError(`${me}: starts "warm" needs warmStart, an earlier result or its state.`);
    return undefined;
  }
  const state = warmStart instanceof Float64Array ? warmStart : warmStart?.state;
  if (!(state instanceof Float64Array) || state.length !== 2 * L || !state.every(Number.isFinite))
    throw new DomainError(`${me}: warmStart must be a result, or the state of one, for a chain of ${L} layers.`);
  return state;
}

/** All of one chain: the starts, the smallest potential, the mutual informations, the numerical error, the warnings. */
export function replicaOf(
  me: string,
  options: ReplicaOptions,
  prior: Prior,
  layers: readonly Layer[],
  before: number,
  solver: SolveOptions,
  warm: Float64Array | undefined,
): ReplicaEstimate {
  const chain = chainOf(priorSource(prior), layers);
  const L = layers.length;
  const generative = before > 0;
  const all = options.starts !== "warm" || warm === undefined;
  const { run, start, candidates } = lowest(me, chain, solver, warm, all);
  const { v } = run.parameters;
  const finer = solve(chain, run.state, { ...solver, quadrature: doubled(solver.quadrature), maxSweeps: 3 });
  const quadratureError = {
    nats: Math.abs(finer.potential - run.potential),
    mmse: Math.abs(finer.parameters.v[0] / v[0] - 1),
  };
  const last = layers[L - 1];
  const given =
    last.noise === 0 ? 0 : -outputChannel(last.map, last.noise, chain.rhoTilde[L - 1], solver.quadrature, scalarChannel()).entropy;
  const mutualInformation = run.potential - chain.alphaTilde[L] * given;
  const withInput = run.potential - conditionalEntropy(me, chain, before, solver);
  const withCode = generative ? run.potential - conditionalEntropy(me, chain, 0, solver) : undefined;
  const units = inputUnits(layers);
  const unit = generative ? "code unit" : "input unit";
  return replicaEstimate({
    nats: run.potential,
    settings: {
      prior: priorName(prior),
      layers: layers.map(({ map, noise, spectrum }) => `${map.name}, noise ${noise}, ${spectrumName(spectrum)}`),
      ...(generative ? { generativeLayers: before } : {}),
      tolerance: options.tolerance ?? 1e-10,
    },
    dims: units === undefined ? [] : [units, Math.round(units * chain.alphaTilde[L])],
    mutualInformation,
    mutualInformationWithInput: withInput,
    ...(withCode === undefined ? {} : { mutualInformationWithCode: withCode }),
    mmse: v[0],
    normalisation: `per ${unit}${units === undefined ? "" : ` (n = ${units})`}`,
    ...(units === undefined
      ? {}
      : {
          units,
          total: {
            entropy: run.potential * units,
            mutualInformation: mutualInformation * units,
            mutualInformationWithInput: withInput * units,
          },
        }),
    orderParameters: run.parameters,
    sweeps: run.sweeps,
    residual: run.residual,
    start,
    candidates,
    quadratureError,
    state: run.state,
    warnings: warnings(run, candidates, quadratureError.nats, options.tolerance ?? 1e-10),
  });
}

/** The converged run with the smallest potential. */
export function lowest(
  me: string,
  chain: Chain,
  solver: SolveOptions,
  warm: Float64Array | undefined,
  all: boolean,
): { run: Run; start: number | "warm"; candidates: Candidate[] } {
  const runs: { start: number | "warm"; run: Run }[] = [];
  if (warm) runs.push({ start: "warm", run: solve(chain, warm, solver) });
  if (all || !runs.some(({ run }) => run.converged))
    for (let known = 0; known <= chain.layers.length; known++)
      runs.push({ start: known, run: solve(chain, initialState(chain, known), solver) });
  const converged = runs.filter(({ run }) => run.converged);
  if (converged.length === 0) {
    const { run } = runs.reduce((x, y) => (y.run.residual < x.run.residual ? y : x));
    throw new ReplicaNotConvergedError(
      `${me}: no start converged in ${solver.maxSweeps} sweeps: the best one still changes by ${run.residual.toExponential(1)} per sweep, and ${solver.stateTolerance.toExponential(1)} is required. The error's \`best\` holds its state; raise maxSweeps with warmStart: error.best.state, or raise tolerance.`,
      {
        potential: run.potential,
        residual: run.residual,
        sweeps: run.sweeps,
        orderParameters: run.parameters,
        state: run.state,
      },
    );
  }
  const won = converged.reduce((x, y) => (y.run.potential < x.run.potential ? y : x));
  const candidates = runs.map(({ start, run }) => ({
    start,
    potential: run.potential,
    mmse: run.parameters.v[0],
    sweeps: run.sweeps,
    residual: run.residual,
    converged: run.converged,
  }));
  return { ...won, candidates };
}

/**
 * H(T_L | T_b) per unit of the source: given T_b, the first layer with noise after it has independent units of known law, so the rest of the
 * chain is a replica problem with that layer as its source.
 */
function conditionalEntropy(me: string, chain: Chain, base: number, solver: SolveOptions): number {
  const { layers, alphaTilde, rhoTilde } = chain;
  const L = layers.length;
  let k = base;
  while (k < L && layers[k].noise === 0) k++;
  if (k === L) return 0; // a discrete last layer, and nothing random after T_b
  const { map, noise } = layers[k];
  if (k === L - 1) return -alphaTilde[L] * outputChannel(map, noise, rhoTilde[L - 1], solver.quadrature, scalarChannel()).entropy;
  const rest = chainOf({ kind: "given", map, noise, variance: rhoTilde[k] }, layers.slice(k + 1));
  return alphaTilde[k + 1] * lowest(me, rest, solver, undefined, true).run.potential;
}

function warnings(run: Run, candidates: readonly Candidate[], error: number, tolerance: number): string[] {
  const out: string[] = [];
  const others = candidates.filter(
    (c) =>
      c.converged &&
      Math.abs(Math.log(c.mmse / run.parameters.v[0])) > 1e-3 &&
      c.potential - run.potential < 1e-3 * Math.max(1, Math.abs(run.potential)),
  );
  for (const c of others)
    out.push(
      `another stationary point lies ${(c.potential - run.potential).toExponential(1)} nats above, with MMSE ${c.mmse.toPrecision(3)} instead of ${run.parameters.v[0].toPrecision(3)} (start ${c.start}): close to a phase transition.`,
    );
  const lost = candidates.filter((c) => !c.converged).map((c) => c.start);
  if (lost.length > 0) out.push(`start ${lost.join(", ")} did not converge; its potential was not compared.`);
  if (run.parameters.v[0] <= RECOVERED) out.push(`the input is recovered perfectly: its MMSE is below ${RECOVERED} and shown as that.`);
  if (error > 10 * tolerance)
    out.push(`doubling the quadrature moves the entropy by ${error.toExponential(1)} nats, more than the tolerance ${tolerance}.`);
  return out;
}
