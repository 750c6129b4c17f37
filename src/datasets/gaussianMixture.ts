import { checkInteger, checkKnownOptions, checkPositive } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { random } from "../core/random.js";
import { cholesky, logDeterminant } from "./cholesky.js";
import { drawMixture } from "./drawMixture.js";
import { gaussianMixtureEntropy } from "./gaussianMixtureEntropy.js";
import { makeDataset } from "./makeDataset.js";

/**
 * Samples of a Gaussian mixture; the label is the component.
 *
 * @param options.means one row per component, at most 256
 * @param options.sd the same standard deviation for all components and coordinates; or
 * @param options.covariances one d × d matrix (nested rows) per component
 * @param options.weights of the components, made to sum to 1; equal by default
 * @returns inputs n × d, labels; exact: H(Y), and in one and two dimensions, by quadrature, h(X) and I(X;Y) = h(X) − Σ w h(X | component)
 */
export function gaussianMixture(options: {
  n: number;
  means: readonly (readonly number[])[];
  sd?: number;
  covariances?: readonly (readonly (readonly number[])[])[];
  weights?: readonly number[];
  seed?: number;
}): Dataset {
  const me = "gaussianMixture";
  checkKnownOptions(me, options, ["n", "means", "sd", "covariances", "weights", "seed"]);
  const { n, means, sd, covariances, weights = means.map(() => 1), seed = 0 } = options;
  checkInteger(me, "n", n, 1);
  checkInteger(me, "the number of means", means.length, 1, 256);
  const d = means[0].length;
  checkInteger(me, "the length of means[0]", d, 1);
  means.forEach((mean, k) => {
    if (mean.length !== d || !mean.every(Number.isFinite))
      throw new ShapeError(`${me}: every mean must hold ${d} finite numbers; means[${k}] does not.`);
  });
  if ((sd === undefined) === (covariances === undefined)) throw new DomainError(`${me}: give either sd or covariances.`);
  if (sd !== undefined) checkPositive(me, "sd", sd);
  for (const [name, list] of Object.entries({ covariances, weights }))
    if (list && list.length !== means.length)
      throw new ShapeError(`${me}: ${name} must be as many as means, ${means.length}; got ${list.length}.`);
  for (const w of weights) checkPositive(me, "each weight", w);
  const total = weights.reduce((a, b) => a + b, 0);
  const isotropic = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? sd! * sd! : 0)));
  const components = means.map((mean, k) => {
    const covariance = covariances?.[k] ?? isotropic;
    if (covariance.length !== d || covariance.some((row) => row.length !== d))
      throw new ShapeError(`${me}: covariances[${k}] must be ${d} × ${d}.`);
    return { weight: weights[k] / total, mean, covariance };
  });
  const draw = drawMixture(me, components);
  const data = new Float64Array(n * d);
  const labels = new Uint8Array(n);
  const point = new Float64Array(d);
  const source = random(seed);
  for (let i = 0; i < n; i++) {
    labels[i] = draw(source, point);
    data.set(point, i * d);
  }
  const exact: Record<string, { nats: number; how: string }> = {
    "H(Y)": { nats: -components.reduce((sum, { weight }) => sum + weight * Math.log(weight), 0), how: "−Σ w ln w over the components" },
  };
  if (d <= 2) {
    const within = components.reduce((sum, { weight, covariance }) => {
      const matrix = { rows: d, cols: d, data: Float64Array.from(covariance.flat()) };
      return sum + weight * 0.5 * (d * Math.log(2 * Math.PI * Math.E) + logDeterminant(cholesky(me, "covariance", matrix)));
    }, 0);
    const entropy = gaussianMixtureEntropy(components);
    exact["h(X)"] = { nats: entropy, how: "differential, −∫ p ln p by quadrature" };
    exact["I(X;Y)"] = { nats: entropy - within, how: "h(X) − Σ w h(X | component)" };
  }
  return makeDataset({
    name: `mixture of ${components.length} Gaussians`,
    inputs: { rows: n, cols: d, data },
    labels,
    classes: components.length,
    exact,
    source: "drawn here",
    licence: "none needed: computed",
    facts: { seed: String(seed) },
  });
}
