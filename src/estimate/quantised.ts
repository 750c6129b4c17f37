import { checkFinite, checkInteger, checkMatrix, checkNotEmpty, checkOneOf, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type Codes, quantiseEdges, quantiseRange, quantiseWidth } from "../numeric/quantise.js";
import { range } from "../numeric/range.js";

/** How continuous values become bin numbers: exactly one of `binWidth`, `bins`, `minMax`, `quantiles`, `edges` and `distinct`. */
export interface Binning {
  /** Code ⌊t / binWidth⌋: bins of this width on a grid through 0, without ends. */
  readonly binWidth?: number;
  /** This many bins of equal width over `range`. */
  readonly bins?: number;
  /** `[low, high]`, and a value outside is an error; or "minMax" (default): from the smallest to the largest value seen. */
  readonly range?: readonly [number, number] | "minMax";
  /** `minMax: 30` is short for `bins: 30, range: "minMax"`. The largest value goes into the last bin. */
  readonly minMax?: number;
  /** This many bins with equally many values in each; fewer where ties make edges coincide. */
  readonly quantiles?: number;
  /** Bins between increasing edges, the last bin closed; or the 30 float32 edges from −1 to 1 of IDNNs, where values of 1 have a bin of their own. */
  readonly edges?: readonly number[] | "idnns";
  /** No bins: rows that differ in any bit differ (quantised networks, or the limit of small bins). */
  readonly distinct?: boolean;
  /** Whether minimum, maximum and quantiles are those of the whole layer (default) or of each unit (column). */
  readonly per?: "layer" | "unit";
}

export const BINNING_OPTIONS = ["binWidth", "bins", "range", "minMax", "quantiles", "edges", "distinct", "per"] as const;

/** A matrix as bin numbers. `words` holds `width` 32-bit words per row, ready for {@link groupRows}; `codes` the bin number of each value. */
export interface Quantised {
  readonly codes: Codes;
  readonly words: Int32Array;
  readonly width: number;
  readonly settings: Record<string, unknown>;
  readonly warnings: string[];
}

/**
 * Bin numbers of every value of `t` under one of the rules of {@link Binning}, with warnings where an edge or saturation decides.
 *
 * @throws {DomainError} no rule or several, a value that is not finite, a value outside a fixed range
 */
export function quantised(me: string, t: Matrix, options: Binning): Quantised {
  checkMatrix(me, "t", t);
  checkNotEmpty(me, "t", t);
  const rules = (["binWidth", "bins", "minMax", "quantiles", "edges", "distinct"] as const).filter(
    (key) => options[key] !== undefined && options[key] !== false,
  );
  if (rules.length !== 1)
    throw new DomainError(
      `${me}: give exactly one of binWidth, bins, minMax, quantiles, edges, distinct; got ${rules.join(" and ") || "none"}. For example { binWidth: 0.07 }, { bins: 30, range: [-1, 1] }, { minMax: 30 }, { edges: "idnns" } or { distinct: true }.`,
    );
  const [rule] = rules;
  const { per = "layer" } = options;
  checkOneOf(me, "per", per, ["layer", "unit"]);
  if (options.range !== undefined && rule !== "bins")
    throw new DomainError(`${me}: range belongs to bins; got range with ${rule}. Use { bins: 30, range: [-1, 1] }.`);
  const { min, max } = range(t.data);
  if (Number.isNaN(min)) checkFinite(me, "t", t);
  if (rule === "distinct") return distinct(t);
  if (rule === "binWidth") return byWidth(me, t, options.binWidth, min, max);
  if (rule === "edges") return byEdges(me, t, options.edges!, min, max);
  if (rule === "quantiles") return byQuantiles(me, t, options.quantiles, per);
  const bins = rule === "bins" ? options.bins : options.minMax;
  checkInteger(me, rule, bins, 1, 2 ** 31 - 1);
  const { range: fixed = "minMax" } = options;
  if (fixed === "minMax") return byMinMax(t, bins, per);
  return byRange(me, t, bins, fixed, min, max);
}

