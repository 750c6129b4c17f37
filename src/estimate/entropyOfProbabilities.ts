import { DomainError } from "../core/errors.js";

/** −Σ p ln p, checked. */
export function entropyOfProbabilities(me: string, name: string, p: ArrayLike<number>): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    if (!(p[i] >= 0)) throw new DomainError(`${me}: ${name} must hold probabilities, 0 or more; got ${p[i]} at ${i}.`);
    total += p[i];
    if (p[i] > 0) sum -= p[i] * Math.log(p[i]);
  }
  if (!(Math.abs(total - 1) < 1e-9))
    throw new DomainError(`${me}: ${name} must have sum 1; got ${total}. Divide counts by their sum, or use entropyDiscrete.`);
  return sum;
}
