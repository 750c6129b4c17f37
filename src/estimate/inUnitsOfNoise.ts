/** A copy in shared memory, divided by the noise. */
export function inUnitsOfNoise(data: Float32Array | Float64Array, noise: number): Float32Array | Float64Array {
  const single = data instanceof Float32Array;
  const buffer = new SharedArrayBuffer(data.byteLength);
  const out = single ? new Float32Array(buffer) : new Float64Array(buffer);
  for (let i = 0; i < data.length; i++) out[i] = data[i] / noise;
  return out;
}
