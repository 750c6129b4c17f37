/**
 * Products of a small matrix with a wide one, one row per unit and one column per sample ("feature-major"): the vectors run along samples, so
 * a weight is one broadcast. Blocks of 4 rows x 2 vectors hold 8 accumulators, which leaves registers for the operands.
 */

/**
 * out[r, s] = start[r] + sum_k a[r, k] x[k, s] for r < rows, s < n (a multiple of 8).
 *
 * @param a first weight; a[r, k] lies `r * aRow + k * aCol` bytes on
 * @param start one float32 per row, or 0 for zeros
 * @param stride bytes from one row of x and out to the next
 */
export function gemm(a: usize, aRow: usize, aCol: usize, rows: i32, depth: i32, x: usize, out: usize, start: usize, stride: usize, n: i32): void {
  const width = (n as usize) << 2;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    let b0 = f32x4.splat(0.0);
    let b1 = b0;
    let b2 = b0;
    let b3 = b0;
    if (start) {
      b0 = v128.load32_splat(start);
      b1 = v128.load32_splat(start, 4);
      b2 = v128.load32_splat(start, 8);
      b3 = v128.load32_splat(start, 12);
      start += 16;
    }
    const a0 = a;
    const a1 = a + aRow;
    const a2 = a1 + aRow;
    const a3 = a2 + aRow;
    for (let s: usize = 0; s < width; s += 32) {
      let c00 = b0;
      let c01 = b0;
      let c10 = b1;
      let c11 = b1;
      let c20 = b2;
      let c21 = b2;
      let c30 = b3;
      let c31 = b3;
      let at = x + s;
      let offset: usize = 0;
      for (let k = 0; k < depth; k++) {
        const x0 = v128.load(at);
        const x1 = v128.load(at, 16);
        let w = v128.load32_splat(a0 + offset);
        c00 = f32x4.add(c00, f32x4.mul(w, x0));
        c01 = f32x4.add(c01, f32x4.mul(w, x1));
        w = v128.load32_splat(a1 + offset);
        c10 = f32x4.add(c10, f32x4.mul(w, x0));
        c11 = f32x4.add(c11, f32x4.mul(w, x1));
        w = v128.load32_splat(a2 + offset);
        c20 = f32x4.add(c20, f32x4.mul(w, x0));
        c21 = f32x4.add(c21, f32x4.mul(w, x1));
        w = v128.load32_splat(a3 + offset);
        c30 = f32x4.add(c30, f32x4.mul(w, x0));
        c31 = f32x4.add(c31, f32x4.mul(w, x1));
        at += stride;
        offset += aCol;
      }
      let to = out + s;
      v128.store(to, c00);
      v128.store(to, c01, 16);
      to += stride;
      v128.store(to, c10);
      v128.store(to, c11, 16);
      to += stride;
      v128.store(to, c20);
      v128.store(to, c21, 16);
      to += stride;
      v128.store(to, c30);
      v128.store(to, c31, 16);
    }
    a = a3 + aRow;
    out += stride << 2;
  }
  for (; r + 2 <= rows; r += 2) {
    let b0 = f32x4.splat(0.0);
    let b1 = b0;
    if (start) {
      b0 = v128.load32_splat(start);
      b1 = v128.load32_splat(start, 4);
      start += 8;
    }
    const a1 = a + aRow;
    for (let s: usize = 0; s < width; s += 32) {
      let c00 = b0;
      let c01 = b0;
      let c10 = b1;
      let c11 = b1;
      let at = x + s;
      let offset: usize = 0;
      for (let k = 0; k < depth; k++) {
        const x0 = v128.load(at);
        const x1 = v128.load(at, 16);
        let w = v128.load32_splat(a + offset);
        c00 = f32x4.add(c00, f32x4.mul(w, x0));
        c01 = f32x4.add(c01, f32x4.mul(w, x1));
        w = v128.load32_splat(a1 + offset);
        c10 = f32x4.add(c10, f32x4.mul(w, x0));
        c11 = f32x4.add(c11, f32x4.mul(w, x1));
        at += stride;
        offset += aCol;
      }
      const to = out + s;
      v128.store(to, c00);
      v128.store(to, c01, 16);
      v128.store(to + stride, c10);
      v128.store(to + stride, c11, 16);
    }
    a = a1 + aRow;
    out += stride << 1;
  }
  if (r < rows) {
    const b0 = start ? v128.load32_splat(start) : f32x4.splat(0.0);
    for (let s: usize = 0; s < width; s += 32) {
      let c0 = b0;
      let c1 = b0;
      let at = x + s;
      let offset: usize = 0;
      for (let k = 0; k < depth; k++) {
        const w = v128.load32_splat(a + offset);
        c0 = f32x4.add(c0, f32x4.mul(w, v128.load(at)));
        c1 = f32x4.add(c1, f32x4.mul(w, v128.load(at, 16)));
        at += stride;
        offset += aCol;
      }
      v128.store(out + s, c0);
      v128.store(out + s, c1, 16);
    }
  }
}

