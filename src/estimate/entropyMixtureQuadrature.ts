import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { blockCentres } from "../numeric/blockCentres.js";
import { mixtureSums } from "../numeric/mixtureSums.js";

const REACH = 9; // standard deviations: the mass beyond is below 1e-18
const STEPS = [0, 12, 8]; // grid points per standard deviation in 1 and 2 dimensions
const MOST = 2 ** 24; // grid points

/**
 * Differential entropy of the Gaussian mixture (1/n) Σ_i N(c_i, σ² I) in one or two dimensions, by the trapezoidal rule on a grid around the
 * centres: −∫ p ln p. For a function without poles near the real axis the error falls exponentially with the grid; here it is below 1e-10.
 *
 * @param centres n × 1 or n × 2; equal rows are allowed and weigh more
 * @param options.noise σ, the standard deviation of each component, in the units of the centres
 * @returns nats
 * @throws {DomainError} more than two dimensions, or centres so far apart in σ that the grid would have more than 2²⁴ points
 */
export function entropyMixtureQuadrature(centres: Matrix, options: { readonly noise: number }): Estimate {
  const me = "entropyMixtureQuadrature";
  checkKnownOptions(me, options ?? {}, ["noise"]);
  checkMatrix(me, "centres", centres);
  checkNotEmpty(me, "centres", centres);
  checkFinite(me, "centres", centres);
  const noise = options?.noise;
  checkPositive(me, "noise", noise);
  const { rows: n, cols: d } = centres;
  if (d > 2)
    throw new DomainError(`${me}: centres must have 1 or 2 columns; got ${d}. Use entropyMixtureMonteCarlo, or the bounds of entropyKde.`);
  // in units of σ, from the first centre: far from 0 the grid would lose digits
  const points = Float64Array.from(centres.data, (x, i) => (x - centres.data[i % d]) / noise);
  const blocks = blockCentres(points, n, d);
  const steps = STEPS[d];
  const perTile = steps ** d;
  const tiles = tilesNear(points, d, MOST / perTile);
  if (tiles.length * perTile > MOST)
    throw new DomainError(
      `${me}: the centres cover more than ${Math.floor(MOST / perTile)} squares of side σ, too many for a grid. Use entropyMixtureMonteCarlo, or the bounds of entropyKde.`,
    );
  const logNorm = -Math.log(n) - (d / 2) * Math.log(2 * Math.PI);
  const batch = Math.ceil(2048 / perTile); // tiles per call of the kernel
  let sum = 0;
  for (let first = 0; first < tiles.length; first += batch) {
    const part = tiles.slice(first, first + batch);
    const nodes = new Float64Array(part.length * perTile * d);
    let at = 0;
    for (const tile of part) {
      for (let i = 0; i < perTile; i++) {
        nodes[at++] = tile[0] + (d === 1 ? i : Math.floor(i / steps)) / steps;
        if (d === 2) nodes[at++] = tile[1] + (i % steps) / steps;
      }
    }
    const sums = mixtureSums(blocks, nodes, 0.5);
    for (let i = 0; i < sums.length; i += 3) {
      const logDensity = sums[i] + Math.log(sums[i + 1]) + logNorm;
      sum -= Math.exp(logDensity) * logDensity;
    }
  }
  return estimate({
    nats: sum / perTile + d * Math.log(noise),
    estimator: "entropy of a Gaussian mixture by quadrature",
    settings: { noise, precision: "float64" },
    samples: n,
    dims: [d],
  });
}

/** Lower corners of the unit squares (or intervals) of the integer grid that lie within {@link REACH} of a point; the search ends once there are more than `most`. */
function tilesNear(points: Float64Array, d: number, most: number): number[][] {
  const seen = new Map<number, Set<number>>();
  const tiles: number[][] = [];
  const add = (a: number, b: number): void => {
    if (mark(seen, a, b)) tiles.push([a, b]);
  };
  const done = new Map<number, Set<number>>();
  for (let i = 0; i < points.length; i += d) {
    const a = Math.floor(points[i]);
    const b = d === 2 ? Math.floor(points[i + 1]) : 0;
    if (!mark(done, a, b)) continue;
    for (let x = -REACH; x <= REACH; x++) for (let y = d === 2 ? -REACH : 0; y <= (d === 2 ? REACH : 0); y++) add(a + x, b + y);
    if (tiles.length > most) break;
  }
  return tiles;
}

/** Adds (a, b) to a set of pairs; false if it was there. */
function mark(pairs: Map<number, Set<number>>, a: number, b: number): boolean {
  const row = pairs.get(a) ?? new Set<number>();
  if (row.has(b)) return false;
  pairs.set(a, row.add(b));
  return true;
}
