/** Divides an array into one in shared memory, off the main thread. */
export default function divide({
  data,
  by,
  out,
}: {
  data: Float32Array | Float64Array;
  by: number;
  out: Float32Array | Float64Array;
}): void {
  for (let i = 0; i < data.length; i++) out[i] = data[i] / by;
}
