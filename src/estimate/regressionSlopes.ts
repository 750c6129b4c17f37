import { DomainError, ShapeError } from "../core/errors.js";

/** Least-squares slopes of several series over the same abscissae. */
export interface RegressionSlopes {
  /** Slope of each series, in its unit per unit of x. */
  readonly slopes: Float64Array;
  /** Standard error of each slope from the residuals; NaN for two points. */
  readonly errors: Float64Array;
  readonly mean: number;
  /** Standard deviation of the slopes over the series (divided by their number less 1). */
  readonly sd: number;
}

/**
 * Slopes of straight lines through series, for instance of the entropy of every unit of a layer over the epochs: a slope near 0 in each unit
 * says that no unit compresses by itself.
 *
 * @param x m abscissae, e.g. epochs
 * @param series each m values, e.g. nats
 * @see Goldfeld et al., ICML 2019, Section 5.2
 */
export function regressionSlopes(x: ArrayLike<number>, series: readonly ArrayLike<number>[]): RegressionSlopes {
  const me = "regressionSlopes";
  const m = x.length;
  if (m < 2) throw new ShapeError(`${me}: x must have at least 2 values; got ${m}.`);
  let meanX = 0;
  for (let i = 0; i < m; i++) meanX += x[i] / m;
  let spread = 0;
  for (let i = 0; i < m; i++) spread += (x[i] - meanX) ** 2;
  if (!(spread > 0)) throw new DomainError(`${me}: x must hold at least two different finite values.`);
  const slopes = new Float64Array(series.length);
  const errors = new Float64Array(series.length);
  for (const [s, y] of series.entries()) {
    if (y.length !== m) throw new ShapeError(`${me}: every series must have the ${m} values of x; series ${s} has ${y.length}.`);
    let meanY = 0;
    for (let i = 0; i < m; i++) meanY += y[i] / m;
    let product = 0;
    for (let i = 0; i < m; i++) product += (x[i] - meanX) * (y[i] - meanY);
    slopes[s] = product / spread;
    let residual = 0;
    for (let i = 0; i < m; i++) residual += (y[i] - meanY - slopes[s] * (x[i] - meanX)) ** 2;
    errors[s] = Math.sqrt(residual / (m - 2) / spread);
  }
  let mean = 0;
  for (const b of slopes) mean += b / slopes.length;
  let square = 0;
  for (const b of slopes) square += (b - mean) ** 2;
  return { slopes, errors, mean, sd: Math.sqrt(square / (slopes.length - 1)) };
}
