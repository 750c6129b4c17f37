import { expNegative32, expNegative64 } from "./expNegative";
import { addTo } from "./pairProducts";

/** The sums of the lanes of two vectors, as float64. */
// @ts-expect-error: decorator
@inline
function sumsOf2(x: v128, y: v128): v128 {
  const s = f32x4.add(v128.shuffle<f32>(x, y, 0, 4, 1, 5), v128.shuffle<f32>(x, y, 2, 6, 3, 7));
  return f64x2.add(f64x2.promote_low_f32x4(s), f64x2.promote_low_f32x4(v128.shuffle<i64>(s, s, 1, 0)));
}

/**
 * Adds e^(-scale |a_i - b_j|^2) to the sum of i and to the sum of j, for all pairs of points of two panels, or, where both are the same panel, for
 * each pair of its points in both orders once and each point with itself. float32 in the distances, float64 in the sums; pairs of blocks whose boxes lie
 * more than `cut` nats apart are skipped.
 *
 * @param a blocks of 16 points and boxes as for mixture32, `countA` points
 * @param sumsA one float64 per point, whole blocks
 * @param work room for one float32 per block of b, in whole groups of 4
 */
export function pairSums32(
  a: usize,
  boxesA: usize,
  countA: i32,
  sumsA: usize,
  b: usize,
  boxesB: usize,
  countB: i32,
  sumsB: usize,
  d: i32,
  scale: f32,
  cut: f32,
  work: usize,
): void {
  const blocksA = (countA + 15) >> 4;
  const blocksB = (countB + 15) >> 4;
  const groups = (blocksB + 3) >> 2;
  const blockBytes = (d as usize) << 6;
  const groupBytes = (d as usize) << 5;
  const limit = f32x4.splat(cut / scale);
  const minus = f32x4.splat(-scale);
  const zero = f32x4.splat(0);
  for (let i = 0; i < blocksA; i++) {
    const first = a === b ? i : 0;
    const mine = boxesA + ((i >> 2) as usize) * groupBytes + (((i & 3) as usize) << 2);
    for (let g = first >> 2; g < groups; g++) {
      let sum = zero;
      let theirs = boxesB + (g as usize) * groupBytes;
      let own = mine;
      for (let k = 0; k < d; k++) {
        let e = f32x4.pmax(
          f32x4.sub(v128.load(theirs), v128.load32_splat(own, 16)),
          f32x4.sub(v128.load32_splat(own), v128.load(theirs, 16)),
        );
        e = f32x4.pmax(e, zero);
        sum = f32x4.add(sum, f32x4.mul(e, e));
        theirs += 32;
        own += 32;
      }
      v128.store(work + ((g as usize) << 4), sum);
    }
    const rowsOfA = min(16, countA - (i << 4));
    const pointsOfA = a + (i as usize) * blockBytes;
    const toA = sumsA + ((i as usize) << 7);
    for (let j = first; j < blocksB; j++) {
      if (!(load<f32>(work + ((j as usize) << 2)) <= cut / scale)) continue;
      const colsOfB = countB - (j << 4);
      const pointsOfB = b + (j as usize) * blockBytes;
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      // two points of a at a time; after an odd last one its copy, which adds nothing
      for (let r = 0; r < rowsOfA; r += 2) {
        let p = pointsOfA + ((r as usize) << 2);
        let q = pointsOfB;
        let x0 = zero;
        let x1 = zero;
        let x2 = zero;
        let x3 = zero;
        let y0 = zero;
        let y1 = zero;
        let y2 = zero;
        let y3 = zero;
        let k = 0;
        let nearX = true;
        let nearY = true;
        while (k < d) {
          const end = min(d, k + 32);
          for (; k < end; k++) {
            const x = v128.load32_splat(p);
            const y = v128.load32_splat(p, 4);
            let c = v128.load(q);
            let e = f32x4.sub(x, c);
            x0 = f32x4.add(x0, f32x4.mul(e, e));
            e = f32x4.sub(y, c);
            y0 = f32x4.add(y0, f32x4.mul(e, e));
            c = v128.load(q, 16);
            e = f32x4.sub(x, c);
            x1 = f32x4.add(x1, f32x4.mul(e, e));
            e = f32x4.sub(y, c);
            y1 = f32x4.add(y1, f32x4.mul(e, e));
            c = v128.load(q, 32);
            e = f32x4.sub(x, c);
            x2 = f32x4.add(x2, f32x4.mul(e, e));
            e = f32x4.sub(y, c);
            y2 = f32x4.add(y2, f32x4.mul(e, e));
            c = v128.load(q, 48);
            e = f32x4.sub(x, c);
            x3 = f32x4.add(x3, f32x4.mul(e, e));
            e = f32x4.sub(y, c);
            y3 = f32x4.add(y3, f32x4.mul(e, e));
            p += 64;
            q += 64;
          }
          nearX = v128.any_true(f32x4.le(f32x4.pmin(f32x4.pmin(x0, x1), f32x4.pmin(x2, x3)), limit));
          nearY = v128.any_true(f32x4.le(f32x4.pmin(f32x4.pmin(y0, y1), f32x4.pmin(y2, y3)), limit));
          if (!nearX && !nearY) break;
        }
        if (!nearX && !nearY) continue;
        if (nearX) {
          x0 = expNegative32(f32x4.mul(x0, minus));
          x1 = expNegative32(f32x4.mul(x1, minus));
          x2 = expNegative32(f32x4.mul(x2, minus));
          x3 = expNegative32(f32x4.mul(x3, minus));
        } else {
          x0 = zero;
          x1 = zero;
          x2 = zero;
          x3 = zero;
        }
        if (nearY && r + 1 < rowsOfA) {
          y0 = expNegative32(f32x4.mul(y0, minus));
          y1 = expNegative32(f32x4.mul(y1, minus));
          y2 = expNegative32(f32x4.mul(y2, minus));
          y3 = expNegative32(f32x4.mul(y3, minus));
        } else {
          y0 = zero;
          y1 = zero;
          y2 = zero;
          y3 = zero;
        }
        if (colsOfB < 16) {
          const filled = f32x4.splat(colsOfB as f32);
          const m0 = f32x4.lt(f32x4(0, 1, 2, 3), filled);
          const m1 = f32x4.lt(f32x4(4, 5, 6, 7), filled);
          const m2 = f32x4.lt(f32x4(8, 9, 10, 11), filled);
          const m3 = f32x4.lt(f32x4(12, 13, 14, 15), filled);
          x0 = v128.and(x0, m0);
          x1 = v128.and(x1, m1);
          x2 = v128.and(x2, m2);
          x3 = v128.and(x3, m3);
          y0 = v128.and(y0, m0);
          y1 = v128.and(y1, m1);
          y2 = v128.and(y2, m2);
          y3 = v128.and(y3, m3);
        }
        s0 = f32x4.add(s0, f32x4.add(x0, y0));
        s1 = f32x4.add(s1, f32x4.add(x1, y1));
        s2 = f32x4.add(s2, f32x4.add(x2, y2));
        s3 = f32x4.add(s3, f32x4.add(x3, y3));
        const ofX = f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3));
        const ofY = f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3));
        const at = toA + ((r as usize) << 3);
        v128.store(at, f64x2.add(v128.load(at), sumsOf2(ofX, ofY)));
      }
      if (a === b && i === j) continue; // both orders of each pair were in the rows
      const toB = sumsB + ((j as usize) << 7);
      addTo(toB, s0);
      addTo(toB + 32, s1);
      addTo(toB + 64, s2);
      addTo(toB + 96, s3);
    }
  }
}

