/** Whether float32 holds the squares of these values and of their differences: neither too large nor, if all are tiny, lost. float64 always passes. */
export function squaresFit(data: Float32Array | Float64Array): boolean {
  if (data instanceof Float64Array) return true;
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]));
  return most === 0 || (most > 1e-10 && most < 1e15);
}
