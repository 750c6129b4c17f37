/** Rows and columns first … first + size − 1 of an n × n matrix. */
export function subMatrix(a: Float64Array, n: number, first: number, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) out[i * size + j] = a[(first + i) * n + first + j];
  return out;
}
