import type { Matrix } from "../core/matrix.js";

/**
 * A tfjs tensor of a matrix (float32, n × d) or of labels (int32, n).
 *
 * @param tf the tfjs that you use: `@tensorflow/tfjs`, tfjs-node or tfjs-node-gpu
 */
export function toTensor<T>(
  values: Matrix | Uint8Array,
  tf: { tensor(values: Float32Array | Int32Array, shape: number[], dtype: "float32" | "int32"): T },
): T {
  if (values instanceof Uint8Array) return tf.tensor(Int32Array.from(values), [values.length], "int32");
  const { rows, cols, data } = values;
  return tf.tensor(data instanceof Float32Array ? data : Float32Array.from(data), [rows, cols], "float32");
}
