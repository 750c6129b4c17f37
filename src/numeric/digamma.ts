/**
 * ψ(x) = d ln Γ(x) / dx for x > 0, absolute error below 3e-15 · max(1, |ψ|): upward recurrence to x ≥ 10, then the asymptotic series.
 *
 * @see DLMF 5.5.2 and 5.11.2
 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shift = 0;
  let z = x;
  while (z < 10) {
    shift += 1 / z;
    z += 1;
  }
  const w = 1 / (z * z);
  const tail =
    w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32760 - w * (1 / 12 - (w * 3617) / 8160)))))));
  return Math.log(z) - 0.5 / z - tail - shift;
}
