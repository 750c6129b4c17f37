import { sum4, sums4 } from "./gemm";
import { multiplyPanel, packPanel, packQuads } from "./panels";
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
 * Convolutions and pools of a chain in training, float32. Activations lie feature-major as everywhere in the chain: one row of `stride` bytes
 * for every channel and pixel, one column per sample; so a window is a list of rows, and the vectors run along samples.
 */

/** Addresses of the rows under the windows of line `y`, [k][place]; `zero` outside the image. */
function layRows(window: usize, x: usize, stride: usize, zero: usize, y: i32, to: usize): void {
  const channels = load<i32>(window, W_CHANNELS);
  const height = load<i32>(window, W_HEIGHT);
  const width = load<i32>(window, W_WIDTH);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const kernelHeight = load<i32>(window, W_KERNEL_HEIGHT);
  const kernelWidth = load<i32>(window, W_KERNEL_WIDTH);
  const right = load<i32>(window, W_RIGHT);
  const first = y * load<i32>(window, W_DOWN) - load<i32>(window, W_TOP);
  const left = load<i32>(window, W_LEFT);
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < kernelHeight; i++) {
      const line = first + i;
      const outside = line < 0 || line >= height;
      const row = (c * height + line) * width;
      for (let j = 0; j < kernelWidth; j++)
        for (let place = 0, column = j - left; place < outWidth; place++, column += right, to += 4)
          store<u32>(to, (outside || column < 0 || column >= width ? zero : x + ((row + column) as usize) * stride) as u32);
    }
}

/**
 * z[o, p] = b[o] + sum_k w[k, o] x[row of k in window p].
 *
 * @param w depth x channels, row-major
 * @param b one number per channel, or 0
 * @param quads room for the weights in quads
 * @param panel room for depth x 8 floats
 * @param rows room for depth x (places of a line) words
 * @param runs room for a word
 * @param zero a row of zeros
 */
export function convForward(
  window: usize,
  x: usize,
  w: usize,
  b: usize,
  z: usize,
  quads: usize,
  panel: usize,
  rows: usize,
  runs: usize,
  zero: usize,
  stride: usize,
  n: i32,
): void {
  const depth = windowDepth(window);
  const channels = load<i32>(window, W_OUT_CHANNELS);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const apart = (windowPlaces(window) as usize) * stride;
  const width = (n as usize) << 2;
  const quadRow = (depth as usize) << 4;
  packQuads(w, (channels as usize) << 2, channels, depth, quads);
  store<u32>(runs, 0); // one run, the whole quad
  for (let y = 0; y < outHeight; y++) {
    layRows(window, x, stride, zero, y, rows);
    for (let place = 0; place < outWidth; place++, z += stride)
      for (let s: usize = 0; s < width; s += 32) {
        let from = rows + ((place as usize) << 2);
        for (let k = 0, to = panel; k < depth; k++, from += (outWidth as usize) << 2, to += 32) {
          const at = (load<u32>(from) as usize) + s;
          v128.store(to, v128.load(at));
          v128.store(to, v128.load(at, 16), 16);
        }
        multiplyPanel(quads, quadRow, channels, runs, 1, depth, panel, b, z + s, apart);
      }
  }
}

/**
 * g[k, o] = sum_ps x[row of k in window p, s] d[o, p, s] and gb[o] = sum_ps d[o, p, s]. The sums run line by line of the windows, so that what is
 * read stays near.
 */
export function convGradient(
  window: usize,
  x: usize,
  d: usize,
  g: usize,
  gb: usize,
  rows: usize,
  zero: usize,
  stride: usize,
  n: i32,
): void {
  const depth = windowDepth(window);
  const channels = load<i32>(window, W_OUT_CHANNELS);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const places = windowPlaces(window);
  const apart = (places as usize) * stride;
  const width = (n as usize) << 2;
  const gRow = (channels as usize) << 2;
  memory.fill(g, 0, (depth as usize) * gRow);
  for (let y = 0; y < outHeight; y++) {
    layRows(window, x, stride, zero, y, rows);
    const line = d + ((y * outWidth) as usize) * stride;
    for (let o = 0; o < channels; o += 4) {
      const several = min(channels - o, 4);
      const d0 = line + (o as usize) * apart;
      const d1 = several > 1 ? d0 + apart : d0;
      const d2 = several > 2 ? d1 + apart : d0;
      const d3 = several > 3 ? d2 + apart : d0;
      for (let k = 0; k < depth; k += 2) {
        const odd = k + 1 == depth;
        const above = rows + (((k * outWidth) as usize) << 2);
        const below = odd ? above : above + ((outWidth as usize) << 2);
        const to = g + (k as usize) * gRow + ((o as usize) << 2);
        addProducts(above, below, outWidth, d0, d1, d2, d3, stride, width, to, odd ? to : to + gRow, odd, several);
      }
    }
  }
  for (let o = 0; o < channels; o++, d += apart, gb += 4) {
    let sum = f32x4.splat(0.0);
    for (let p = 0, row = d; p < places; p++, row += stride)
      for (let s: usize = 0; s < width; s += 16) sum = f32x4.add(sum, v128.load(row + s));
    store<f32>(gb, sum4(sum));
  }
}

