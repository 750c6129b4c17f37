import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type Prior, priorSecondMoment } from "../core/prior.js";
import { type Activation, activationMap, isDiscrete } from "./activation.js";
import { secondMoment } from "./secondMoment.js";
import { meanEigenvalue, type Spectrum, weightsSpectrum } from "./spectrum.js";
import type { Chain, Layer, Source } from "./stateEvolution.js";

/** One layer: T′ = activation(T W + N(0, noise)), with the noise inside the activation. */
export interface ReplicaLayer {
  readonly activation: Activation;
  /** W itself, inputs × outputs as in a network of this library. Its singular values are computed at every call; `weightsSpectrum` does it once. */
  readonly weights?: Matrix;
  readonly spectrum?: Spectrum;
  /** Variance of the Gaussian noise on the pre-activation, 0 by default; a continuous last layer needs some. */
  readonly noise?: number;
  /** outputs / inputs, only as a check of what weights or spectrum say. */
  readonly alpha?: number;
}

/**
 * The generative layers, if any, and the layers after them as one list.
 *
 * @throws {DomainError} the first bad field, by its layer's number from 1
 */
export function checkedLayers(me: string, layers: readonly ReplicaLayer[], generative: readonly ReplicaLayer[] = []): Layer[] {
  for (const [name, list] of [
    ["layers", layers],
    ["generative", generative],
  ] as const)
    if (!Array.isArray(list) || (name === "layers" && list.length === 0))
      throw new DomainError(`${me}: ${name} must be a list of { activation, weights | spectrum, noise }; got ${describe(list)}.`);
  const before = generative.length;
  let outputs: number | undefined;
  return [...generative, ...layers].map((layer, k) => {
    const who = k < before ? `${me}: generative layer ${k + 1}` : `${me}: layer ${k + 1 - before}`;
    if (typeof layer !== "object" || layer === null)
      throw new DomainError(`${who} must be { activation, weights | spectrum, noise }; got ${describe(layer)}.`);
    const known = ["activation", "weights", "spectrum", "noise", "alpha"];
    for (const key of Object.keys(layer))
      if (!known.includes(key)) throw new DomainError(`${who}: unknown field "${key}"; known fields are ${known.join(", ")}.`);
    const { noise = 0, weights, alpha } = layer;
    if (typeof noise !== "number" || !(noise >= 0) || !Number.isFinite(noise))
      throw new DomainError(`${who}: noise is a variance, a finite number, 0 or more; got ${String(noise)}.`);
    if ((weights === undefined) === (layer.spectrum === undefined))
      throw new DomainError(`${who} needs either weights or spectrum; got ${weights === undefined ? "neither" : "both"}.`);
    const map = activationMap(who, layer.activation);
    const spectrum = layer.spectrum ?? spectrumOf(who, weights!);
    if (spectrum.kind !== "gaussian" && spectrum.kind !== "eigenvalues")
      throw new DomainError(
        `${who}: spectrum must come from gaussianSpectrum, eigenvaluesSpectrum or their like; got ${describe(spectrum)}.`,
      );
    if (alpha !== undefined && !(Math.abs(alpha - spectrum.alpha) <= 1e-9 * spectrum.alpha))
      throw new DomainError(
        `${who}: alpha = outputs / inputs is ${spectrum.alpha} by its weights (inputs × outputs) or spectrum; got alpha ${String(alpha)}.`,
      );
    const inputs = wholeInputs(spectrum);
    if (outputs !== undefined && inputs !== undefined && inputs !== outputs)
      throw new DomainError(`${who} has ${inputs} inputs, but the layer before it has ${outputs} outputs; weights are inputs × outputs.`);
    outputs = inputs === undefined ? undefined : Math.round(inputs * spectrum.alpha);
    return { map, noise, spectrum };
  });
}

/** Units before the first matrix, where weights or eigenvalues tell. */
export function inputUnits(layers: readonly Layer[]): number | undefined {
  return wholeInputs(layers[0].spectrum);
}

/** @throws {DomainError} a continuous last layer without noise: its mutual information is infinite */
export function checkLastNoise(me: string, { map, noise }: Layer, number: number): void {
  if (noise === 0 && !isDiscrete(map))
    throw new DomainError(
      `${me}: layer ${number} is the last and continuous (${map.name}), so its noise must be positive: without noise its mutual information is infinite. Give it noise, for example 1e-5.`,
    );
}

/** Sizes and second moments along the chain. */
export function chainOf(source: Source, layers: readonly Layer[]): Chain {
  const alphaTilde = [1];
  const rho = [source.kind === "prior" ? source.secondMoment : secondMoment(source.map, source.noise + source.variance)];
  const rhoTilde: number[] = [];
  layers.forEach(({ map, noise, spectrum }, i) => {
    rhoTilde.push((meanEigenvalue(spectrum) * rho[i]) / spectrum.alpha);
    alphaTilde.push(alphaTilde[i] * spectrum.alpha);
    rho.push(secondMoment(map, rhoTilde[i] + noise));
  });
  return { source, layers, alphaTilde, rho, rhoTilde };
}

export function priorSource(prior: Prior): Source {
  return { kind: "prior", prior, secondMoment: priorSecondMoment(prior) };
}

function spectrumOf(who: string, weights: Matrix): Spectrum {
  if (!(weights.data instanceof Float64Array || weights.data instanceof Float32Array) || weights.rows < 1 || weights.cols < 1)
    throw new DomainError(`${who}: weights must be a Matrix, inputs × outputs; got ${describe(weights)}.`);
  for (let i = 0; i < weights.data.length; i++)
    if (!Number.isFinite(weights.data[i]))
      throw new DomainError(
        `${who}: weights must be finite; got ${weights.data[i]} in row ${Math.floor(i / weights.cols)}, column ${i % weights.cols}.`,
      );
  return weightsSpectrum(weights);
}

/** undefined for laws. */
function wholeInputs(spectrum: Spectrum): number | undefined {
  return spectrum.kind === "eigenvalues" && spectrum.sized ? spectrum.inputs : undefined;
}

function describe(value: unknown): string {
  if (typeof value === "object" && value !== null) return `an object with keys ${Object.keys(value).slice(0, 6).join(", ") || "(none)"}`;
  return String(value);
}