function byWidth(me: string, t: Matrix, binWidth: unknown, min: number, max: number): Quantised {
  checkPositive(me, "binWidth", binWidth);
  const largest = Math.max(-min, max);
  if (largest / binWidth > 2 ** 53)
    throw new DomainError(
      `${me}: binWidth must not be below the spacing of the values' digits; got ${binWidth} for values up to ${largest}.`,
    );
  const wide = largest / binWidth >= 2 ** 31;
  const codes = wide ? new Float64Array(t.data.length) : new Int32Array(t.data.length);
  const close = quantiseWidth(t.data, binWidth, codes, edgeTolerance(t, binWidth, largest), min === 0 ? 0 : Number.NaN);
  const warnings = [...closeWarning(close, t), ...saturationWarning(codes, Math.floor(min / binWidth), Math.floor(max / binWidth))];
  if (wide) for (let i = 0; i < codes.length; i++) codes[i] += 0; // −0 and 0 are one code
  return wrap(codes, t.cols, { binWidth }, warnings);
}

function byRange(me: string, t: Matrix, bins: number, fixed: unknown, min: number, max: number): Quantised {
  const [low, high] = Array.isArray(fixed) && fixed.length === 2 ? (fixed as [number, number]) : [Number.NaN, Number.NaN];
  if (!(high > low) || !Number.isFinite(high - low))
    throw new DomainError(`${me}: range must be [low, high] with low < high, or "minMax"; got ${JSON.stringify(fixed)}.`);
  checkInside(me, t, low, high, min, max, `the range [${low}, ${high}]`);
  const step = (high - low) / bins;
  const codes = new Int32Array(t.data.length);
  const close = quantiseRange(t.data, 0, 1, low, step, bins - 1, codes, edgeTolerance(t, step, Math.max(-low, high)));
  return wrap(codes, t.cols, { bins, range: [low, high] }, [...closeWarning(close, t), ...saturationWarning(codes, 0, bins - 1)]);
}

function byMinMax(t: Matrix, bins: number, per: "layer" | "unit"): Quantised {
  const codes = new Int32Array(t.data.length);
  const stride = per === "unit" ? t.cols : 1;
  let close = 0;
  let constant = 0;
  for (let start = 0; start < stride; start++) {
    const { min, max } = range(t.data, start, stride);
    const step = (max - min) / bins;
    if (step > 0) close += quantiseRange(t.data, start, stride, min, step, bins - 1, codes, edgeTolerance(t, step, Math.max(-min, max)));
    else constant++;
  }
  const warnings = [...closeWarning(close, t), ...saturationWarning(codes, 0, bins - 1)];
  if (constant > 0) warnings.push(`${per === "unit" ? `${constant} of ${t.cols} units are` : "the layer is"} constant: one bin.`);
  return wrap(codes, t.cols, { bins, range: "minMax", per }, warnings);
}

function byEdges(me: string, t: Matrix, edges: readonly number[] | "idnns", min: number, max: number): Quantised {
  const idnns = edges === "idnns";
  const list = idnns ? IDNNS_EDGES : Float64Array.from(edges as readonly number[]);
  if (list.length < 2 || list.some((e, i) => !Number.isFinite(e) || (i > 0 && !(e > list[i - 1]))))
    throw new DomainError(`${me}: edges must be "idnns" or at least two increasing finite numbers; got ${JSON.stringify(edges)}.`);
  const last = list.length - 1;
  const name = idnns ? "IDNNs' edges from −1 to 1" : `the edges from ${list[0]} to ${list[last]}`;
  checkInside(me, t, list[0], list[last], min, max, name);
  const step = (list[last] - list[0]) / last;
  const codes = new Int32Array(t.data.length);
  const near = edgeTolerance(t, step, Math.max(-min, max)) * step;
  const close = quantiseEdges(t.data, 0, 1, list, idnns ? last : last - 1, codes, near);
  const top = idnns ? last : last - 1;
  return wrap(codes, t.cols, { edges: idnns ? "idnns" : [...list] }, [...closeWarning(close, t), ...saturationWarning(codes, 0, top)]);
}

