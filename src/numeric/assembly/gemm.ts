/**
 * Products of a small matrix with a wide one, one row per unit and one column per sample ("feature-major"): the vectors run along samples, so
 * a weight is one broadcast. Blocks of 4 rows x 2 vectors hold 8 accumulators; with 5 x 2 the compiler
 * spills, at 2/3 of the speed.
 */

/**
 * out[r, s] = start[r] + sum_k a[r, k] x[k, s] for r < rows, s < n (a multiple of 8).
 *
 * @param a first weight; a[r, k] lies `4 r + k * aCol` bytes on
 * @param start one float32 per row, or 0 for zeros
 * @param stride bytes from one row of x and out to the next
 */
export function gemm(a: usize, aCol: usize, rows: i32, depth: i32, x: usize, out: usize, start: usize, stride: usize, n: i32): void {
  const width = (n as usize) << 2;
  while (rows > 0) {
    // 10 = 4 + 3 + 3, 5 = 3 + 2: no block of one row where it can be helped
    const take = rows == 3 || rows == 5 || rows == 6 || rows == 9 ? 3 : min(rows, 4);
    if (take == 4) gemm4(a, aCol, depth, x, out, start, stride, width);
    else if (take == 3) gemm3(a, aCol, depth, x, out, start, stride, width);
    else if (take == 2) gemm2(a, aCol, depth, x, out, start, stride, width);
    else gemm1(a, aCol, depth, x, out, start, stride, width);
    a += take << 2;
    out += stride * take;
    if (start) start += take << 2;
    rows -= take;
  }
}

function gemm4(a: usize, aCol: usize, depth: i32, x: usize, out: usize, start: usize, stride: usize, width: usize): void {
  const zero = f32x4.splat(0.0);
  const b0 = start ? v128.load32_splat(start) : zero;
  const b1 = start ? v128.load32_splat(start, 4) : zero;
  const b2 = start ? v128.load32_splat(start, 8) : zero;
  const b3 = start ? v128.load32_splat(start, 12) : zero;
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
    let weight = a;
    for (let k = 0; k < depth; k++) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
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
      at += stride;
      weight += aCol;
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
}

function gemm3(a: usize, aCol: usize, depth: i32, x: usize, out: usize, start: usize, stride: usize, width: usize): void {
  const zero = f32x4.splat(0.0);
  const b0 = start ? v128.load32_splat(start) : zero;
  const b1 = start ? v128.load32_splat(start, 4) : zero;
  const b2 = start ? v128.load32_splat(start, 8) : zero;
  for (let s: usize = 0; s < width; s += 32) {
    let c00 = b0;
    let c01 = b0;
    let c10 = b1;
    let c11 = b1;
    let c20 = b2;
    let c21 = b2;
    let at = x + s;
    let weight = a;
    for (let k = 0; k < depth; k++) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      let w = v128.load32_splat(weight);
      c00 = f32x4.add(c00, f32x4.mul(w, x0));
      c01 = f32x4.add(c01, f32x4.mul(w, x1));
      w = v128.load32_splat(weight, 4);
      c10 = f32x4.add(c10, f32x4.mul(w, x0));
      c11 = f32x4.add(c11, f32x4.mul(w, x1));
      w = v128.load32_splat(weight, 8);
      c20 = f32x4.add(c20, f32x4.mul(w, x0));
      c21 = f32x4.add(c21, f32x4.mul(w, x1));
      at += stride;
      weight += aCol;
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
  }
}

function gemm2(a: usize, aCol: usize, depth: i32, x: usize, out: usize, start: usize, stride: usize, width: usize): void {
  const zero = f32x4.splat(0.0);
  const b0 = start ? v128.load32_splat(start) : zero;
  const b1 = start ? v128.load32_splat(start, 4) : zero;
  for (let s: usize = 0; s < width; s += 32) {
    let c00 = b0;
    let c01 = b0;
    let c10 = b1;
    let c11 = b1;
    let at = x + s;
    let weight = a;
    for (let k = 0; k < depth; k++) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      let w = v128.load32_splat(weight);
      c00 = f32x4.add(c00, f32x4.mul(w, x0));
      c01 = f32x4.add(c01, f32x4.mul(w, x1));
      w = v128.load32_splat(weight, 4);
      c10 = f32x4.add(c10, f32x4.mul(w, x0));
      c11 = f32x4.add(c11, f32x4.mul(w, x1));
      at += stride;
      weight += aCol;
    }
    let to = out + s;
    v128.store(to, c00);
    v128.store(to, c01, 16);
    to += stride;
    v128.store(to, c10);
    v128.store(to, c11, 16);
  }
}

