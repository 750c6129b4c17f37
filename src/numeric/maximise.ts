/**
 * Where a smooth function of one variable has its nearest maximum, from its slope: the slope's change of sign is bracketed by growing steps
 * from `start`, then found by false position with the Illinois rule.
 *
 * @param slope of the function at u
 * @param lowest where the search gives up
 * @param tolerance of u, absolute
 * @returns undefined when the function still grows towards `lowest`
 */
export function maximise(slope: (u: number) => number, start: number, lowest: number, tolerance: number): number | undefined {
  let a = start;
  let fa = slope(a);
  let step = fa > 0 ? 0.5 : -0.5;
  let b = a + step;
  let fb = slope(b);
  while (fa > 0 === fb > 0) {
    if (!(b >= lowest)) return undefined; // also where it is NaN
    a = b;
    fa = fb;
    step *= 1.6;
    b += step;
    fb = slope(b);
  }
  let side = 0;
  for (let i = 0; i < 100 && Math.abs(b - a) > tolerance; i++) {
    let c = (fb * a - fa * b) / (fb - fa);
    if (!(c > Math.min(a, b) && c < Math.max(a, b))) c = (a + b) / 2;
    const fc = slope(c);
    if (fc === 0) return c;
    if (fc > 0 === fb > 0) {
      if (Math.abs(c - b) < tolerance) return c;
      b = c;
      fb = fc;
      if (side === -1) fa /= 2;
      side = -1;
    } else {
      if (Math.abs(c - a) < tolerance) return c;
      a = c;
      fa = fc;
      if (side === 1) fb /= 2;
      side = 1;
    }
  }
  return (a + b) / 2;
}
