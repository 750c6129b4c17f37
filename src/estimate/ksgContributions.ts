import type { Matrix } from "../core/matrix.js";
import { digamma } from "../numeric/digamma.js";
import { neighbours } from "../numeric/neighbours.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { checkNoTies } from "./checkNoTies.js";
import { checkKsgOptions, type KsgOptions } from "./ksgOptions.js";

/** What each sample adds to the KSG estimate, one value per row, and the precision in which distances were compared. */
export function ksgContributions(
  me: string,
  x: Matrix,
  y: Matrix,
  { k = 3, variant = 1, norm = "max" }: KsgOptions,
): { values: Float64Array; precision: "float32" | "float64" } {
  checkContinuousPair(me, x, y);
  const n = x.rows;
  checkKsgOptions(me, n, k, variant, norm);
  const { radius, counts, precision } = neighbours(
    [
      { data: x.data, d: x.cols },
      { data: y.data, d: y.cols },
    ],
    { n, k, norm, subsets: [[0], [1]], shape: variant === 1 ? "ball" : "rectangle", edge: variant === 1 ? "open" : "closed" },
  );
  checkNoTies(me, radius, k, "(x, y)", "mutualInformationGao");
  const [nx, ny] = counts;
  const constant = digamma(k) + digamma(n) - (variant === 2 ? 1 / k : 0);
  const own = variant === 1 ? 1 : 0;
  const psi = digammaTable(n);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = constant - psi[nx[i] + own] - psi[ny[i] + own];
  return { values, precision };
}

/** ψ(0 … n), the first entry unused. */
function digammaTable(n: number): Float64Array {
  const table = new Float64Array(n + 1);
  table[1] = digamma(1);
  for (let i = 2; i <= n; i++) table[i] = table[i - 1] + 1 / (i - 1);
  return table;
}
