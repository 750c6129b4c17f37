import type { Random } from "../core/random.js";
import { tridiagonalEigenvalues } from "./symmetricEigenvalues.js";

/**
 * The singular values of a rows × cols matrix of independent standard normals, ascending, drawn without the matrix: those of a bidiagonal one
 * whose entries are independent chi variables, which is what Householder's bidiagonalisation leaves of it.
 *
 * @see Silverstein, Ann. Probab. 13, 1364 (1985)
 */
export function gaussianSingularValues(rows: number, cols: number, random: Random): Float64Array {
  const n = Math.max(rows, cols);
  const m = Math.min(rows, cols);
  const chiSquare = (degrees: number): number => {
    let sum = 0;
    for (let i = 0; i < degrees; i++) {
      const x = random.normal();
      sum += x * x;
    }
    return sum;
  };
  const diagonal = new Float64Array(m);
  const off = new Float64Array(m); // off[i] links i − 1 and i
  let above = 0;
  for (let i = 0; i < m; i++) {
    const d = chiSquare(n - i);
    const e = i + 1 < m ? chiSquare(m - 1 - i) : 0;
    diagonal[i] = d + above;
    if (i + 1 < m) off[i + 1] = Math.sqrt(d * e);
    above = e;
  }
  return tridiagonalEigenvalues(diagonal, off).map((value) => Math.sqrt(Math.max(0, value)));
}
