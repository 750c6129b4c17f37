/** Right half of the outline of a bat with spread wings, from the head down to the tail; the left half is its mirror image. */
const HALF: readonly (readonly [number, number])[] = [
  [0.05, 0.26],
  [0.09, 0.38],
  [0.14, 0.24],
  [0.2, 0.16],
  [0.34, 0.22],
  [0.52, 0.4],
  [0.68, 0.5],
  [0.84, 0.42],
  [1, 0.1],
  [0.9, 0.14],
  [0.78, 0.04],
  [0.7, -0.12],
  [0.6, -0.04],
  [0.48, -0.06],
  [0.38, -0.2],
  [0.28, -0.12],
  [0.16, -0.16],
  [0.07, -0.3],
];

/** Corners of a bat, wing tips at x = ±1. */
export const BAT: readonly (readonly [number, number])[] = [
  [0, 0.22],
  ...HALF,
  [0, -0.42],
  ...HALF.map(([x, y]) => [-x, y] as const).reverse(),
];
