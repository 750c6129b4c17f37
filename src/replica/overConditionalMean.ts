import { type Quadrature, windows } from "./quadrature.js";

/**
 * E g(w) for w ~ N(0, m), where g varies on the scale √V around the bounds and vanishes, or is left out, farther than the cut from them:
 * the trapezoidal rule on these windows.
 */
export function overConditionalMean(
  bounds: readonly number[],
  V: number,
  m: number,
  { cut, stepW }: Quadrature,
  g: (w: number, weight: number) => void,
): void {
  if (m === 0) {
    g(0, 1);
    return;
  }
  // windows narrower than the rounding of w would be empty; what they miss is of order √V
  const width = Math.sqrt(Math.max(V, 1e-24 * m));
  const step = stepW / Math.sqrt(1 / (width * width) + 1 / m);
  const reach = cut * Math.sqrt(m);
  const front = 1 / Math.sqrt(2 * Math.PI * m);
  for (const [from, to] of windows(bounds, cut * width, -reach, reach)) {
    const count = Math.ceil((to - from) / step);
    const h = (to - from) / count;
    for (let k = 0; k <= count; k++) {
      const w = from + k * h;
      g(w, h * front * Math.exp((-0.5 * w * w) / m));
    }
  }
}
