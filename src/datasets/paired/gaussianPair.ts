import { ShapeError } from "../../core/errors.js";
import type { Matrix } from "../../core/matrix.js";
import { cholesky, logDeterminant } from "../cholesky.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * (X, Y) ~ N(0, S): I = ½ ln(det S_xx det S_yy / det S).
 *
 * @param covariance of all coordinates, those of X first
 */
export function gaussianPair(me: string, covariance: Matrix, dimX: number): PairedLaw {
  const n = covariance.rows;
  const dimY = n - dimX;
  if (!(dimX > 0 && dimY > 0)) throw new ShapeError(`${me}: X and Y need at least one of the ${n} coordinates each; got ${dimX} for X.`);
  const lower = cholesky(me, "covariance", covariance);
  const z = new Float64Array(n);
  return {
    dimX,
    dimY,
    nats: () => {
      const marginal = [block(covariance, 0, dimX), block(covariance, dimX, n)].map((s) => logDeterminant(cholesky(me, "covariance", s)));
      return 0.5 * (marginal[0] + marginal[1] - logDeterminant(lower));
    },
    how: "½ ln(det Sxx det Syy / det S)",
    draw(random, out) {
      for (let i = 0; i < n; i++) z[i] = random.normal();
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += lower[i * n + j] * z[j];
        out[i] = sum;
      }
    },
  };
}

function block({ data, cols }: Matrix, from: number, to: number): Matrix {
  const size = to - from;
  return {
    rows: size,
    cols: size,
    data: Float64Array.from({ length: size * size }, (_, k) => data[(from + Math.floor(k / size)) * cols + from + (k % size)]),
  };
}
