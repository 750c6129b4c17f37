import { expNegative32 } from "./expNegative";

/** Columns of the points per pass: 8 KiB of each block, so that two blocks stay in the first-level cache. */
const PASS = 128;

/** The four sums of the lanes of a, b, c, d as one vector. */
// @ts-expect-error: decorator
@inline
function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Adds four float32 to four float64. */
// @ts-expect-error: decorator
@inline
export function addTo(at: usize, v: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v)));
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0))), 16);
}

/** Scalar products of 4 points of one block with 8 of another over `depth` columns, added to what is in `tile` (rows of 16 float32) unless `first`. */
function products4x8(a: usize, b: usize, depth: i32, tile: usize, first: bool): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  for (let k = 0; k < depth; k++) {
    const x0 = v128.load(b);
    const x1 = v128.load(b, 16);
    let w = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(w, x0));
    c01 = f32x4.add(c01, f32x4.mul(w, x1));
    w = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(w, x0));
    c11 = f32x4.add(c11, f32x4.mul(w, x1));
    w = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(w, x0));
    c21 = f32x4.add(c21, f32x4.mul(w, x1));
    w = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(w, x0));
    c31 = f32x4.add(c31, f32x4.mul(w, x1));
    a += 64;
    b += 64;
  }
  if (!first) {
    c00 = f32x4.add(c00, v128.load(tile));
    c01 = f32x4.add(c01, v128.load(tile, 16));
    c10 = f32x4.add(c10, v128.load(tile, 64));
    c11 = f32x4.add(c11, v128.load(tile, 80));
    c20 = f32x4.add(c20, v128.load(tile, 128));
    c21 = f32x4.add(c21, v128.load(tile, 144));
    c30 = f32x4.add(c30, v128.load(tile, 192));
    c31 = f32x4.add(c31, v128.load(tile, 208));
  }
  v128.store(tile, c00);
  v128.store(tile, c01, 16);
  v128.store(tile, c10, 64);
  v128.store(tile, c11, 80);
  v128.store(tile, c20, 128);
  v128.store(tile, c21, 144);
  v128.store(tile, c30, 192);
  v128.store(tile, c31, 208);
}

/**
 * Adds e^(twice a_i . b_j - h_i - h_j) to the sum of i and to the sum of j, for all pairs of points of two panels, or, where both are the same panel, for each
 * pair of its points in both orders once and each point with itself. With h = scale |.|^2 and twice = 2 scale this is e^(-scale |a_i - b_j|^2).
 *
 * @param a blocks of 16 points, dimension by dimension; `blocksA` of them
 * @param ha one float32 per point; 1e30 for those past the end, which then add nothing
 * @param sumsA one float64 per point
 * @param tiles room for 4 tiles of 16 x 16 float32
 */
export function pairProducts32(
  a: usize,
  ha: usize,
  blocksA: i32,
  sumsA: usize,
  b: usize,
  hb: usize,
  blocksB: i32,
  sumsB: usize,
  d: i32,
  twice: f32,
  tiles: usize,
): void {
  const blockBytes = (d as usize) << 6;
  const factor = f32x4.splat(twice);
  for (let i0 = 0; i0 < blocksA; i0 += 4) {
    for (let j = a === b ? i0 : 0; j < blocksB; j++) {
      const i1 = min(a === b ? min(blocksA, j + 1) : blocksA, i0 + 4);
      for (let k = 0; k < d; k += PASS) {
        const depth = min(PASS, d - k);
        const bk = b + (j as usize) * blockBytes + ((k as usize) << 6);
        let tile = tiles;
        for (let i = i0; i < i1; i++) {
          const ak = a + (i as usize) * blockBytes + ((k as usize) << 6);
          for (let r: usize = 0; r < 4; r++) {
            products4x8(ak + (r << 4), bk, depth, tile + (r << 8), k === 0);
            products4x8(ak + (r << 4), bk + 32, depth, tile + (r << 8) + 32, k === 0);
          }
          tile += 1024;
        }
      }
      const hj = hb + ((j as usize) << 6);
      const h0 = v128.load(hj);
      const h1 = v128.load(hj, 16);
      const h2 = v128.load(hj, 32);
      const h3 = v128.load(hj, 48);
      const toB = sumsB + ((j as usize) << 7);
      let tile = tiles;
      for (let i = i0; i < i1; i++) {
        let s0 = f32x4.splat(0);
        let s1 = s0;
        let s2 = s0;
        let s3 = s0;
        const hi = ha + ((i as usize) << 6);
        const toA = sumsA + ((i as usize) << 7);
        for (let r: usize = 0; r < 64; r += 16) {
          let t0 = s0;
          let t1 = s0;
          let t2 = s0;
          let t3 = s0;
          for (let q: usize = 0; q < 16; q += 4) {
            const own = v128.load32_splat(hi + r + q);
            const w0 = expNegative32(f32x4.sub(f32x4.sub(f32x4.mul(factor, v128.load(tile)), own), h0));
            const w1 = expNegative32(f32x4.sub(f32x4.sub(f32x4.mul(factor, v128.load(tile, 16)), own), h1));
            const w2 = expNegative32(f32x4.sub(f32x4.sub(f32x4.mul(factor, v128.load(tile, 32)), own), h2));
            const w3 = expNegative32(f32x4.sub(f32x4.sub(f32x4.mul(factor, v128.load(tile, 48)), own), h3));
            s0 = f32x4.add(s0, w0);
            s1 = f32x4.add(s1, w1);
            s2 = f32x4.add(s2, w2);
            s3 = f32x4.add(s3, w3);
            t0 = t1;
            t1 = t2;
            t2 = t3;
            t3 = f32x4.add(f32x4.add(w0, w1), f32x4.add(w2, w3));
            tile += 64;
          }
          addTo(toA + (r << 1), sums4(t0, t1, t2, t3));
        }
        if (a === b && i === j) continue; // both orders of each pair were in the rows
        addTo(toB, s0);
        addTo(toB + 32, s1);
        addTo(toB + 64, s2);
        addTo(toB + 96, s3);
      }
    }
  }
}

