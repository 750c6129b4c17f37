import {
  W_CHANNELS,
  W_DOWN,
  W_HEIGHT,
  W_KERNEL_HEIGHT,
  W_KERNEL_WIDTH,
  W_LEFT,
  W_OUT_CHANNELS,
  W_OUT_HEIGHT,
  W_OUT_WIDTH,
  W_RIGHT,
  W_TOP,
  W_WIDTH,
  windowDepth,
  windowPlaces,
} from "./window";

/**
 * Convolutions in float64, image by image: out[o, p] = b[o] + sum_k w[k, o] patch[k, p], each sum started at b and taken over k in order
 * (channel, line, column of the window).
 *
 * @param x images one after the other
 * @param w depth rows of outChannels rounded up to 4, padded with zeros; b likewise
 * @param patches room for depth x places, places rounded up to 4
 * @param sums room for outChannels x places, both rounded up to 4
 * @param out images one after the other
 */
export function conv64(window: usize, x: usize, images: i32, w: usize, b: usize, patches: usize, sums: usize, out: usize): void {
  const depth = windowDepth(window);
  const places = windowPlaces(window);
  const row = (((places + 3) & ~3) as usize) << 3;
  const channels = load<i32>(window, W_OUT_CHANNELS);
  const wRow = (((channels + 3) & ~3) as usize) << 3;
  const size = ((load<i32>(window, W_CHANNELS) * load<i32>(window, W_HEIGHT) * load<i32>(window, W_WIDTH)) as usize) << 3;
  const line = (places as usize) << 3;
  for (let image = 0; image < images; image++, x += size) {
    layPatches(window, x, patches, row);
    for (let o: usize = 0; o < wRow; o += 32) multiply4(w + o, wRow, depth, b + o, patches, row, sums + (o >> 3) * row);
    for (let o = 0; o < channels; o++, out += line) memory.copy(out, sums + (o as usize) * row, line);
  }
}

/** patches[k, p] = the number at place k of window p; 0 outside the image. */
function layPatches(window: usize, x: usize, patches: usize, row: usize): void {
  const channels = load<i32>(window, W_CHANNELS);
  const height = load<i32>(window, W_HEIGHT);
  const width = load<i32>(window, W_WIDTH);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const kernelHeight = load<i32>(window, W_KERNEL_HEIGHT);
  const kernelWidth = load<i32>(window, W_KERNEL_WIDTH);
  const down = load<i32>(window, W_DOWN);
  const right = load<i32>(window, W_RIGHT);
  const top = load<i32>(window, W_TOP);
  const left = load<i32>(window, W_LEFT);
  for (let c = 0; c < channels; c++, x += ((height * width) as usize) << 3)
    for (let i = 0; i < kernelHeight; i++)
      for (let j = 0; j < kernelWidth; j++, patches += row) {
        let to = patches;
        const first = left > j ? min(outWidth, (left - j + right - 1) / right) : 0; // places whose column is in the image
        const inside = width + left - j;
        const end = inside > 0 ? min(outWidth, (inside + right - 1) / right) : 0;
        for (let y = 0; y < outHeight; y++) {
          const line = y * down + i - top;
          const next = to + ((outWidth as usize) << 3);
          if (line < 0 || line >= height || end <= first) {
            for (; to < next; to += 8) store<f64>(to, 0.0);
            continue;
          }
          const stop = to + ((end as usize) << 3);
          for (let place = 0; place < first; place++, to += 8) store<f64>(to, 0.0);
          let from = x + (((line * width + first * right + j - left) as usize) << 3);
          if (right == 1) for (; to + 16 <= stop; to += 16, from += 16) v128.store(to, v128.load(from));
          for (; to < stop; to += 8, from += (right as usize) << 3) store<f64>(to, load<f64>(from));
          for (; to < next; to += 8) store<f64>(to, 0.0);
        }
        for (; to < patches + row; to += 8) store<f64>(to, 0.0);
      }
}

/** Four rows of out: 4 x 2 vectors, which run along the places. */
function multiply4(w: usize, wRow: usize, depth: i32, b: usize, x: usize, row: usize, out: usize): void {
  for (let s: usize = 0; s < row; s += 32) {
    let c00 = v128.load64_splat(b);
    let c01 = c00;
    let c10 = v128.load64_splat(b, 8);
    let c11 = c10;
    let c20 = v128.load64_splat(b, 16);
    let c21 = c20;
    let c30 = v128.load64_splat(b, 24);
    let c31 = c30;
    let at = x + s;
    let weight = w;
    for (let k = 0; k < depth; k++) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      let v = v128.load64_splat(weight);
      c00 = f64x2.add(c00, f64x2.mul(v, x0));
      c01 = f64x2.add(c01, f64x2.mul(v, x1));
      v = v128.load64_splat(weight, 8);
      c10 = f64x2.add(c10, f64x2.mul(v, x0));
      c11 = f64x2.add(c11, f64x2.mul(v, x1));
      v = v128.load64_splat(weight, 16);
      c20 = f64x2.add(c20, f64x2.mul(v, x0));
      c21 = f64x2.add(c21, f64x2.mul(v, x1));
      v = v128.load64_splat(weight, 24);
      c30 = f64x2.add(c30, f64x2.mul(v, x0));
      c31 = f64x2.add(c31, f64x2.mul(v, x1));
      at += row;
      weight += wRow;
    }
    let to = out + s;
    v128.store(to, c00);
    v128.store(to, c01, 16);
    to += row;
    v128.store(to, c10);
    v128.store(to, c11, 16);
    to += row;
    v128.store(to, c20);
    v128.store(to, c21, 16);
    to += row;
    v128.store(to, c30);
    v128.store(to, c31, 16);
  }
}

/** The largest number under every window, or their sum (in order) divided by their count. */
export function pool64(window: usize, x: usize, images: i32, mean: i32, out: usize): void {
  const height = load<i32>(window, W_HEIGHT);
  const width = load<i32>(window, W_WIDTH);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const kernelHeight = load<i32>(window, W_KERNEL_HEIGHT);
  const kernelWidth = load<i32>(window, W_KERNEL_WIDTH);
  const down = load<i32>(window, W_DOWN);
  const right = load<i32>(window, W_RIGHT);
  const planes = images * load<i32>(window, W_CHANNELS);
  const count = (kernelHeight * kernelWidth) as f64;
  for (let plane = 0; plane < planes; plane++, x += ((height * width) as usize) << 3)
    for (let y = 0; y < outHeight; y++)
      for (let place = 0; place < outWidth; place++, out += 8) {
        let at = x + (((y * down * width + place * right) as usize) << 3);
        let value: f64 = mean ? 0.0 : load<f64>(at);
        for (let i = 0; i < kernelHeight; i++, at += (width as usize) << 3)
          for (let j: usize = 0; j < (kernelWidth as usize) << 3; j += 8) {
            const v = load<f64>(at + j);
            value = mean ? value + v : max(value, v);
          }
        store<f64>(out, mean ? value / count : value);
      }
}
