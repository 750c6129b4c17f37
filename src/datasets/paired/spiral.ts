/** Turns v in the plane of coordinates i and j by the angle speed · |v|², in place: invertible, since the turn keeps |v|. */
export function spiral(v: Float64Array, i: number, j: number, speed: number): void {
  let square = 0;
  for (const value of v) square += value * value;
  const [c, s] = [Math.cos(speed * square), Math.sin(speed * square)];
  const [a, b] = [v[i], v[j]];
  v[i] = c * a - s * b;
  v[j] = s * a + c * b;
}
