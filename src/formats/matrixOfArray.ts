import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import type { NumericArray } from "./numericArray.js";

/**
 * An array with a shape as a matrix: the first axis is that of the samples, further ones are laid side by side, and an array of one axis is a
 * column. Numbers of at most 16 bits, and float32, become float32, which holds them exactly; all others float64. Floats are not copied.
 *
 * @throws {ShapeError} the shape does not fit the values, or there are none
 * @throws {DomainError} an integer beyond 2⁵³
 */
export function matrixOfArray(me: string, name: string, { data, shape }: NumericArray): Matrix {
  const [rows = 1, ...rest] = shape;
  const cols = rest.reduce((a, b) => a * b, 1);
  if (rows * cols !== data.length)
    throw new ShapeError(`${me}: ${name} of shape ${shape.join(" × ")} needs ${rows * cols} values; got ${data.length}.`);
  if (data.length === 0) throw new ShapeError(`${me}: ${name} must hold at least one row and one column; got shape ${shape.join(" × ")}.`);
  if (data instanceof Float32Array || data instanceof Float64Array) return { rows, cols, data };
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const numbers = Float64Array.from({ length: data.length }, (_, i) => Number(data[i]));
    const far = numbers.findIndex((v) => !Number.isSafeInteger(v));
    if (far >= 0)
      throw new DomainError(
        `${me}: ${name} must be numbers that float64 holds exactly; row ${Math.floor(far / cols)}, column ${far % cols} is ${data[far]}, beyond 2^53.`,
      );
    return { rows, cols, data: numbers };
  }
  return { rows, cols, data: data.BYTES_PER_ELEMENT <= 2 ? Float32Array.from(data) : Float64Array.from(data) };
}
