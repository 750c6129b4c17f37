import type { Matrix } from "../core/matrix.js";
import type { Pixels } from "../formats/png.js";

const SIZE = 320;
const MOST = 20_000;
/** Colours by class, told apart also by readers who see no red or green (Okabe and Ito). */
const COLOURS = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [213, 94, 0],
  [86, 180, 233],
  [240, 228, 66],
  [0, 0, 0],
];

/** Points of the plane as a picture: the first two columns of at most 20 000 rows, equal scales, the second axis upward, coloured by class. */
export function scatterPixels(points: Matrix, labels?: Uint8Array): Pixels {
  const { data, cols } = points;
  const n = Math.min(points.rows, MOST);
  const pixels = new Uint8Array(SIZE * SIZE * 3).fill(255);
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < 2; j++) {
      low[j] = Math.min(low[j], data[i * cols + j]);
      high[j] = Math.max(high[j], data[i * cols + j]);
    }
  const span = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  const place = (value: number, axis: number) => Math.round(((value - (low[axis] + high[axis]) / 2) / span) * (SIZE - 8) + SIZE / 2);
  for (let i = 0; i < n; i++) {
    const x = place(data[i * cols], 0);
    const y = SIZE - 1 - place(data[i * cols + 1], 1);
    const colour = COLOURS[(labels?.[i] ?? 0) % COLOURS.length];
    for (const [dx, dy] of n > 2000
      ? [[0, 0]]
      : [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ])
      pixels.set(colour, ((y + dy) * SIZE + x + dx) * 3);
  }
  return { width: SIZE, height: SIZE, channels: 3, data: pixels };
}
