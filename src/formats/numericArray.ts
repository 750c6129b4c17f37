/** Values of one number type, and their shape, the last axis running fastest. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: NumericData;
}

export type NumericData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;
