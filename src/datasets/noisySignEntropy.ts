import { normalCdf } from "../numeric/normalCdf.js";
import { binaryEntropy } from "./binaryEntropy.js";

/**
 * H(sign(a + b) | a) for independent a ~ N(0, va), b ~ N(0, vb): E h(Φ(a/√vb)), by the trapezoidal rule, absolute error about 1e-12.
 */
export function noisySignEntropy(va: number, vb: number): number {
  if (vb === 0) return 0;
  if (va === 0) return Math.LN2;
  const ratio = Math.sqrt(va / vb);
  const step = Math.min(1, 1 / ratio) / 16;
  let sum = 0;
  const reach = Math.min(9, 40 / ratio); // beyond, Φ is 0 or 1
  for (let z = -Math.ceil(reach / step) * step; z <= reach; z += step) sum += Math.exp(-0.5 * z * z) * binaryEntropy(normalCdf(ratio * z));
  return (sum * step) / Math.sqrt(2 * Math.PI);
}
