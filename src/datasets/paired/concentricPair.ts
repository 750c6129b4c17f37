import { checkInteger } from "../../core/checks.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * Concentric Gaussians: Z uniform on 1 … m, X | Z ~ N(0, Z² I_d), Y | Z ~ N(Z, 10⁻⁴). Y tells Z apart at 50 standard deviations, so
 * I(X;Y) = I(X;Z), an integral over the radius.
 */
export function concentricPair(me: string, dim: number, components: number): PairedLaw {
  checkInteger(me, "dim", dim, 1);
  checkInteger(me, "components", components, 1);
  return {
    dimX: dim,
    dimY: 1,
    nats: () => information(dim, components),
    how: "I(X;Z) by quadrature over the radius",
    draw(random, out) {
      const z = 1 + random.below(components);
      for (let i = 0; i < dim; i++) out[i] = z * random.normal();
      out[dim] = z + 0.01 * random.normal();
    },
  };
}

/** Trapezoidal rule in ln r, where the integrand is analytic and decays on both sides. */
function information(d: number, m: number): number {
  const step = 1 / 128;
  const logDensity = (r: number, z: number) => -0.5 * (r / z) ** 2 - d * Math.log(z); // up to a constant that cancels
  let norm = 0;
  let sum = 0;
  for (let t = -40 / d; t < Math.log(m * (Math.sqrt(d) + 12)); t += step) {
    const r = Math.exp(t);
    const logs = Array.from({ length: m }, (_, k) => logDensity(r, k + 1));
    const top = Math.max(...logs);
    const mixture = logs.reduce((total, l) => total + Math.exp(l - top), 0) / m;
    for (const l of logs) {
      const weight = Math.exp(l + d * t - (d / 2) * Math.log(d)); // r^d: volume element in ln r; the last term keeps it in range
      norm += weight;
      if (weight > 0) sum += weight * (l - top - Math.log(mixture));
    }
  }
  return sum / norm;
}
