import { checkInteger } from "../../core/checks.js";
import type { Matrix } from "../../core/matrix.js";
import { gaussianPair } from "./gaussianPair.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * Multivariate Student t: (X, Y) = Z / √(W/ν), Z ~ N(0, S), W ~ χ²_ν shared by all coordinates. X and Y depend on each other through W also
 * where S does not couple them: I = I_Gauss(S) + h(dim X) + h(dim Y) − h(dim X + dim Y), h(k) the entropy of the k-dimensional t with unit dispersion.
 *
 * @param dof ν, an integer, so that W is a sum of squares
 */
export function studentPair(me: string, dispersion: Matrix, dimX: number, dof: number): PairedLaw {
  checkInteger(me, "dof", dof, 1);
  const gaussian = gaussianPair(me, dispersion, dimX);
  const { dimY } = gaussian;
  return {
    dimX,
    dimY,
    nats: () => gaussian.nats() + entropy(dimX, dof) + entropy(dimY, dof) - entropy(dimX + dimY, dof),
    how: "closed form: difference of entropies of the multivariate t",
    draw(random, out) {
      gaussian.draw(random, out);
      let w = 0;
      for (let k = 0; k < dof; k++) w += random.normal() ** 2;
      const scale = Math.sqrt(dof / w);
      for (let i = 0; i < out.length; i++) out[i] *= scale;
    },
  };
}

/** ln Γ(ν/2) − ln Γ((ν + k)/2) + (k/2) ln(νπ) + ((ν + k)/2)(ψ((ν + k)/2) − ψ(ν/2)). */
function entropy(k: number, dof: number): number {
  const [low, high] = [halfGamma(dof), halfGamma(dof + k)];
  return low.log - high.log + (k / 2) * Math.log(dof * Math.PI) + ((dof + k) / 2) * (high.digamma - low.digamma);
}

/** ln Γ(m/2) and ψ(m/2) up from m = 1 or 2 by their recurrences. */
function halfGamma(m: number): { log: number; digamma: number } {
  const gamma = 0.5772156649015329;
  let [log, digamma] = m % 2 ? [0.5 * Math.log(Math.PI), -gamma - 2 * Math.LN2] : [0, -gamma];
  for (let k = m % 2 ? 1 : 2; k < m; k += 2) {
    log += Math.log(k / 2);
    digamma += 2 / k;
  }
  return { log, digamma };
}
