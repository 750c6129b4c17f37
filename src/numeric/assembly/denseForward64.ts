import { activate64, SOFTMAX } from "./activation";
import { expRange64 } from "./vectorMath";

/**
 * One dense layer in float64: out = f(x W + b), rows x nOut, each sum started at b and taken over k in order.
 *
 * @param x rows x nIn, row-major
 * @param w nIn rows of `wRow` bytes (nOut rounded up to even), padded with zeros; b likewise
 * @param rows a multiple of 4
 * @param out rows x nOut, with 64 bytes to spare behind it
 */
export function denseForward64(
  x: usize,
  nIn: i32,
  w: usize,
  wRow: usize,
  b: usize,
  rows: i32,
  nOut: i32,
  code: i32,
  slope: f64,
  out: usize,
): void {
  const xRow = (nIn as usize) << 3;
  const outRow = (nOut as usize) << 3;
  for (let s = 0; s < rows; s += 4) {
    const x0 = x + (s as usize) * xRow;
    const x1 = x0 + xRow;
    const x2 = x1 + xRow;
    const x3 = x2 + xRow;
    const to = out + (s as usize) * outRow;
    let j: usize = 0;
    for (; j < outRow; j += 16) {
      let c0 = v128.load(b + j);
      let c1 = c0;
      let c2 = c0;
      let c3 = c0;
      let at = w + j;
      for (let k: usize = 0; k < xRow; k += 8, at += wRow) {
        const v = v128.load(at);
        c0 = f64x2.add(c0, f64x2.mul(v, v128.load64_splat(x0 + k)));
        c1 = f64x2.add(c1, f64x2.mul(v, v128.load64_splat(x1 + k)));
        c2 = f64x2.add(c2, f64x2.mul(v, v128.load64_splat(x2 + k)));
        c3 = f64x2.add(c3, f64x2.mul(v, v128.load64_splat(x3 + k)));
      }
      const here = to + j;
      if (j + 8 < outRow) {
        v128.store(here, c0);
        v128.store(here + outRow, c1);
        v128.store(here + outRow * 2, c2);
        v128.store(here + outRow * 3, c3);
      } else {
        v128.store64_lane(here, c0, 0);
        v128.store64_lane(here + outRow, c1, 0);
        v128.store64_lane(here + outRow * 2, c2, 0);
        v128.store64_lane(here + outRow * 3, c3, 0);
      }
    }
  }
  activateRows64(code, slope, out, rows, nOut);
}

/** f in place on rows x nOut, with 64 bytes to spare behind them. */
export function activateRows64(code: i32, slope: f64, out: usize, rows: i32, nOut: i32): void {
  const outRow = (nOut as usize) << 3;
  const end = out + (rows as usize) * outRow;
  if (code == SOFTMAX) softmax64(out, end, outRow);
  else activate64(code, slope, out, end);
}

function softmax64(out: usize, end: usize, row: usize): void {
  for (let r = out; r < end; r += row) {
    let most = load<f64>(r);
    for (let j: usize = 8; j < row; j += 8) most = max(most, load<f64>(r + j));
    for (let j: usize = 0; j < row; j += 8) store<f64>(r + j, load<f64>(r + j) - most);
  }
  expRange64(out, out, end);
  for (let r = out; r < end; r += row) {
    let sum: f64 = 0.0;
    for (let j: usize = 0; j < row; j += 8) sum += load<f64>(r + j);
    for (let j: usize = 0; j < row; j += 8) store<f64>(r + j, load<f64>(r + j) / sum);
  }
}