/** Two rows of x by four of d, over the places of a line; the sums are added to `several` numbers at `to` and at `next`. */
// @ts-expect-error: decorator
@inline
function addProducts(
  above: usize,
  below: usize,
  places: i32,
  d0: usize,
  d1: usize,
  d2: usize,
  d3: usize,
  stride: usize,
  width: usize,
  to: usize,
  next: usize,
  odd: bool,
  several: i32,
): void {
  let c00 = f32x4.splat(0.0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  let row: usize = 0;
  for (let place = 0; place < places; place++, row += stride) {
    const xa = load<u32>(above + ((place as usize) << 2)) as usize;
    const xb = load<u32>(below + ((place as usize) << 2)) as usize;
    const e0 = d0 + row;
    const e1 = d1 + row;
    const e2 = d2 + row;
    const e3 = d3 + row;
    for (let s: usize = 0; s < width; s += 16) {
      const x0 = v128.load(xa + s);
      const x1 = v128.load(xb + s);
      let e = v128.load(e0 + s);
      c00 = f32x4.add(c00, f32x4.mul(e, x0));
      c10 = f32x4.add(c10, f32x4.mul(e, x1));
      e = v128.load(e1 + s);
      c01 = f32x4.add(c01, f32x4.mul(e, x0));
      c11 = f32x4.add(c11, f32x4.mul(e, x1));
      e = v128.load(e2 + s);
      c02 = f32x4.add(c02, f32x4.mul(e, x0));
      c12 = f32x4.add(c12, f32x4.mul(e, x1));
      e = v128.load(e3 + s);
      c03 = f32x4.add(c03, f32x4.mul(e, x0));
      c13 = f32x4.add(c13, f32x4.mul(e, x1));
    }
  }
  addSeveral(to, sums4(c00, c01, c02, c03), several);
  if (!odd) addSeveral(next, sums4(c10, c11, c12, c13), several);
}

// @ts-expect-error: decorator
@inline
function addSeveral(to: usize, v: v128, several: i32): void {
  if (several == 4) {
    v128.store(to, f32x4.add(v128.load(to), v));
    return;
  }
  store<f32>(to, load<f32>(to) + f32x4.extract_lane(v, 0));
  if (several > 1) store<f32>(to, load<f32>(to, 4) + f32x4.extract_lane(v, 1), 4);
  if (several > 2) store<f32>(to, load<f32>(to, 8) + f32x4.extract_lane(v, 2), 8);
}

/**
 * What comes back to the inputs: to[c, pixel] = sum over the windows that cover the pixel, and over their channels o, of w[c i j, o] d[o, window].
 *
 * @param turned room for the weights as [i j][o][c]
 * @param panel room for (window height · window width) · channels x 8 floats
 * @param runs room for as many words as a window has places
 */
export function convBackward(
  window: usize,
  w: usize,
  d: usize,
  to: usize,
  turned: usize,
  quads: usize,
  panel: usize,
  runs: usize,
  stride: usize,
  n: i32,
): void {
  const channels = load<i32>(window, W_CHANNELS);
  const height = load<i32>(window, W_HEIGHT);
  const width = load<i32>(window, W_WIDTH);
  const outChannels = load<i32>(window, W_OUT_CHANNELS);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const kernelHeight = load<i32>(window, W_KERNEL_HEIGHT);
  const kernelWidth = load<i32>(window, W_KERNEL_WIDTH);
  const down = load<i32>(window, W_DOWN);
  const right = load<i32>(window, W_RIGHT);
  const top = load<i32>(window, W_TOP);
  const left = load<i32>(window, W_LEFT);
  const area = kernelHeight * kernelWidth;
  const depth = area * outChannels;
  const apart = ((outHeight * outWidth) as usize) * stride;
  const samples = (n as usize) << 2;
  for (let c = 0; c < channels; c++)
    for (let t = 0; t < area; t++)
      for (let o = 0; o < outChannels; o++, w += 4)
        store<f32>(turned + ((((t * outChannels + o) * channels + c) as usize) << 2), load<f32>(w));
  packQuads(turned, (channels as usize) << 2, channels, depth, quads);
  const quadRow = (depth as usize) << 4;
  const pixels = ((height * width) as usize) * stride;
  for (let line = 0; line < height; line++)
    for (let column = 0; column < width; column++, to += stride)
      for (let s: usize = 0; s < samples; s += 32) {
        let count = 0;
        let numbers = panel;
        for (let i = 0; i < kernelHeight; i++) {
          const y = line + top - i;
          if (y < 0 || y % down != 0 || y / down >= outHeight) continue;
          for (let j = 0; j < kernelWidth; j++) {
            const place = column + left - j;
            if (place < 0 || place % right != 0 || place / right >= outWidth) continue;
            packPanel(d + (((y / down) * outWidth + place / right) as usize) * stride + s, apart, outChannels, numbers);
            numbers += (outChannels as usize) << 5;
            store<u32>(runs + ((count as usize) << 2), ((i * kernelWidth + j) * outChannels) << 4);
            count++;
          }
        }
        multiplyPanel(quads, quadRow, channels, runs, count, outChannels, panel, 0, to + s, pixels);
      }
}

/** The largest number under every window, the first of equal ones, with its place in the window at `places`; or the mean. */
export function poolForward(window: usize, x: usize, mean: bool, z: usize, places: usize, stride: usize, n: i32): void {
  const channels = load<i32>(window, W_CHANNELS);
  const height = load<i32>(window, W_HEIGHT);
  const width = load<i32>(window, W_WIDTH);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const kernelHeight = load<i32>(window, W_KERNEL_HEIGHT);
  const kernelWidth = load<i32>(window, W_KERNEL_WIDTH);
  const down = load<i32>(window, W_DOWN);
  const right = load<i32>(window, W_RIGHT);
  const count = f32x4.splat((kernelHeight * kernelWidth) as f32);
  const samples = (n as usize) << 2;
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < outHeight; y++)
      for (let place = 0; place < outWidth; place++, z += stride, places += stride) {
        const corner = x + (((c * height + y * down) * width + place * right) as usize) * stride;
        for (let s: usize = 0; s < samples; s += 16) {
          let value = v128.load(corner + s);
          let chosen = i32x4.splat(0);
          let t = 0;
          for (let i = 0; i < kernelHeight; i++) {
            let at = corner + ((i * width) as usize) * stride + s;
            for (let j = 0; j < kernelWidth; j++, t++, at += stride) {
              if (t == 0) continue;
              const v = v128.load(at);
              if (mean) value = f32x4.add(value, v);
              else {
                const larger = f32x4.gt(v, value);
                value = v128.bitselect(v, value, larger);
                chosen = v128.bitselect(i32x4.splat(t), chosen, larger);
              }
            }
          }
          if (mean) v128.store(z + s, f32x4.div(value, count));
          else {
            v128.store(z + s, value);
            v128.store(places + s, chosen);
          }
        }
      }
}