/**
 * Lays `count` points (rows of d float32) into blocks of 16, dimension by dimension, less `mean`; what fills the last block is the last point again.
 *
 * @param mean d float32
 * @param squares one float32 per point: |point - mean|^2
 */
export function centreBlocks32(rows: usize, count: i32, d: i32, mean: usize, out: usize, squares: usize): void {
  const rowBytes = (d as usize) << 2;
  const whole = d & ~3;
  for (let i = 0; i < ((count + 15) & ~15); i += 4) {
    const r0 = rows + (min(i, count - 1) as usize) * rowBytes;
    const r1 = rows + (min(i + 1, count - 1) as usize) * rowBytes;
    const r2 = rows + (min(i + 2, count - 1) as usize) * rowBytes;
    const r3 = rows + (min(i + 3, count - 1) as usize) * rowBytes;
    let to = out + ((i >> 4) as usize) * (rowBytes << 4) + (((i & 15) as usize) << 2);
    let s01 = f64x2.splat(0);
    let s23 = s01;
    let k = 0;
    while (k < whole) {
      const end = min(whole, k + PASS);
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      for (; k < end; k += 4) {
        const at = (k as usize) << 2;
        const m = v128.load(mean + at);
        const v0 = f32x4.sub(v128.load(r0 + at), m);
        const v1 = f32x4.sub(v128.load(r1 + at), m);
        const v2 = f32x4.sub(v128.load(r2 + at), m);
        const v3 = f32x4.sub(v128.load(r3 + at), m);
        a0 = f32x4.add(a0, f32x4.mul(v0, v0));
        a1 = f32x4.add(a1, f32x4.mul(v1, v1));
        a2 = f32x4.add(a2, f32x4.mul(v2, v2));
        a3 = f32x4.add(a3, f32x4.mul(v3, v3));
        const t0 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
        const t1 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
        const t2 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
        const t3 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<i64>(t0, t1, 0, 2));
        v128.store(to, v128.shuffle<i64>(t0, t1, 1, 3), 64);
        v128.store(to, v128.shuffle<i64>(t2, t3, 0, 2), 128);
        v128.store(to, v128.shuffle<i64>(t2, t3, 1, 3), 192);
        to += 256;
      }
      const s = sums4(a0, a1, a2, a3);
      s01 = f64x2.add(s01, f64x2.promote_low_f32x4(s));
      s23 = f64x2.add(s23, f64x2.promote_low_f32x4(v128.shuffle<i64>(s, s, 1, 0)));
    }
    for (; k < d; k++) {
      const at = (k as usize) << 2;
      const m = load<f32>(mean + at);
      const v = f32x4(load<f32>(r0 + at) - m, load<f32>(r1 + at) - m, load<f32>(r2 + at) - m, load<f32>(r3 + at) - m);
      v128.store(to, v);
      const s = f32x4.mul(v, v);
      s01 = f64x2.add(s01, f64x2.promote_low_f32x4(s));
      s23 = f64x2.add(s23, f64x2.promote_low_f32x4(v128.shuffle<i64>(s, s, 1, 0)));
      to += 64;
    }
    v128.store(squares + ((i as usize) << 2), f32x4(
      f64x2.extract_lane(s01, 0) as f32,
      f64x2.extract_lane(s01, 1) as f32,
      f64x2.extract_lane(s23, 0) as f32,
      f64x2.extract_lane(s23, 1) as f32,
    ));
  }
}
