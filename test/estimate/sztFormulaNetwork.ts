import { type Matrix, matrix } from "infoplane";

/** All 4096 patterns of 12 bits, column 0 the highest, as 0 and 1. */
export const patterns: Matrix = matrix(
  Float64Array.from({ length: 4096 * 12 }, (_, k) => (Math.floor(k / 12) >> (11 - (k % 12))) & 1),
  4096,
  12,
);

const PHI = (1 + Math.sqrt(5)) / 2;
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
].map((v) => v.map((c) => c / Math.sqrt(1 + PHI * PHI)));

/** y = 1 where Σ x_j + |Σ x_j r_j| > 7.63, r_j the vertices of an icosahedron: 2118 ones. */
export const labels: Uint8Array = Uint8Array.from({ length: 4096 }, (_, i) => {
  const sum = [0, 0, 0, 0];
  for (let j = 0; j < 12; j++) {
    if (patterns.data[12 * i + j] === 0) continue;
    sum[3]++;
    for (let c = 0; c < 3; c++) sum[c] += VERTICES[j][c];
  }
  return sum[3] + Math.hypot(sum[0], sum[1], sum[2]) > 7.63 ? 1 : 0;
});

const DIMS = [12, 10, 7, 5, 4, 3, 2];

/** Outputs of layers 1 to 6 with W_l[i,j] = scale · sin(1.7 (i+1)(j+1) + 0.6 l) · √(2 / n_{l−1}), b_l[j] = 0.1 cos(2.1 (j+1) + l). */
export function formulaLayers(act: string, scale: number): Matrix[] {
  const f = { tanh: Math.tanh, relu: (x: number) => Math.max(0, x) }[act];
  if (!f) throw new Error(`no activation ${act}`);
  const layers: Matrix[] = [];
  let input = patterns;
  for (let l = 1; l <= 6; l++) {
    const [n, m] = [DIMS[l - 1], DIMS[l]];
    const data = new Float64Array(4096 * m);
    for (let s = 0; s < 4096; s++) {
      for (let j = 0; j < m; j++) {
        let z = 0.1 * Math.cos(2.1 * (j + 1) + l);
        for (let i = 0; i < n; i++) z += input.data[s * n + i] * scale * Math.sin(1.7 * (i + 1) * (j + 1) + 0.6 * l) * Math.sqrt(2 / n);
        data[s * m + j] = l < 6 ? f(z) : z;
      }
      if (l < 6) continue;
      const row = data.subarray(s * m, (s + 1) * m);
      const top = Math.max(...row);
      const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
      for (let j = 0; j < m; j++) row[j] = Math.exp(row[j] - top) / total;
    }
    input = { rows: 4096, cols: m, data };
    layers.push(input);
  }
  return layers;
}
