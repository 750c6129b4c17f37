/**
 * A Bᵀ for two row-major matrices with rows of one length: entry (i, j) is the scalar product of row i of A and row j of B. Blocks of
 * 2 × 4 rows share their loads, so both operands are read along memory only.
 *
 * @param lowerOnly compute only j ≤ i, for products that are symmetric; the rest of `out` is left as it was
 */
export function rowProducts(
  a: ArrayLike<number>,
  rowsA: number,
  b: ArrayLike<number>,
  rowsB: number,
  length: number,
  lowerOnly = false,
  out = new Float64Array(rowsA * rowsB),
): Float64Array {
  for (let i = 0; i < rowsA; i += 2) {
    const i1 = Math.min(i + 1, rowsA - 1);
    const last = lowerOnly ? Math.min(i1 + 1, rowsB) : rowsB;
    for (let j = 0; j < last; j += 4) {
      const j1 = Math.min(j + 1, rowsB - 1);
      const j2 = Math.min(j + 2, rowsB - 1);
      const j3 = Math.min(j + 3, rowsB - 1);
      const [x0, x1, y0, y1, y2, y3] = [i * length, i1 * length, j * length, j1 * length, j2 * length, j3 * length];
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let k = 0; k < length; k++) {
        const p = a[x0 + k];
        const q = a[x1 + k];
        const b0 = b[y0 + k];
        const b1 = b[y1 + k];
        const b2 = b[y2 + k];
        const b3 = b[y3 + k];
        s00 += p * b0;
        s01 += p * b1;
        s02 += p * b2;
        s03 += p * b3;
        s10 += q * b0;
        s11 += q * b1;
        s12 += q * b2;
        s13 += q * b3;
      }
      // a row past the end is the last one again, and writes the same value again
      const o0 = i * rowsB;
      const o1 = i1 * rowsB;
      out[o0 + j] = s00;
      out[o0 + j1] = s01;
      out[o0 + j2] = s02;
      out[o0 + j3] = s03;
      out[o1 + j] = s10;
      out[o1 + j1] = s11;
      out[o1 + j2] = s12;
      out[o1 + j3] = s13;
    }
  }
  return out;
}
