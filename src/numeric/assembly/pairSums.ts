import { expNegative32, expNegative64 } from "./expNegative";

/** The four float32 lanes, added in pairs as float64. */
// @ts-expect-error: decorator
@inline
function widen(v: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0)));
}

/**
 * For each centre i: sum over all centres j, i included, of e^(-scale |c_i - c_j|^2), each pair of blocks once. float32
 * in the distances, float64 in the sums; pairs of blocks whose boxes lie more than `cut` nats apart are skipped.
 *
 * @param c blocks of 16 centres and boxes as for mixture32
 * @param work room for one float32 per block
 * @param out one float64 per centre in whole blocks, in the order of the blocks; must be 0
 */
export function pairSums32(c: usize, boxes: usize, n: i32, d: i32, scale: f32, cut: f32, work: usize, out: usize): void {
  const blocks = (n + 15) >> 4;
  const groups = (blocks + 3) >> 2;
  const blockBytes = (d as usize) << 6;
  const groupBytes = (d as usize) << 5;
  const limit = f32x4.splat(cut / scale);
  const minus = f32x4.splat(-scale);
  const zero = f32x4.splat(0);
  for (let a = 0; a < blocks; a++) {
    const mine = boxes + ((a >> 2) as usize) * groupBytes + (((a & 3) as usize) << 2);
    for (let g = a >> 2; g < groups; g++) {
      let sum = zero;
      let theirs = boxes + (g as usize) * groupBytes;
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
    const rowsOfA = min(16, n - (a << 4));
    const pointsOfA = c + (a as usize) * blockBytes;
    const sumsOfA = out + ((a as usize) << 7);
    for (let b = a; b < blocks; b++) {
      if (!(load<f32>(work + ((b as usize) << 2)) <= cut / scale)) continue;
      const colsOfB = n - (b << 4);
      const pointsOfB = c + (b as usize) * blockBytes;
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      for (let i = 0; i < rowsOfA; i++) {
        let q = pointsOfA + ((i as usize) << 2);
        let at = pointsOfB;
        let a0 = zero;
        let a1 = zero;
        let a2 = zero;
        let a3 = zero;
        let k = 0;
        let far = false;
        while (k < d) {
          const end = min(d, k + 32);
          for (; k < end; k++) {
            const x = v128.load32_splat(q);
            const e0 = f32x4.sub(x, v128.load(at));
            const e1 = f32x4.sub(x, v128.load(at, 16));
            const e2 = f32x4.sub(x, v128.load(at, 32));
            const e3 = f32x4.sub(x, v128.load(at, 48));
            a0 = f32x4.add(a0, f32x4.mul(e0, e0));
            a1 = f32x4.add(a1, f32x4.mul(e1, e1));
            a2 = f32x4.add(a2, f32x4.mul(e2, e2));
            a3 = f32x4.add(a3, f32x4.mul(e3, e3));
            q += 64;
            at += 64;
          }
          if (!v128.any_true(f32x4.le(f32x4.pmin(f32x4.pmin(a0, a1), f32x4.pmin(a2, a3)), limit))) {
            far = true;
            break;
          }
        }
        if (far) continue;
        let w0 = expNegative32(f32x4.mul(a0, minus));
        let w1 = expNegative32(f32x4.mul(a1, minus));
        let w2 = expNegative32(f32x4.mul(a2, minus));
        let w3 = expNegative32(f32x4.mul(a3, minus));
        if (colsOfB < 16) {
          const filled = f32x4.splat(colsOfB as f32);
          w0 = v128.and(w0, f32x4.lt(f32x4(0, 1, 2, 3), filled));
          w1 = v128.and(w1, f32x4.lt(f32x4(4, 5, 6, 7), filled));
          w2 = v128.and(w2, f32x4.lt(f32x4(8, 9, 10, 11), filled));
          w3 = v128.and(w3, f32x4.lt(f32x4(12, 13, 14, 15), filled));
        }
        s0 = f32x4.add(s0, w0);
        s1 = f32x4.add(s1, w1);
        s2 = f32x4.add(s2, w2);
        s3 = f32x4.add(s3, w3);
        const total = widen(f32x4.add(f32x4.add(w0, w1), f32x4.add(w2, w3)));
        const row = sumsOfA + ((i as usize) << 3);
        store<f64>(row, load<f64>(row) + f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
      }
      if (b === a) continue; // both orders of each pair were in the rows
      const sums = out + ((b as usize) << 7);
      v128.store(sums, f64x2.add(v128.load(sums, 0), f64x2.promote_low_f32x4(s0)), 0);
      v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(v128.shuffle<i64>(s0, s0, 1, 0))), 16);
      v128.store(sums, f64x2.add(v128.load(sums, 32), f64x2.promote_low_f32x4(s1)), 32);
      v128.store(sums, f64x2.add(v128.load(sums, 48), f64x2.promote_low_f32x4(v128.shuffle<i64>(s1, s1, 1, 0))), 48);
      v128.store(sums, f64x2.add(v128.load(sums, 64), f64x2.promote_low_f32x4(s2)), 64);
      v128.store(sums, f64x2.add(v128.load(sums, 80), f64x2.promote_low_f32x4(v128.shuffle<i64>(s2, s2, 1, 0))), 80);
      v128.store(sums, f64x2.add(v128.load(sums, 96), f64x2.promote_low_f32x4(s3)), 96);
      v128.store(sums, f64x2.add(v128.load(sums, 112), f64x2.promote_low_f32x4(v128.shuffle<i64>(s3, s3, 1, 0))), 112);
    }
  }
}

