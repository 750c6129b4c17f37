/** ln Γ(x) for x > 0, absolute error below 1e-14 · max(1, |ln Γ|): upward recurrence to x ≥ 10, then Stirling's series (DLMF 5.11.1). */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let product = 1;
  let z = x;
  while (z < 10) product *= z++;
  const w = 1 / (z * z);
  const series = 1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - w * (691 / 360360 - w / 156)))));
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series / z - Math.log(product);
}
