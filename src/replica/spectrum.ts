import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { singularValues } from "../numeric/singularValues.js";

/**
 * The eigenvalues λ that carry a layer's weights into the formula: those of the inputs × inputs Gram matrix, WᵀW in the notation of the papers,
 * where W is outputs × inputs. With α = outputs / inputs there are `inputs` of them, of which at least inputs − outputs are 0.
 */
export type Spectrum =
  | { readonly kind: "gaussian"; readonly alpha: number; readonly scale: number }
  | {
      readonly kind: "eigenvalues";
      readonly alpha: number;
      readonly eigenvalues: Float64Array;
      readonly inputs: number;
      /** True where `inputs` is the size of a real layer; an eigenvalue list may also stand for a law. */
      readonly sized: boolean;
    };

/** Independent Gaussian weights of variance scale / inputs, in the limit of infinite size: the Marchenko–Pastur law. */
export function gaussianSpectrum({ alpha = 1, scale = 1 }: { alpha?: number; scale?: number } = {}): Spectrum {
  const me = "gaussianSpectrum";
  checkAlpha(me, alpha);
  if (!(scale > 0 && Number.isFinite(scale))) throw new DomainError(`${me}: scale must be positive and finite; got ${scale}.`);
  return { kind: "gaussian", alpha, scale };
}

/**
 * The Marchenko–Pastur law in its own parameters: eigenvalues of XᵀX/n for X (n × p) with entries of variance σ², ratio p/n, so that the
 * support ends at σ²(1 ± √ratio)². The same as {@link gaussianSpectrum} with alpha = 1/ratio and scale = σ² · ratio.
 */
export function marchenkoPasturSpectrum({ ratio, variance = 1 }: { ratio: number; variance?: number }): Spectrum {
  const me = "marchenkoPasturSpectrum";
  if (!(ratio > 0 && Number.isFinite(ratio))) throw new DomainError(`${me}: ratio must be positive and finite; got ${ratio}.`);
  if (!(variance > 0 && Number.isFinite(variance))) throw new DomainError(`${me}: variance must be positive and finite; got ${variance}.`);
  return { kind: "gaussian", alpha: 1 / ratio, scale: variance * ratio };
}

/** Orthonormal rows (α ≤ 1) or columns (α ≥ 1), times √scale: λ = scale for the fraction min(1, α) of all directions, else 0. */
export function orthogonalSpectrum({ alpha = 1, scale = 1 }: { alpha?: number; scale?: number } = {}): Spectrum {
  const me = "orthogonalSpectrum";
  checkAlpha(me, alpha);
  if (!(scale > 0 && Number.isFinite(scale))) throw new DomainError(`${me}: scale must be positive and finite; got ${scale}.`);
  return { kind: "eigenvalues", alpha, eigenvalues: Float64Array.of(scale), inputs: 1 / Math.min(1, alpha), sized: false };
}

/**
 * From eigenvalues, of one matrix or as quantiles of a law. Their number is not taken for the size of the layer, so totals are not given;
 * {@link singularValuesSpectrum} and weights do that.
 *
 * @param eigenvalues all eigenvalues of WᵀW, zeros included
 * @param options.alpha outputs / inputs
 * @throws {DomainError} none, a negative or non-finite one, or, for alpha < 1, fewer than (1 − alpha) · inputs that are 0
 */
export function eigenvaluesSpectrum(eigenvalues: ArrayLike<number>, { alpha = 1 }: { alpha?: number } = {}): Spectrum {
  const me = "eigenvaluesSpectrum";
  checkAlpha(me, alpha);
  const n = eigenvalues.length;
  const sorted = checkedEigenvalues(me, "eigenvalue", eigenvalues);
  const rank = Math.min(n, Math.round(alpha * n));
  if (alpha < 1 && Math.abs(rank - alpha * n) > 1e-6)
    throw new DomainError(
      `${me}: alpha times the number of eigenvalues must be the whole number of outputs; got ${alpha} × ${n} = ${alpha * n}.`,
    );
  const largest = sorted[n - 1];
  if (rank < n && sorted[n - rank - 1] > 1e-9 * largest)
    throw new DomainError(
      `${me}: with alpha ${alpha} at least ${n - rank} of the ${n} eigenvalues of WᵀW must be 0; got ${sorted[n - rank - 1]} as number ${n - rank} from below. Give all eigenvalues of WᵀW (inputs × inputs), not of WWᵀ, or the right alpha.`,
    );
  return { kind: "eigenvalues", alpha, eigenvalues: sorted.subarray(n - rank), inputs: n, sized: false };
}