/**
 * For each centre i: sum over all centres j, i included, of e^(-scale |c_i - c_j|^2), each pair of blocks once. float64
 * throughout; pairs of blocks whose boxes lie more than `cut` nats apart are skipped.
 *
 * @param c blocks of 8 centres and boxes as for mixture64
 * @param work room for one float64 per block
 * @param out one float64 per centre in whole blocks, in the order of the blocks; must be 0
 */
export function pairSums64(c: usize, boxes: usize, n: i32, d: i32, scale: f64, cut: f64, work: usize, out: usize): void {
  const blocks = (n + 7) >> 3;
  const groups = (blocks + 1) >> 1;
  const blockBytes = (d as usize) << 6;
  const groupBytes = (d as usize) << 5;
  const limit = f64x2.splat(cut / scale);
  const minus = f64x2.splat(-scale);
  const zero = f64x2.splat(0);
  for (let a = 0; a < blocks; a++) {
    const mine = boxes + ((a >> 1) as usize) * groupBytes + (((a & 1) as usize) << 3);
    for (let g = a >> 1; g < groups; g++) {
      let sum = zero;
      let theirs = boxes + (g as usize) * groupBytes;
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
    const rowsOfA = min(8, n - (a << 3));
    const pointsOfA = c + (a as usize) * blockBytes;
    const sumsOfA = out + ((a as usize) << 6);
    for (let b = a; b < blocks; b++) {
      if (!(load<f64>(work + ((b as usize) << 3)) <= cut / scale)) continue;
      const colsOfB = n - (b << 3);
      const pointsOfB = c + (b as usize) * blockBytes;
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      for (let i = 0; i < rowsOfA; i++) {
        let q = pointsOfA + ((i as usize) << 3);
        let at = pointsOfB;
        let a0 = zero;
        let a1 = zero;
        let a2 = zero;
        let a3 = zero;
        let k = 0;
        let far = false;
        while (k < d) {
          const end = min(d, k + 32);
          for (; k < end; k++) {
            const x = v128.load64_splat(q);
            const e0 = f64x2.sub(x, v128.load(at));
            const e1 = f64x2.sub(x, v128.load(at, 16));
            const e2 = f64x2.sub(x, v128.load(at, 32));
            const e3 = f64x2.sub(x, v128.load(at, 48));
            a0 = f64x2.add(a0, f64x2.mul(e0, e0));
            a1 = f64x2.add(a1, f64x2.mul(e1, e1));
            a2 = f64x2.add(a2, f64x2.mul(e2, e2));
            a3 = f64x2.add(a3, f64x2.mul(e3, e3));
            q += 64;
            at += 64;
          }
          if (!v128.any_true(f64x2.le(f64x2.pmin(f64x2.pmin(a0, a1), f64x2.pmin(a2, a3)), limit))) {
            far = true;
            break;
          }
        }
        if (far) continue;
        let w0 = expNegative64(f64x2.mul(a0, minus));
        let w1 = expNegative64(f64x2.mul(a1, minus));
        let w2 = expNegative64(f64x2.mul(a2, minus));
        let w3 = expNegative64(f64x2.mul(a3, minus));
        if (colsOfB < 8) {
          const filled = f64x2.splat(colsOfB as f64);
          w0 = v128.and(w0, f64x2.lt(f64x2(0, 1), filled));
          w1 = v128.and(w1, f64x2.lt(f64x2(2, 3), filled));
          w2 = v128.and(w2, f64x2.lt(f64x2(4, 5), filled));
          w3 = v128.and(w3, f64x2.lt(f64x2(6, 7), filled));
        }
        s0 = f64x2.add(s0, w0);
        s1 = f64x2.add(s1, w1);
        s2 = f64x2.add(s2, w2);
        s3 = f64x2.add(s3, w3);
        const total = f64x2.add(f64x2.add(w0, w1), f64x2.add(w2, w3));
        const row = sumsOfA + ((i as usize) << 3);
        store<f64>(row, load<f64>(row) + f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
      }
      if (b === a) continue; // both orders of each pair were in the rows
      const sums = out + ((b as usize) << 6);
      v128.store(sums, f64x2.add(v128.load(sums, 0), s0), 0);
      v128.store(sums, f64x2.add(v128.load(sums, 16), s1), 16);
      v128.store(sums, f64x2.add(v128.load(sums, 32), s2), 32);
      v128.store(sums, f64x2.add(v128.load(sums, 48), s3), 48);
    }
  }
}
