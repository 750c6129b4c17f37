/** Divides an array in shared memory, off the main thread. */
export default function divide({ data, by }: { data: Float32Array | Float64Array; by: number }): void {
  for (let i = 0; i < data.length; i++) data[i] /= by;
}
