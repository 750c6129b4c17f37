import type { Random } from "../core/random.js";
import { cholesky } from "./cholesky.js";
import type { MixtureComponent } from "./gaussianMixtureEntropy.js";

/** A function that draws one point of a Gaussian mixture into `out` and returns the index of its component. */
export function drawMixture(me: string, components: readonly MixtureComponent[]): (random: Random, out: Float64Array) => number {
  const d = components[0].mean.length;
  const lower = components.map(({ covariance }, k) =>
    cholesky(me, `the covariance of component ${k}`, {
      rows: covariance.length,
      cols: covariance[0]?.length ?? 0,
      data: Float64Array.from(covariance.flat()),
    }),
  );
  const z = new Float64Array(d);
  return (random, out) => {
    let left = random.uniform();
    let c = 0;
    while (c < components.length - 1 && left >= components[c].weight) left -= components[c++].weight;
    for (let i = 0; i < d; i++) z[i] = random.normal();
    for (let i = 0; i < d; i++) {
      let sum = components[c].mean[i];
      for (let j = 0; j <= i; j++) sum += lower[c][i * d + j] * z[j];
      out[i] = sum;
    }
    return c;
  };
}
