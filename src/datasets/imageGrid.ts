import type { Dataset } from "../core/dataset.js";
import type { Pixels } from "../formats/png.js";
import { inputBatch } from "./inputBatch.js";

const ACROSS = 16;
const DOWN = 5;

/** The first 80 images of a dataset side by side, one grey pixel apart; the range of the values shown is stretched to black and white. */
export function imageGrid(data: Dataset): Pixels {
  const { height, width, channels } = data.image!;
  const n = Math.min(data.inputs.rows, ACROSS * DOWN);
  const values = inputBatch(
    data,
    Uint32Array.from({ length: n }, (_, i) => i),
  ).data;
  const across = Math.min(ACROSS, n);
  const down = Math.ceil(n / ACROSS);
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  const out = { width: across * (width + 1) + 1, height: down * (height + 1) + 1, channels: channels as 1 | 3 };
  const pixels = new Uint8Array(out.width * out.height * channels).fill(128);
  const factor = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < n; i++) {
    const left = 1 + (i % ACROSS) * (width + 1);
    const top = 1 + Math.floor(i / ACROSS) * (height + 1);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width * channels; x++)
        pixels[((top + y) * out.width + left) * channels + x] = (values[(i * height + y) * width * channels + x] - low) * factor;
  }
  return { ...out, data: pixels };
}
