import { digamma } from "./digamma.js";

/** How the entropy of a distribution is estimated from counts. */
export type Correction = "plugIn" | "millerMadow" | "grassberger";

/**
 * Entropy from the counts c of the classes that occur, n = Σ c, in nats.
 *
 * - plugIn: ln n − Σ c ln c / n, never above ln n, biased down by about (K − 1) / 2n
 * - millerMadow: plugIn + (K − 1) / 2n, K classes seen
 * - grassberger: ln n − Σ c G(c) / n, G(c) = ψ(c) + ½ (−1)ᶜ [ψ((c + 1) / 2) − ψ(c / 2)]
 *
 * @see Miller, in: Information Theory in Psychology (1955); Grassberger, arXiv:physics/0307138, Eq. (28) to (35)
 */
export function entropyOfCounts(counts: Int32Array | Float64Array, correction: Correction): number {
  let n = 0;
  let classes = 0;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const c = counts[i];
    if (c === 0) continue;
    n += c;
    classes++;
    if (correction === "grassberger") sum += c * grassberger(c);
    else if (c > 1) sum += c * Math.log(c);
  }
  return Math.log(n) - sum / n + (correction === "millerMadow" ? (classes - 1) / (2 * n) : 0);
}

function grassberger(c: number): number {
  const tail = (digamma((c + 1) / 2) - digamma(c / 2)) / 2;
  return digamma(c) + (c % 2 === 0 ? tail : -tail);
}
