import { mapInPool } from "../numeric/threads.js";

/** A copy in shared memory, divided by the noise. */
export async function inUnitsOfNoise(data: Float32Array | Float64Array, noise: number): Promise<Float32Array | Float64Array> {
  const buffer = new SharedArrayBuffer(data.byteLength);
  const copy = data instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
  copy.set(data);
  await mapInPool(new URL("./divideTask.js", import.meta.url), [{ data: copy, by: noise }]);
  return copy;
}