function gemm1(a: usize, aCol: usize, depth: i32, x: usize, out: usize, start: usize, stride: usize, width: usize): void {
  const zero = f32x4.splat(0.0);
  const b0 = start ? v128.load32_splat(start) : zero;
  for (let s: usize = 0; s < width; s += 32) {
    let c00 = b0;
    let c01 = b0;
    let at = x + s;
    let weight = a;
    for (let k = 0; k < depth; k++) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      let w = v128.load32_splat(weight);
      c00 = f32x4.add(c00, f32x4.mul(w, x0));
      c01 = f32x4.add(c01, f32x4.mul(w, x1));
      at += stride;
      weight += aCol;
    }
    let to = out + s;
    v128.store(to, c00);
    v128.store(to, c01, 16);
  }
}

// @ts-expect-error: decorator
@inline
export function sum4(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

/** The four sums of the lanes of a, b, c, d as one vector. */
// @ts-expect-error: decorator
@inline
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

// @ts-expect-error: decorator
@inline
function store2(to: usize, v: v128): void {
  v128.store64_lane(to, v, 0);
}

// @ts-expect-error: decorator
@inline
function store3(to: usize, v: v128): void {
  v128.store64_lane(to, v, 0);
  v128.store32_lane(to, v, 2, 8);
}

/**
 * g[i, j] = sum_s x[i, s] d[j, s], row-major over j, and gb[j] = sum_s d[j, s]: the gradients of a dense layer.
 *
 * @param n samples, a multiple of 4; what lies beyond the batch must be 0 in d
 */
export function gemmTransposed(x: usize, d: usize, nIn: i32, nOut: i32, g: usize, gb: usize, stride: usize, n: i32): void {
  const width = (n as usize) << 2;
  const row = (nOut as usize) << 2;
  let left = nOut;
  while (left > 0) {
    const take = left == 3 || left == 5 || left == 6 || left == 9 ? 3 : min(left, 4);
    if (take == 4) transposed4(x, d, nIn, row, g, gb, stride, width);
    else if (take == 3) transposed3(x, d, nIn, row, g, gb, stride, width);
    else if (take == 2) transposed2(x, d, nIn, row, g, gb, stride, width);
    else transposed1(x, d, nIn, row, g, gb, stride, width);
    d += stride * take;
    g += take << 2;
    gb += take << 2;
    left -= take;
  }
}

/** In all of these: rows of x two at a time; an odd last row is taken twice. */
function transposed4(x: usize, d: usize, nIn: i32, row: usize, g: usize, gb: usize, stride: usize, width: usize): void {
  const d0 = d;
  const d1 = d + stride;
  const d2 = d + stride * 2;
  const d3 = d + stride * 3;
  for (let i = 0; i < nIn; i += 2, x += stride << 1, g += row << 1) {
    const odd = i + 1 == nIn;
    const xb = odd ? x : x + stride;
    let c00 = f32x4.splat(0.0);
    let c01 = f32x4.splat(0.0);
    let c02 = f32x4.splat(0.0);
    let c03 = f32x4.splat(0.0);
    let c10 = f32x4.splat(0.0);
    let c11 = f32x4.splat(0.0);
    let c12 = f32x4.splat(0.0);
    let c13 = f32x4.splat(0.0);
    for (let s: usize = 0; s < width; s += 16) {
      const x0 = v128.load(x + s);
      const x1 = v128.load(xb + s);
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
    v128.store(g, sums4(c00, c01, c02, c03));
    v128.store(odd ? g : g + row, sums4(c10, c11, c12, c13));
  }
  let s0 = f32x4.splat(0.0);
  let s1 = f32x4.splat(0.0);
  let s2 = f32x4.splat(0.0);
  let s3 = f32x4.splat(0.0);
  for (let s: usize = 0; s < width; s += 16) {
    s0 = f32x4.add(s0, v128.load(d0 + s));
    s1 = f32x4.add(s1, v128.load(d1 + s));
    s2 = f32x4.add(s2, v128.load(d2 + s));
    s3 = f32x4.add(s3, v128.load(d3 + s));
  }
  v128.store(gb, sums4(s0, s1, s2, s3));
}

function transposed3(x: usize, d: usize, nIn: i32, row: usize, g: usize, gb: usize, stride: usize, width: usize): void {
  const d0 = d;
  const d1 = d + stride;
  const d2 = d + stride * 2;
  for (let i = 0; i < nIn; i += 2, x += stride << 1, g += row << 1) {
    const odd = i + 1 == nIn;
    const xb = odd ? x : x + stride;
    let c00 = f32x4.splat(0.0);
    let c01 = f32x4.splat(0.0);
    let c02 = f32x4.splat(0.0);
    let c10 = f32x4.splat(0.0);
    let c11 = f32x4.splat(0.0);
    let c12 = f32x4.splat(0.0);
    for (let s: usize = 0; s < width; s += 16) {
      const x0 = v128.load(x + s);
      const x1 = v128.load(xb + s);
      let e = v128.load(d0 + s);
      c00 = f32x4.add(c00, f32x4.mul(e, x0));
      c10 = f32x4.add(c10, f32x4.mul(e, x1));
      e = v128.load(d1 + s);
      c01 = f32x4.add(c01, f32x4.mul(e, x0));
      c11 = f32x4.add(c11, f32x4.mul(e, x1));
      e = v128.load(d2 + s);
      c02 = f32x4.add(c02, f32x4.mul(e, x0));
      c12 = f32x4.add(c12, f32x4.mul(e, x1));
    }
    store3(g, sums4(c00, c01, c02, c00));
    store3(odd ? g : g + row, sums4(c10, c11, c12, c10));
  }
  let s0 = f32x4.splat(0.0);
  let s1 = f32x4.splat(0.0);
  let s2 = f32x4.splat(0.0);
  for (let s: usize = 0; s < width; s += 16) {
    s0 = f32x4.add(s0, v128.load(d0 + s));
    s1 = f32x4.add(s1, v128.load(d1 + s));
    s2 = f32x4.add(s2, v128.load(d2 + s));
  }
  store3(gb, sums4(s0, s1, s2, s0));
}

function transposed2(x: usize, d: usize, nIn: i32, row: usize, g: usize, gb: usize, stride: usize, width: usize): void {
  const d0 = d;
  const d1 = d + stride;
  for (let i = 0; i < nIn; i += 2, x += stride << 1, g += row << 1) {
    const odd = i + 1 == nIn;
    const xb = odd ? x : x + stride;
    let c00 = f32x4.splat(0.0);
    let c01 = f32x4.splat(0.0);
    let c10 = f32x4.splat(0.0);
    let c11 = f32x4.splat(0.0);
    for (let s: usize = 0; s < width; s += 16) {
      const x0 = v128.load(x + s);
      const x1 = v128.load(xb + s);
      let e = v128.load(d0 + s);
      c00 = f32x4.add(c00, f32x4.mul(e, x0));
      c10 = f32x4.add(c10, f32x4.mul(e, x1));
      e = v128.load(d1 + s);
      c01 = f32x4.add(c01, f32x4.mul(e, x0));
      c11 = f32x4.add(c11, f32x4.mul(e, x1));
    }
    store2(g, sums4(c00, c01, c00, c00));
    store2(odd ? g : g + row, sums4(c10, c11, c10, c10));
  }
  let s0 = f32x4.splat(0.0);
  let s1 = f32x4.splat(0.0);
  for (let s: usize = 0; s < width; s += 16) {
    s0 = f32x4.add(s0, v128.load(d0 + s));
    s1 = f32x4.add(s1, v128.load(d1 + s));
  }
  store2(gb, sums4(s0, s1, s0, s0));
}

function transposed1(x: usize, d: usize, nIn: i32, row: usize, g: usize, gb: usize, stride: usize, width: usize): void {
  const d0 = d;
  for (let i = 0; i < nIn; i += 2, x += stride << 1, g += row << 1) {
    const odd = i + 1 == nIn;
    const xb = odd ? x : x + stride;
    let c00 = f32x4.splat(0.0);
    let c10 = f32x4.splat(0.0);
    for (let s: usize = 0; s < width; s += 16) {
      const x0 = v128.load(x + s);
      const x1 = v128.load(xb + s);
      let e = v128.load(d0 + s);
      c00 = f32x4.add(c00, f32x4.mul(e, x0));
      c10 = f32x4.add(c10, f32x4.mul(e, x1));
    }
    store<f32>(g, sum4(c00));
    store<f32>(odd ? g : g + row, sum4(c10));
  }
  let s0 = f32x4.splat(0.0);
  for (let s: usize = 0; s < width; s += 16) {
    s0 = f32x4.add(s0, v128.load(d0 + s));
  }
  store<f32>(gb, sum4(s0));
}
