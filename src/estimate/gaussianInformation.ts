import type { Matrix } from "../core/matrix.js";
import { covariance } from "../numeric/covariance.js";
import { subMatrix } from "../numeric/subMatrix.js";
import { type DeterminantCorrection, logDetCovariance } from "./logDetCovariance.js";

/** ½ ln(det Σ_x det Σ_y / det Σ) of the sample covariances. */
export function gaussianInformation(me: string, x: Matrix, y: Matrix, correction: DeterminantCorrection): number {
  const [n, dx, dy] = [x.rows, x.cols, y.cols];
  const joint = covariance(
    [
      { data: x.data, d: dx },
      { data: y.data, d: dy },
    ],
    n,
  );
  const ofX = logDetCovariance(me, "x", subMatrix(joint, dx + dy, 0, dx), dx, n, correction);
  const ofY = logDetCovariance(me, "y", subMatrix(joint, dx + dy, dx, dy), dy, n, correction);
  return (ofX + ofY - logDetCovariance(me, "(x, y)", joint, dx + dy, n, correction)) / 2;
}
