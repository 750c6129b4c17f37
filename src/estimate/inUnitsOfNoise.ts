import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { mapInPool } from "../numeric/threads.js";
import { shared } from "./shared.js";

/** Above this many times the noise float32 rounds noise away, and float64 is computed with instead. */
const FLOAT32_BELOW = 1e4;
/** Above this float64 rounds it away, too. */
const FLOAT64_BELOW = 1e14;

/**
 * The values divided by the noise, in shared memory.
 *
 * @throws {DomainError} noise that would be lost in the rounding of the values
 */
export async function inUnitsOfNoise(me: string, name: string, m: Matrix, noise: number): Promise<Float32Array | Float64Array> {
  const { data } = shared(m);
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]));
  if (!(most / noise < FLOAT64_BELOW))
    throw new DomainError(
      `${me}: noise must be at least 1e-14 of the largest value of ${name}, or rounding hides it; got ${noise} beside ${most}. Subtract the mean of each column, or use more noise.`,
    );
  const single = data instanceof Float32Array && most / noise < FLOAT32_BELOW;
  const buffer = new SharedArrayBuffer(data.length * (single ? 4 : 8));
  const out = single ? new Float32Array(buffer) : new Float64Array(buffer);
  await mapInPool(new URL("./divideTask.js", import.meta.url), [{ data, by: noise, out }]);
  return out;
}
