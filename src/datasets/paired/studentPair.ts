import { checkInteger } from "../../core/checks.js";
import type { Matrix } from "../../core/matrix.js";
import { digamma } from "../../numeric/digamma.js";
import { logGamma } from "../../numeric/logGamma.js";
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
  const [low, high] = [dof / 2, (dof + k) / 2];
  return logGamma(low) - logGamma(high) + (k / 2) * Math.log(dof * Math.PI) + high * (digamma(high) - digamma(low));
}
