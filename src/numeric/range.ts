/**
 * Smallest and largest of every `stride`-th value from `start`; both are NaN when one of these values is not finite.
 */
export function range(data: Float32Array | Float64Array, start = 0, stride = 1): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  let zero = 0; // stays 0 as long as every value is finite
  for (let i = start; i < data.length; i += stride) {
    const x = data[i];
    zero += x * 0;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  return zero === 0 ? { min, max } : { min: Number.NaN, max: Number.NaN };
}
