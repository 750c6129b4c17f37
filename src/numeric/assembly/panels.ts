/**
 * Products of large matrices: blocks of 4 rows x 8 samples whose numbers lie side by side. Weights are packed in quads, [row / 4][k][4], and the
 * samples in panels, [k][8]: each sum starts at its constant and runs over k in order, as in gemm.ts, so the bits are those of gemm.
 */

/** to[q][k][r] = a[k, 4 q + r], a row-major with rows of `aRow` bytes; 0 beyond `rows`. */
export function packQuads(a: usize, aRow: usize, rows: i32, depth: i32, to: usize): void {
  for (let q = 0; q < rows; q += 4)
    for (let k: usize = 0, at = a + ((q as usize) << 2); k < (depth as usize); k++, at += aRow, to += 16) {
      if (q + 4 <= rows) v128.store(to, v128.load(at));
      else
        for (let r = 0; r < 4; r++) store<f32>(to + ((r as usize) << 2), q + r < rows ? load<f32>(at + ((r as usize) << 2)) : 0.0);
    }
}

/** to[q][k][r] = a[4 q + r, k]: the quads of the transposed matrix. */
export function packQuadsTransposed(a: usize, aRow: usize, rows: i32, depth: i32, to: usize): void {
  for (let q = 0; q < rows; q += 4) {
    for (let r = 0; r < 4; r++) {
      let from = a + ((q + r) as usize) * aRow;
      let at = to + ((r as usize) << 2);
      for (let k = 0; k < depth; k++, from += 4, at += 16) store<f32>(at, q + r < rows ? load<f32>(from) : 0.0);
    }
    to += (depth as usize) << 4;
  }
}

/** Eight samples of `depth` rows that lie `stride` bytes apart. */
export function packPanel(x: usize, stride: usize, depth: i32, to: usize): void {
  for (let k = 0; k < depth; k++, x += stride, to += 32) {
    v128.store(to, v128.load(x));
    v128.store(to, v128.load(x, 16), 16);
  }
}

/**
 * out[r, 0 … 8) = start[r] + sum_k a[r, k] panel[k, 0 … 8), for runs of weights that need not follow each other.
 *
 * @param quads of a, `quadRow` bytes from one quad to the next
 * @param runs u32 per run: bytes from the beginning of a quad to its first weight
 * @param length weights of a run
 * @param start one float32 per row, or 0 for zeros; up to 12 bytes beyond the last are read
 * @param stride bytes from one row of out to the next
 */
export function multiplyPanel(
  quads: usize,
  quadRow: usize,
  rows: i32,
  runs: usize,
  count: i32,
  length: i32,
  panel: usize,
  start: usize,
  out: usize,
  stride: usize,
): void {
  const zero = f32x4.splat(0.0);
  for (let left = rows; left > 0; left -= 4, quads += quadRow, out += stride << 2) {
    let c00 = zero;
    let c10 = zero;
    let c20 = zero;
    let c30 = zero;
    if (start) {
      c00 = v128.load32_splat(start);
      c10 = v128.load32_splat(start, 4);
      c20 = v128.load32_splat(start, 8);
      c30 = v128.load32_splat(start, 12);
      start += 16;
    }
    let c01 = c00;
    let c11 = c10;
    let c21 = c20;
    let c31 = c30;
    let x = panel;
    for (let t = 0; t < count; t++) {
      let weight = quads + (load<u32>(runs + ((t as usize) << 2)) as usize);
      const end = x + ((length as usize) << 5);
      for (; x < end; x += 32, weight += 16) {
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        let w = v128.load32_splat(weight);
        c00 = f32x4.add(c00, f32x4.mul(w, x0));
        c01 = f32x4.add(c01, f32x4.mul(w, x1));
        w = v128.load32_splat(weight, 4);
        c10 = f32x4.add(c10, f32x4.mul(w, x0));
        c11 = f32x4.add(c11, f32x4.mul(w, x1));
        w = v128.load32_splat(weight, 8);
        c20 = f32x4.add(c20, f32x4.mul(w, x0));
        c21 = f32x4.add(c21, f32x4.mul(w, x1));
        w = v128.load32_splat(weight, 12);
        c30 = f32x4.add(c30, f32x4.mul(w, x0));
        c31 = f32x4.add(c31, f32x4.mul(w, x1));
      }
    }
    let to = out;
    v128.store(to, c00);
    v128.store(to, c01, 16);
    if (left == 1) return;
    to += stride;
    v128.store(to, c10);
    v128.store(to, c11, 16);
    if (left == 2) return;
    to += stride;
    v128.store(to, c20);
    v128.store(to, c21, 16);
    if (left == 3) return;
    to += stride;
    v128.store(to, c30);
    v128.store(to, c31, 16);
  }
}

/** Samples whose panels are packed at a time: those of 1000 units fill 256 KB. */
const TOGETHER: usize = 64;

/**
 * out[r, s] = start[r] + sum_k a[r, k] x[k, s] for s < n (a multiple of 8), as gemm has it, for large matrices.
 *
 * @param panels room for depth x 64 floats
 * @param runs room for a word
 */
export function gemmPanels(
  quads: usize,
  rows: i32,
  depth: i32,
  x: usize,
  out: usize,
  start: usize,
  panels: usize,
  runs: usize,
  stride: usize,
  n: i32,
): void {
  const width = (n as usize) << 2;
  const panelBytes = (depth as usize) << 5;
  const quadRow = (depth as usize) << 4;
  store<u32>(runs, 0);
  for (let first: usize = 0; first < width; first += TOGETHER << 2) {
    const end = min(width, first + (TOGETHER << 2));
    for (let s = first, to = panels; s < end; s += 32, to += panelBytes) packPanel(x + s, stride, depth, to);
    for (let r = 0, quad = quads; r < rows; r += 4, quad += quadRow) {
      const row = out + (r as usize) * stride;
      const constants = start ? start + ((r as usize) << 2) : 0;
      for (let s = first, panel = panels; s < end; s += 32, panel += panelBytes)
        multiplyPanel(quad, quadRow, min(4, rows - r), runs, 1, depth, panel, constants, row + s, stride);
    }
  }
}
