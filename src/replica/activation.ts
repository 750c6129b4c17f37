import { DomainError } from "../core/errors.js";
import { normalCdf } from "../numeric/normalCdf.js";

/** One piece of a piecewise linear map: x = slope · h + intercept for lower < h < upper. */
export interface Piece {
  readonly lower: number;
  readonly upper: number;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * What a layer does to its pre-activation h = W t + noise. `"sign"` is the noisy sign, or probit, with values ±1; `"hardtanh"` clips to
 * ±1, or to ±threshold; `"tanh"` and `"erf"` are integrated numerically; every other map is piecewise linear, jumps and folds allowed.
 */
export type Activation =
  | "linear"
  | "relu"
  | "hardtanh"
  | "sign"
  | "tanh"
  | "erf"
  | { readonly kind: "leakyRelu"; readonly slope: number }
  | { readonly kind: "hardtanh"; readonly threshold: number }
  | { readonly kind: "piecewise"; readonly pieces: readonly Piece[] };

/** A strictly increasing bounded map with its slope and the logarithm of its slope. */
export interface SmoothMap {
  readonly kind: "smooth";
  readonly name: string;
  readonly f: (h: number) => number;
  readonly slope: (h: number) => number;
  readonly logSlope: (h: number) => number;
}

/** Pieces from −∞ to ∞ without gaps; neighbours differ. */
export interface PiecewiseMap {
  readonly kind: "piecewise";
  readonly name: string;
  readonly pieces: readonly Piece[];
}

const NAMES = ["linear", "relu", "hardtanh", "sign", "tanh", "erf"] as const;

/**
 * The map behind an {@link Activation}.
 *
 * @throws {DomainError} an unknown name, a threshold or slope that is not finite, pieces that do not cover the real line
 */
export function activationMap(me: string, activation: Activation): PiecewiseMap | SmoothMap {
  if (typeof activation === "string") {
    switch (activation) {
      case "linear":
        return map("linear", [[Infinity, 1, 0]]);
      case "relu":
        return map("relu", [
          [0, 0, 0],
          [Infinity, 1, 0],
        ]);
      case "hardtanh":
        return hardtanh("hardtanh", 1);
      case "sign":
        return map("sign", [
          [0, 0, -1],
          [Infinity, 0, 1],
        ]);
      case "tanh":
        return TANH;
      case "erf":
        return ERF;
    }
  } else if (activation?.kind === "leakyRelu") {
    const { slope } = activation;
    if (!Number.isFinite(slope)) throw new DomainError(`${me}: the slope of a leaky ReLU must be finite; got ${String(slope)}.`);
    return map(`leakyRelu(${slope})`, [
      [0, slope, 0],
      [Infinity, 1, 0],
    ]);
  } else if (activation?.kind === "hardtanh") {
    const { threshold } = activation;
    if (!(threshold > 0 && Number.isFinite(threshold)))
      throw new DomainError(`${me}: the threshold of a hardtanh must be positive and finite; got ${String(threshold)}.`);
    return hardtanh(`hardtanh(${threshold})`, threshold);
  } else if (activation?.kind === "piecewise") return checkedPieces(me, activation.pieces);
  const got = typeof activation === "object" ? `an object of kind ${String((activation as { kind?: unknown } | null)?.kind)}` : activation;
  throw new DomainError(
    `${me}: an activation must be one of ${NAMES.map((n) => `"${n}"`).join(", ")}, { kind: "leakyRelu", slope }, { kind: "hardtanh", threshold } or { kind: "piecewise", pieces }; got ${String(got)}.`,
  );
}

/** True where the layer has finitely many values, so that its entropy is that of a discrete variable. */
export function isDiscrete(activation: PiecewiseMap | SmoothMap): boolean {
  return activation.kind === "piecewise" && activation.pieces.every((p) => p.slope === 0);
}

function hardtanh(name: string, threshold: number): PiecewiseMap {
  return map(name, [
    [-threshold, 0, -threshold],
    [threshold, 1, 0],
    [Infinity, 0, threshold],
  ]);
}

/** From [upper, slope, intercept], in order; equal neighbours become one piece. */
function map(name: string, rows: readonly (readonly [number, number, number])[]): PiecewiseMap {
  const pieces: Piece[] = [];
  let lower = -Infinity;
  for (const [upper, slope, intercept] of rows) {
    const last = pieces.at(-1);
    if (last && last.slope === slope && last.intercept === intercept) pieces[pieces.length - 1] = { ...last, upper };
    else pieces.push({ lower, upper, slope, intercept });
    lower = upper;
  }
  return { kind: "piecewise", name, pieces };
}

function checkedPieces(me: string, pieces: readonly Piece[]): PiecewiseMap {
  const need = "pieces { lower, upper, slope, intercept } must cover the real line in order, from -Infinity to Infinity";
  if (!Array.isArray(pieces) || pieces.length === 0) throw new DomainError(`${me}: ${need}; got none.`);
  if (pieces.length > 60) throw new DomainError(`${me}: at most 60 pieces; got ${pieces.length}.`);
  let at = -Infinity;
  for (const [k, { lower, upper, slope, intercept }] of pieces.entries()) {
    if (lower !== at || !(upper > lower)) throw new DomainError(`${me}: ${need}; piece ${k} runs from ${lower} to ${upper}, after ${at}.`);
    if (!Number.isFinite(slope) || !Number.isFinite(intercept))
      throw new DomainError(`${me}: slope and intercept of every piece must be finite; piece ${k} has ${slope} and ${intercept}.`);
    at = upper;
  }
  if (at !== Infinity) throw new DomainError(`${me}: ${need}; the last piece ends at ${at}.`);
  const made = map(
    `piecewise(${pieces.length})`,
    pieces.map((p) => [p.upper, p.slope, p.intercept]),
  );
  if (made.pieces.length === 1 && made.pieces[0].slope === 0)
    throw new DomainError(`${me}: the pieces make a constant, which carries no information; leave the layer out.`);
  return made;
}

const TANH: SmoothMap = {
  kind: "smooth",
  name: "tanh",
  f: Math.tanh,
  slope: (h) => 1 / Math.cosh(h) ** 2,
  logSlope: (h) => -2 * (Math.abs(h) + Math.log1p(Math.exp(-2 * Math.abs(h))) - Math.LN2),
};

/** x = erf(h) = 2Φ(h√2) − 1. */
const ERF: SmoothMap = {
  kind: "smooth",
  name: "erf",
  f: (h) => (h < 0 ? 2 * normalCdf(h * Math.SQRT2) - 1 : 1 - 2 * normalCdf(-h * Math.SQRT2)),
  slope: (h) => (2 / Math.sqrt(Math.PI)) * Math.exp(-h * h),
  logSlope: (h) => Math.log(2 / Math.sqrt(Math.PI)) - h * h,
};