/**
 * Adds e^(-scale |a_i - b_j|^2) to the sum of i and to the sum of j, for all pairs of points of two panels, or, where both are the same panel, for
 * each pair of its points in both orders once and each point with itself. float64 throughout; pairs of blocks whose boxes lie
 * more than `cut` nats apart are skipped.
 *
 * @param a blocks of 8 points and boxes as for mixture64, `countA` points
 * @param sumsA one float64 per point, whole blocks
 * @param work room for one float64 per block of b, in whole groups of 2
 */
export function pairSums64(
  a: usize,
  boxesA: usize,
  countA: i32,
  sumsA: usize,
  b: usize,
  boxesB: usize,
  countB: i32,
  sumsB: usize,
  d: i32,
  scale: f64,
  cut: f64,
  work: usize,
): void {
  const blocksA = (countA + 7) >> 3;
  const blocksB = (countB + 7) >> 3;
  const groups = (blocksB + 1) >> 1;
  const blockBytes = (d as usize) << 6;
  const groupBytes = (d as usize) << 5;
  const limit = f64x2.splat(cut / scale);
  const minus = f64x2.splat(-scale);
  const zero = f64x2.splat(0);
  for (let i = 0; i < blocksA; i++) {
    const first = a === b ? i : 0;
    const mine = boxesA + ((i >> 1) as usize) * groupBytes + (((i & 1) as usize) << 3);
    for (let g = first >> 1; g < groups; g++) {
      let sum = zero;
      let theirs = boxesB + (g as usize) * groupBytes;
      let own = mine;
      for (let k = 0; k < d; k++) {
        let e = f64x2.pmax(
          f64x2.sub(v128.load(theirs), v128.load64_splat(own, 16)),
          f64x2.sub(v128.load64_splat(own), v128.load(theirs, 16)),
        );
        e = f64x2.pmax(e, zero);
        sum = f64x2.add(sum, f64x2.mul(e, e));
        theirs += 32;
        own += 32;
      }
      v128.store(work + ((g as usize) << 4), sum);
    }
    const rowsOfA = min(8, countA - (i << 3));
    const pointsOfA = a + (i as usize) * blockBytes;
    const toA = sumsA + ((i as usize) << 6);
    for (let j = first; j < blocksB; j++) {
      if (!(load<f64>(work + ((j as usize) << 3)) <= cut / scale)) continue;
      const colsOfB = countB - (j << 3);
      const pointsOfB = b + (j as usize) * blockBytes;
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      // two points of a at a time; after an odd last one its copy, which adds nothing
      for (let r = 0; r < rowsOfA; r += 2) {
        let p = pointsOfA + ((r as usize) << 3);
        let q = pointsOfB;
        let x0 = zero;
        let x1 = zero;
        let x2 = zero;
        let x3 = zero;
        let y0 = zero;
        let y1 = zero;
        let y2 = zero;
        let y3 = zero;
        let k = 0;
        let nearX = true;
        let nearY = true;
        while (k < d) {
          const end = min(d, k + 32);
          for (; k < end; k++) {
            const x = v128.load64_splat(p);
            const y = v128.load64_splat(p, 8);
            let c = v128.load(q);
            let e = f64x2.sub(x, c);
            x0 = f64x2.add(x0, f64x2.mul(e, e));
            e = f64x2.sub(y, c);
            y0 = f64x2.add(y0, f64x2.mul(e, e));
            c = v128.load(q, 16);
            e = f64x2.sub(x, c);
            x1 = f64x2.add(x1, f64x2.mul(e, e));
            e = f64x2.sub(y, c);
            y1 = f64x2.add(y1, f64x2.mul(e, e));
            c = v128.load(q, 32);
            e = f64x2.sub(x, c);
            x2 = f64x2.add(x2, f64x2.mul(e, e));
            e = f64x2.sub(y, c);
            y2 = f64x2.add(y2, f64x2.mul(e, e));
            c = v128.load(q, 48);
            e = f64x2.sub(x, c);
            x3 = f64x2.add(x3, f64x2.mul(e, e));
            e = f64x2.sub(y, c);
            y3 = f64x2.add(y3, f64x2.mul(e, e));
            p += 64;
            q += 64;
          }
          nearX = v128.any_true(f64x2.le(f64x2.pmin(f64x2.pmin(x0, x1), f64x2.pmin(x2, x3)), limit));
          nearY = v128.any_true(f64x2.le(f64x2.pmin(f64x2.pmin(y0, y1), f64x2.pmin(y2, y3)), limit));
          if (!nearX && !nearY) break;
        }
        if (!nearX && !nearY) continue;
        if (nearX) {
          x0 = expNegative64(f64x2.mul(x0, minus));
          x1 = expNegative64(f64x2.mul(x1, minus));
          x2 = expNegative64(f64x2.mul(x2, minus));
          x3 = expNegative64(f64x2.mul(x3, minus));
        } else {
          x0 = zero;
          x1 = zero;
          x2 = zero;
          x3 = zero;
        }
        if (nearY && r + 1 < rowsOfA) {
          y0 = expNegative64(f64x2.mul(y0, minus));
          y1 = expNegative64(f64x2.mul(y1, minus));
          y2 = expNegative64(f64x2.mul(y2, minus));
          y3 = expNegative64(f64x2.mul(y3, minus));
        } else {
          y0 = zero;
          y1 = zero;
          y2 = zero;
          y3 = zero;
        }
        if (colsOfB < 8) {
          const filled = f64x2.splat(colsOfB as f64);
          const m0 = f64x2.lt(f64x2(0, 1), filled);
          const m1 = f64x2.lt(f64x2(2, 3), filled);
          const m2 = f64x2.lt(f64x2(4, 5), filled);
          const m3 = f64x2.lt(f64x2(6, 7), filled);
          x0 = v128.and(x0, m0);
          x1 = v128.and(x1, m1);
          x2 = v128.and(x2, m2);
          x3 = v128.and(x3, m3);
          y0 = v128.and(y0, m0);
          y1 = v128.and(y1, m1);
          y2 = v128.and(y2, m2);
          y3 = v128.and(y3, m3);
        }
        s0 = f64x2.add(s0, f64x2.add(x0, y0));
        s1 = f64x2.add(s1, f64x2.add(x1, y1));
        s2 = f64x2.add(s2, f64x2.add(x2, y2));
        s3 = f64x2.add(s3, f64x2.add(x3, y3));
        const ofX = f64x2.add(f64x2.add(x0, x1), f64x2.add(x2, x3));
        const ofY = f64x2.add(f64x2.add(y0, y1), f64x2.add(y2, y3));
        const at = toA + ((r as usize) << 3);
        const pairs = f64x2.add(v128.shuffle<i64>(ofX, ofY, 0, 2), v128.shuffle<i64>(ofX, ofY, 1, 3));
        v128.store(at, f64x2.add(v128.load(at), pairs));
      }
      if (a === b && i === j) continue; // both orders of each pair were in the rows
      const toB = sumsB + ((j as usize) << 6);
      v128.store(toB, f64x2.add(v128.load(toB), s0));
      v128.store(toB, f64x2.add(v128.load(toB, 16), s1), 16);
      v128.store(toB, f64x2.add(v128.load(toB, 32), s2), 32);
      v128.store(toB, f64x2.add(v128.load(toB, 48), s3), 48);
    }
  }
}