/** What comes back through a pool: to the chosen number of a window, or a share to each. */
export function poolBackward(window: usize, d: usize, mean: bool, places: usize, to: usize, stride: usize, n: i32): void {
  const channels = load<i32>(window, W_CHANNELS);
  const height = load<i32>(window, W_HEIGHT);
  const width = load<i32>(window, W_WIDTH);
  const outHeight = load<i32>(window, W_OUT_HEIGHT);
  const outWidth = load<i32>(window, W_OUT_WIDTH);
  const kernelHeight = load<i32>(window, W_KERNEL_HEIGHT);
  const kernelWidth = load<i32>(window, W_KERNEL_WIDTH);
  const down = load<i32>(window, W_DOWN);
  const right = load<i32>(window, W_RIGHT);
  const count = f32x4.splat((kernelHeight * kernelWidth) as f32);
  const samples = (n as usize) << 2;
  memory.fill(to, 0, ((channels * height * width) as usize) * stride);
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < outHeight; y++)
      for (let place = 0; place < outWidth; place++, d += stride, places += stride) {
        const corner = to + (((c * height + y * down) * width + place * right) as usize) * stride;
        for (let s: usize = 0; s < samples; s += 16) {
          const back = mean ? f32x4.div(v128.load(d + s), count) : v128.load(d + s);
          const chosen = mean ? back : v128.load(places + s);
          let t = 0;
          for (let i = 0; i < kernelHeight; i++) {
            let at = corner + ((i * width) as usize) * stride + s;
            for (let j = 0; j < kernelWidth; j++, t++, at += stride) {
              const share = mean ? back : v128.and(back, i32x4.eq(chosen, i32x4.splat(t)));
              v128.store(at, f32x4.add(v128.load(at), share));
            }
          }
        }
      }
}