function byQuantiles(me: string, t: Matrix, quantiles: unknown, per: "layer" | "unit"): Quantised {
  checkInteger(me, "quantiles", quantiles, 1, t.data.length);
  const codes = new Int32Array(t.data.length);
  const stride = per === "unit" ? t.cols : 1;
  let merged = 0;
  for (let start = 0; start < stride; start++) {
    const sorted = new Float64Array(t.data.length / stride);
    for (let i = start, j = 0; i < t.data.length; i += stride) sorted[j++] = t.data[i];
    sorted.sort();
    const edges = [sorted[0]];
    for (let q = 1; q < quantiles; q++) {
      const edge = sorted[Math.ceil((q * sorted.length) / quantiles)];
      if (edge > edges[edges.length - 1]) edges.push(edge);
    }
    merged += quantiles - edges.length;
    const list = Float64Array.from(edges);
    quantiseEdges(t.data, start, stride, list, list.length - 1, codes, -1);
  }
  const warnings = merged > 0 ? [`ties make ${merged} quantile edges coincide: fewer bins, not equally full.`] : [];
  return wrap(codes, t.cols, { quantiles, per }, warnings);
}

function distinct(t: Matrix): Quantised {
  const codes = new Float64Array(t.data.length);
  for (let i = 0; i < codes.length; i++) codes[i] = t.data[i] + 0; // −0 and 0 are one value
  return wrap(codes, t.cols, { distinct: true }, []);
}

/** np.linspace(-1, 1, 30) as IDNNs stores it. */
const IDNNS_EDGES = Float64Array.from({ length: 30 }, (_, i) => Math.fround(-1 + (i * 2) / 29));

function wrap(codes: Codes, cols: number, settings: Record<string, unknown>, warnings: string[]): Quantised {
  const words = codes instanceof Int32Array ? codes : new Int32Array(codes.buffer, codes.byteOffset, 2 * codes.length);
  return { codes, words, width: codes instanceof Int32Array ? cols : 2 * cols, settings, warnings };
}

function checkInside(me: string, t: Matrix, low: number, high: number, min: number, max: number, name: string): void {
  if (min >= low && max <= high) return;
  let outside = 0;
  for (let i = 0; i < t.data.length; i++) if (t.data[i] < low || t.data[i] > high) outside++;
  throw new DomainError(
    `${me}: every value must lie within ${name}; got ${outside} of ${t.data.length} values outside, from ${min} to ${max}. A fixed range suits bounded units (tanh: [-1, 1]); ReLU and linear units have no bound, and clipping them into the last bin would hide all that happens there. Use { binWidth }, { minMax: 30 } or a range that holds every value.`,
  );
}

/** In bins: 1e-9, more where the data's own rounding is coarser, never more than a thousandth of a bin. */
function edgeTolerance(t: Matrix, step: number, largest: number): number {
  const rounding = (t.data instanceof Float32Array ? 1.2e-7 : 4e-16) * largest;
  return Math.min(1e-3, Math.max(1e-9, rounding / step));
}

function closeWarning(close: number, t: Matrix): string[] {
  if (close === 0) return [];
  return [`${close} of ${t.data.length} values lie on a bin edge within rounding: which bin they fall into depends on the last digits.`];
}

function saturationWarning(codes: Codes, first: number, last: number): string[] {
  if (last - first < 2) return [];
  let ends = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i] === first || codes[i] === last) ends++;
  if (ends < codes.length / 2) return [];
  return [
    `${percent(ends / codes.length)} of the values lie in the first or the last bin: saturated units, or bins too wide to see inside.`,
  ];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