/** From the min(inputs, outputs) singular values of W: λ = s², and the rest zeros. */
export function singularValuesSpectrum(singular: ArrayLike<number>, { inputs, outputs }: { inputs: number; outputs: number }): Spectrum {
  const me = "singularValuesSpectrum";
  for (const [name, value] of Object.entries({ inputs, outputs }))
    if (!Number.isInteger(value) || value < 1) throw new DomainError(`${me}: ${name} must be an integer, 1 or more; got ${String(value)}.`);
  if (singular.length !== Math.min(inputs, outputs))
    throw new DomainError(
      `${me}: a layer with ${inputs} inputs and ${outputs} outputs has ${Math.min(inputs, outputs)} singular values; got ${singular.length}.`,
    );
  const squares = Float64Array.from(singular, (s) => s * s);
  const eigenvalues = checkedEigenvalues(me, "squared singular value", squares);
  return { kind: "eigenvalues", alpha: outputs / inputs, eigenvalues, inputs, sized: true };
}

/**
 * The spectrum of given weights, inputs × outputs as everywhere in the library (a row of T times W; α = cols / rows). Takes seconds at
 * 1500 × 1500.
 */
export function weightsSpectrum(weights: Matrix): Spectrum {
  const me = "weightsSpectrum";
  for (let i = 0; i < weights.data.length; i++)
    if (!Number.isFinite(weights.data[i]))
      throw new DomainError(
        `${me}: weights must be finite; got ${weights.data[i]} in row ${Math.floor(i / weights.cols)}, column ${i % weights.cols}.`,
      );
  return singularValuesSpectrum(singularValues(weights), { inputs: weights.rows, outputs: weights.cols });
}

function checkAlpha(me: string, alpha: number): void {
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new DomainError(`${me}: alpha = outputs / inputs must be positive and finite; got ${String(alpha)}.`);
}

/** Ascending, with rounding errors below 0 set to 0. */
function checkedEigenvalues(me: string, what: string, values: ArrayLike<number>): Float64Array {
  if (!values || values.length === 0) throw new DomainError(`${me}: at least one ${what} is needed; got none.`);
  const sorted = Float64Array.from(values);
  for (let i = 0; i < sorted.length; i++)
    if (!Number.isFinite(sorted[i])) throw new DomainError(`${me}: every ${what} must be finite; got ${sorted[i]} at position ${i}.`);
  sorted.sort();
  const largest = sorted[sorted.length - 1];
  if (!(largest > 0)) throw new DomainError(`${me}: at least one ${what} must be positive; the largest is ${largest}.`);
  if (sorted[0] < -1e-9 * largest)
    throw new DomainError(`${me}: WᵀW has no negative eigenvalues; got ${sorted[0]}, with ${largest} the largest.`);
  for (let i = 0; i < sorted.length && sorted[i] < 0; i++) sorted[i] = 0;
  return sorted;
}

/** E λ, so that the pre-activation variance is E[λ] ρ / α. */
export function meanEigenvalue(spectrum: Spectrum): number {
  if (spectrum.kind === "gaussian") return spectrum.alpha * spectrum.scale;
  let sum = 0;
  for (const value of spectrum.eigenvalues) sum += value;
  return sum / spectrum.inputs;
}

export function spectrumName(spectrum: Spectrum): string {
  if (spectrum.kind === "gaussian") return `Gaussian(α ${short(spectrum.alpha)}, scale ${short(spectrum.scale)})`;
  if (spectrum.eigenvalues.length === 1) return `orthogonal(α ${short(spectrum.alpha)}, scale ${short(spectrum.eigenvalues[0])})`;
  return `${spectrum.eigenvalues.length} eigenvalues(α ${short(spectrum.alpha)})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
