type Reals = Float32Array | Float64Array;

/** Points of one SIMD block: 16 in float32, 8 in float64. */
export function blockSize(points: Reals): number {
  return points instanceof Float32Array ? 16 : 8;
}

/**
 * Points as the kernels read them: blocks of 16 (float32) or 8 (float64), dimension by dimension. Lanes beyond the last point repeat it.
 *
 * @param order row number of the point at each place; the rows in their own order without it
 * @param out room for whole blocks
 */
export function layBlocks(points: Reals, n: number, d: number, order: Uint32Array | undefined, out: Reals): void {
  const size = blockSize(points);
  const blocks = Math.ceil(n / size);
  for (let b = 0; b < blocks; b++)
    for (let lane = 0; lane < size; lane++) {
      const place = Math.min(b * size + lane, n - 1);
      const row = (order ? order[place] : place) * d;
      const at = b * d * size + lane;
      for (let k = 0; k < d; k++) out[at + k * size] = points[row + k];
    }
}