// @ts-expect-error: decorator
@inline
function sum4(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

/** The four sums of the lanes of a, b, c, d as one vector. */
// @ts-expect-error: decorator
@inline
function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/**
 * g[i, j] = sum_s x[i, s] d[j, s], row-major over j, and gb[j] = sum_s d[j, s]: the gradients of a dense layer.
 *
 * @param n samples, a multiple of 4; what lies beyond the batch must be 0 in d
 */
export function gemmTransposed(x: usize, d: usize, nIn: i32, nOut: i32, g: usize, gb: usize, stride: usize, n: i32): void {
  const width = (n as usize) << 2;
  const row = (nOut as usize) << 2;
  let j = 0;
  for (; j + 4 <= nOut; j += 4) {
    const d0 = d + (j as usize) * stride;
    const d1 = d0 + stride;
    const d2 = d1 + stride;
    const d3 = d2 + stride;
    let i = 0;
    let to = g + ((j as usize) << 2);
    let from = x;
    for (; i + 2 <= nIn; i += 2) {
      let c00 = f32x4.splat(0.0);
      let c01 = c00;
      let c02 = c00;
      let c03 = c00;
      let c10 = c00;
      let c11 = c00;
      let c12 = c00;
      let c13 = c00;
      for (let s: usize = 0; s < width; s += 16) {
        const x0 = v128.load(from + s);
        const x1 = v128.load(from + stride + s);
        let e = v128.load(d0 + s);
        c00 = f32x4.add(c00, f32x4.mul(e, x0));
        c10 = f32x4.add(c10, f32x4.mul(e, x1));
        e = v128.load(d1 + s);
        c01 = f32x4.add(c01, f32x4.mul(e, x0));
        c11 = f32x4.add(c11, f32x4.mul(e, x1));
        e = v128.load(d2 + s);
        c02 = f32x4.add(c02, f32x4.mul(e, x0));
        c12 = f32x4.add(c12, f32x4.mul(e, x1));
        e = v128.load(d3 + s);
        c03 = f32x4.add(c03, f32x4.mul(e, x0));
        c13 = f32x4.add(c13, f32x4.mul(e, x1));
      }
      v128.store(to, sums4(c00, c01, c02, c03));
      v128.store(to + row, sums4(c10, c11, c12, c13));
      to += row << 1;
      from += stride << 1;
    }
    if (i < nIn) {
      let c0 = f32x4.splat(0.0);
      let c1 = c0;
      let c2 = c0;
      let c3 = c0;
      for (let s: usize = 0; s < width; s += 16) {
        const x0 = v128.load(from + s);
        c0 = f32x4.add(c0, f32x4.mul(v128.load(d0 + s), x0));
        c1 = f32x4.add(c1, f32x4.mul(v128.load(d1 + s), x0));
        c2 = f32x4.add(c2, f32x4.mul(v128.load(d2 + s), x0));
        c3 = f32x4.add(c3, f32x4.mul(v128.load(d3 + s), x0));
      }
      v128.store(to, sums4(c0, c1, c2, c3));
    }
    let s0 = f32x4.splat(0.0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let s: usize = 0; s < width; s += 16) {
      s0 = f32x4.add(s0, v128.load(d0 + s));
      s1 = f32x4.add(s1, v128.load(d1 + s));
      s2 = f32x4.add(s2, v128.load(d2 + s));
      s3 = f32x4.add(s3, v128.load(d3 + s));
    }
    v128.store(gb + ((j as usize) << 2), sums4(s0, s1, s2, s3));
  }
  for (; j < nOut; j++) {
    const d0 = d + (j as usize) * stride;
    let i = 0;
    let to = g + ((j as usize) << 2);
    let from = x;
    for (; i + 4 <= nIn; i += 4) {
      let c0 = f32x4.splat(0.0);
      let c1 = c0;
      let c2 = c0;
      let c3 = c0;
      for (let s: usize = 0; s < width; s += 16) {
        const e = v128.load(d0 + s);
        let at = from + s;
        c0 = f32x4.add(c0, f32x4.mul(e, v128.load(at)));
        at += stride;
        c1 = f32x4.add(c1, f32x4.mul(e, v128.load(at)));
        at += stride;
        c2 = f32x4.add(c2, f32x4.mul(e, v128.load(at)));
        at += stride;
        c3 = f32x4.add(c3, f32x4.mul(e, v128.load(at)));
      }
      store<f32>(to, sum4(c0));
      store<f32>(to + row, sum4(c1));
      store<f32>(to + row * 2, sum4(c2));
      store<f32>(to + row * 3, sum4(c3));
      to += row << 2;
      from += stride << 2;
    }
    for (; i < nIn; i++) {
      let c0 = f32x4.splat(0.0);
      for (let s: usize = 0; s < width; s += 16) c0 = f32x4.add(c0, f32x4.mul(v128.load(d0 + s), v128.load(from + s)));
      store<f32>(to, sum4(c0));
      to += row;
      from += stride;
    }
    let b0 = f32x4.splat(0.0);
    for (let s: usize = 0; s < width; s += 16) b0 = f32x4.add(b0, v128.load(d0 + s));
    store<f32>(gb + ((j as usize) << 2), sum4(b0));
  }
}
