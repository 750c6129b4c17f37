import type { NumericData } from "./numericArray.js";

/** Values stored with the first axis fastest (Fortran, MATLAB), rearranged so that the last one is. */
export function rowMajor<T extends NumericData>(data: T, shape: readonly number[]): T {
  if (shape.filter((n) => n > 1).length < 2) return data;
  const out = new (data.constructor as new (n: number) => T)(data.length);
  const strides: number[] = []; // of the source
  let stride = 1;
  for (const n of shape) {
    strides.push(stride);
    stride *= n;
  }
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
