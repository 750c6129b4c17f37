/** −p ln p − (1 − p) ln(1 − p), nats. */
export function binaryEntropy(p: number): number {
  return p > 0 && p < 1 ? -p * Math.log(p) - (1 - p) * Math.log1p(-p) : 0;
}
