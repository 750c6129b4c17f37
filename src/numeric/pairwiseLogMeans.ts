import { blockCentres } from "./blockCentres.js";
import { centredBlocks } from "./centredBlocks.js";
import { blockSize } from "./layBlocks.js";
import { cutNats } from "./mixtureSums.js";
import pairStrips, { GROUP, type PairJob } from "./pairStrips.js";
import { shareOut } from "./threads.js";

type Reals = Float32Array | Float64Array;

/** Strips at most: more would share out more evenly and take more memory, 4 bytes per strip and point. */
const STRIPS = 32;
/** Coordinates compared per strip, some milliseconds' work. */
const STRIP_WORK = 2 ** 25;
const PANEL_BYTES = 1 << 26;
/**
 * Distances come from scalar products where scale · max |c|², c from the mean, is at most this. Then float32 rounds each exponent by less
 * than about 1e-5, without a preferred sign; where points are further apart in units of the kernel, the products would cancel.
 */
const PRODUCTS_BELOW = 20;

/**
 * Sum over the points of ln[(1/n) Σ_j e^(−scale |c_i − c_j|²)], point i itself included: 0 at most, −n ln n at least. Computed here and on idle
 * threads of the pool; the same bits for any number of them.
 *
 * @param options.threads how many at most; all cores by default
 * @param options.panelBytes bytes of points that each thread holds at a time, and as many again where these are not all; 64 MiB by default
 */
export function pairwiseLogMeans(
  points: Reals,
  n: number,
  d: number,
  scale: number,
  options: { readonly threads?: number; readonly panelBytes?: number } = {},
): number {
  const job = prepared(points, n, d, scale, options.panelBytes ?? PANEL_BYTES);
  const strips = job.sums.length;
  if (strips === 1) pairStrips(job)(0);
  else shareOut(new URL("./pairStrips.js", import.meta.url), pairStrips, job, strips, options);
  let total = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let s = 0; s < strips && job.starts[s] <= i; s++) sum += job.sums[s][i - job.starts[s]];
    total += Math.log(sum / n);
  }
  return total;
}

function prepared(points: Reals, n: number, d: number, scale: number, panelBytes: number): PairJob {
  const { starts, panel } = layout(points, n, d, panelBytes);
  const sums = Array.from({ length: starts.length - 1 }, (_, s) => new Float64Array(new SharedArrayBuffer(8 * (n - starts[s]))));
  const common = { n, d, scale, size: blockSize(points), cut: cutNats(points), starts, panel, sums };
  const centred = points instanceof Float32Array ? centredBlocks(points, n, d, { scale, most: PRODUCTS_BELOW, group: GROUP }) : undefined;
  if (centred) return { form: "products", ...common, points: centred.points, beside: centred.heights };
  const blocks = blockCentres(points, n, d, true);
  return { form: "differences", ...common, points: blocks.data, beside: blocks.boxes };
}

/** Strips of about the same number of pairs, from n and d alone, so that the sums do not depend on who computes them. */
function layout(points: Reals, n: number, d: number, panelBytes: number): { starts: number[]; panel: number } {
  const groups = Math.ceil(n / GROUP);
  const strips = Math.max(1, Math.min(STRIPS, groups, Math.floor((n * n * (d + 16)) / 2 / STRIP_WORK)));
  const starts = [0];
  for (let s = 1; s < strips; s++) {
    const start = GROUP * Math.round(groups * (1 - Math.sqrt(1 - s / strips)));
    if (start > starts[starts.length - 1]) starts.push(start);
  }
  const fitting = Math.floor(panelBytes / (GROUP * d * points.BYTES_PER_ELEMENT));
  return { starts: [...starts, n], panel: GROUP * Math.max(1, Math.min(groups, fitting)) };
}
