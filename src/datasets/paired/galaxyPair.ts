import { drawMixture } from "../drawMixture.js";
import { mixtureInformation } from "./mixturePair.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * "Galaxy": two unit Gaussians on (x₀, x₁, y) at ±(m, m, m), m = distance/2; then X is turned by the angle speed · |X|². The turn is
 * invertible, and only (x₀ + x₁)/√2 depends on y.
 */
export function galaxyPair(me: string, speed: number, distance: number): PairedLaw {
  const m = distance / 2;
  const identity = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const draw = drawMixture(
    me,
    [-m, m].map((v) => ({ weight: 0.5, mean: [v, v, v], covariance: identity })),
  );
  return {
    dimX: 2,
    dimY: 1,
    nats: () =>
      mixtureInformation(
        [-m, m].map((v) => ({
          weight: 0.5,
          mean: [v * Math.SQRT2, v],
          covariance: [
            [1, 0],
            [0, 1],
          ],
        })),
      ),
    how: "I((x₀ + x₁)/√2; y) of the Gaussian mixture, by quadrature; the turn is invertible",
    draw(random, out) {
      draw(random, out);
      const [a, b] = out;
      const angle = speed * (a * a + b * b);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      out[0] = c * a - s * b;
      out[1] = s * a + c * b;
    },
  };
}
