import type { Dataset } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";

/**
 * The inputs of some samples, in that order, written into one buffer: of a set stored as bytes, only these rows become floats.
 *
 * @param samples indices of samples; a sample may come twice
 * @param buffer reused when it is long enough; its old contents are lost
 * @returns samples × d, a view of the buffer
 */
export function inputBatch(data: Dataset, samples: ArrayLike<number>, buffer?: Float32Array | Float64Array): Matrix {
  const { cols } = data.inputs;
  const size = samples.length * cols;
  if (data.stored) {
    const out = buffer && buffer.length >= size ? buffer.subarray(0, size) : new Float32Array(size);
    const { data: bytes, order, scale, offset } = data.stored;
    for (let i = 0, to = 0; i < samples.length; i++) {
      let from = (order ? order[samples[i]] : samples[i]) * cols;
      for (const end = to + cols; to < end; to++) out[to] = bytes[from++] * scale + offset;
    }
    return { rows: samples.length, cols, data: out };
  }
  const from = data.inputs.data;
  const out =
    buffer && buffer.length >= size
      ? buffer.subarray(0, size)
      : from instanceof Float32Array
        ? new Float32Array(size)
        : new Float64Array(size);
  for (let i = 0; i < samples.length; i++) out.set(from.subarray(samples[i] * cols, (samples[i] + 1) * cols), i * cols);
  return { rows: samples.length, cols, data: out };
}
