const PHI = (1 + Math.sqrt(5)) / 2;

/** Vertices of the icosahedron in the order of the bits, before they are divided by √(1 + φ²). */
const VERTICES = [
  ...[
    [0, 1, PHI],
    [1, PHI, 0],
    [0, 1, -PHI],
    [-1, PHI, 0],
    [PHI, 0, -1],
    [0, -1, PHI],
  ],
  ...[
    [1, -PHI, 0],
    [-1, -PHI, 0],
    [-PHI, 0, -1],
    [0, -1, -PHI],
    [-PHI, 0, 1],
    [PHI, 0, 1],
  ],
];

/** y = 1 where f exceeds this; every threshold in [7.562778, 7.701302) gives the same 4096 labels. */
export const SZT_THRESHOLD = 7.63;

/**
 * f(x) = Σ_j x_j + |Σ_j x_j r_j|, the r_j being the vertices of an icosahedron on the unit sphere: the square roots of the power of x in the
 * spherical harmonics of order 0 and 1, added.
 *
 * @param pattern 0 … 4095; x_j is its bit 11 − j
 */
export function sztRule(pattern: number): number {
  let weight = 0;
  const sum = [0, 0, 0];
  for (let j = 0; j < 12; j++)
    if ((pattern >> (11 - j)) & 1) {
      weight++;
      for (let k = 0; k < 3; k++) sum[k] += VERTICES[j][k];
    }
  return weight + Math.sqrt((sum[0] ** 2 + sum[1] ** 2 + sum[2] ** 2) / (1 + PHI * PHI));
}
