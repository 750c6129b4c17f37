/** Our estimates on one data set of one benchmark task, columns standardised; null where an estimator refuses the data. */
import { bmiTask, mutualInformationGaussian, mutualInformationGaussianCopula, mutualInformationKsg } from "../../dist/index.js";

export default function accuracy({ id, n, seed }) {
  const pair = bmiTask(id).sample({ n, seed });
  const [x, y] = [standardised(pair.x), standardised(pair.y)];
  return {
    "KSG1-5": tried(() => mutualInformationKsg(x, y, { k: 5, norm: "euclidean" })),
    "KSG1-10": tried(() => mutualInformationKsg(x, y, { k: 10, norm: "euclidean" })),
    CCA: tried(() => mutualInformationGaussian(x, y)),
    copula: tried(() => mutualInformationGaussianCopula(x, y)),
  };
}

function tried(run) {
  try {
    return run().nats;
  } catch {
    return null;
  }
}

function standardised({ rows, cols, data }) {
  const out = Float64Array.from(data);
  for (let k = 0; k < cols; k++) {
    let mean = 0;
    for (let i = k; i < out.length; i += cols) mean += out[i] / rows;
    let square = 0;
    for (let i = k; i < out.length; i += cols) square += (out[i] - mean) ** 2 / rows;
    for (let i = k; i < out.length; i += cols) out[i] = (out[i] - mean) / Math.sqrt(square);
  }
  return { rows, cols, data: out };
}
