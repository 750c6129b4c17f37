/** Coefficients of the three filters of the variants g1 and g2, in hundredths. */
const FILTERS = [
  [10, 40, 30, 50, 30, 70, 10, 20, 40, 30, 50, 25],
  [40, 70, 70, 40, 60, 60, 30, 10, 15, 25, 45, 5],
  [40, 20, 30, 60, 10, 65, 55, 25, 10, 25, 70, 15],
];

/** Variant g1: y = 1 ⇔ Σ_k (R_k · x − t_k) > 5.89, t = (.1, .3, .2); decided in whole hundredths. */
export function sztG1(pattern: number): 0 | 1 {
  return FILTERS.reduce((sum, r) => sum + response(r, pattern), 0) > 649 ? 1 : 0;
}

/** Variant g2: y = 1 ⇔ Σ_k σ(7 (R_k · x − .41)) > 1.945, the R_k scaled to sum to 1. */
export function sztG2(pattern: number): 0 | 1 {
  const sum = FILTERS.reduce((total, r) => {
    const share = response(r, pattern) / r.reduce((a, b) => a + b, 0);
    return total + 1 / (1 + Math.exp(-7 * (share - 0.41)));
  }, 0);
  return sum > 1.945 ? 1 : 0;
}

function response(filter: readonly number[], pattern: number): number {
  return filter.reduce((sum, r, j) => sum + ((pattern >> (11 - j)) & 1) * r, 0);
}
