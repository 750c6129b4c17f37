import { drawMixture } from "../drawMixture.js";
import { mixtureInformation } from "./mixturePair.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * "Waves": twelve Gaussians on (x₀, x₁, y), means 1.5 (i, 0, i mod 4), variances (.1, 1, .1); then x₀ ← x₀ + 5 sin 3x₁ and
 * X = (0.1 x₀ − 0.8, 0.5 x₁). The map is invertible and x₁ is independent of (x₀, y), so I(X;Y) = I(x₀;y) before it.
 */
export function wavesPair(me: string): PairedLaw {
  const means = Array.from({ length: 12 }, (_, i) => [1.5 * i, 1.5 * (i % 4)]);
  const components = means.map(([x, y]) => ({
    weight: 1 / 12,
    mean: [x, 0, y],
    covariance: [
      [0.1, 0, 0],
      [0, 1, 0],
      [0, 0, 0.1],
    ],
  }));
  const draw = drawMixture(me, components);
  return {
    dimX: 2,
    dimY: 1,
    nats: () =>
      mixtureInformation(
        means.map((mean) => ({
          weight: 1 / 12,
          mean,
          covariance: [
            [0.1, 0],
            [0, 0.1],
          ],
        })),
      ),
    how: "I(x₀;y) of the Gaussian mixture, by quadrature; the wave map is invertible and x₁ independent",
    draw(random, out) {
      draw(random, out);
      out[0] = 0.1 * (out[0] + 5 * Math.sin(3 * out[1])) - 0.8;
      out[1] *= 0.5;
    },
  };
}
