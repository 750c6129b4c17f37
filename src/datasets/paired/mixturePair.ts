import { drawMixture } from "../drawMixture.js";
import { gaussianMixtureEntropy, type MixtureComponent } from "../gaussianMixtureEntropy.js";
import type { PairedLaw } from "./pairedLaw.js";

/** (X, Y) from a mixture of Gaussians in the plane; I = h(X) + h(Y) − h(X, Y), each entropy by quadrature. */
export function mixturePair(me: string, components: readonly MixtureComponent[]): PairedLaw {
  const draw = drawMixture(me, components);
  return {
    dimX: 1,
    dimY: 1,
    nats: () => mixtureInformation(components),
    how: "h(X) + h(Y) − h(X,Y) of the Gaussian mixture, by quadrature",
    draw,
  };
}

/** I(X;Y) of a mixture of Gaussians in the plane. */
export function mixtureInformation(components: readonly MixtureComponent[]): number {
  const marginal = (j: number) =>
    components.map(({ weight, mean, covariance }) => ({ weight, mean: [mean[j]], covariance: [[covariance[j][j]]] }));
  return gaussianMixtureEntropy(marginal(0)) + gaussianMixtureEntropy(marginal(1)) - gaussianMixtureEntropy(components);
}
