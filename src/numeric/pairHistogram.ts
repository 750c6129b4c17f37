/**
 * Euclidean distances of all pairs of rows, counted into equal bins over [0, high], pairs of one class apart from pairs of two.
 *
 * @param within counts of pairs with equal `group`, one per bin; a distance of `high` or more goes into the last
 */
export function pairHistogram(
  data: Float32Array | Float64Array,
  rows: number,
  cols: number,
  group: Int32Array,
  high: number,
  within: Float64Array,
  between: Float64Array,
): void {
  const last = within.length - 1;
  const scale = within.length / high;
  for (let i = 1; i < rows; i++) {
    const a = i * cols;
    for (let j = 0; j < i; j++) {
      const b = j * cols;
      let sum = 0;
      for (let k = 0; k < cols; k++) {
        const e = data[a + k] - data[b + k];
        sum += e * e;
      }
      const bin = Math.min(last, Math.floor(Math.sqrt(sum) * scale));
      if (group[i] === group[j]) within[bin]++;
      else between[bin]++;
    }
  }
}
