import { expNegative32, expNegative64 } from "./expNegative";

/** The four float32 lanes, added in pairs as float64. */
// @ts-expect-error: decorator
@inline
function widen(v: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0)));
}

/**
 * For each query q: m = max_j -scale |q - c_j|^2, s = sum_j e^(-scale |q - c_j|^2 - m) and, where `moment` is 1, the same sum weighted by
 * |q - c_j|^2. float32 in the distances, float64 in the sums.
 *
 * Centres come in blocks of 16, dimension by dimension, with a box around each block. The block with the nearest box is summed first; one
 * whose box lies more than `cut` nats below the running maximum is skipped, also once part of the dimensions has shown it.
 *
 * @param q nq x d queries
 * @param c blocks: for each, d times 16 values
 * @param n centres; the last block may have lanes without one, whose values do not count
 * @param boxes for each 4 blocks, d times 4 lower and 4 upper bounds; blocks padded to a multiple of 4 boxes that are far away
 * @param self place of each query among the centres, to be left out of its own sum, or address 0
 * @param work room for one float32 per block
 * @param out 3 float64 per query: m, s, moment
 */
export function mixture32(
  q: usize,
  nq: i32,
  c: usize,
  boxes: usize,
  n: i32,
  d: i32,
  scale: f32,
  cut: f32,
  self: usize,
  moment: i32,
  work: usize,
  out: usize,
): void {
  const blocks = (n + 15) >> 4;
  const groups = (blocks + 3) >> 2;
  const workEnd = work + ((groups as usize) << 4);
  const blockBytes = (d as usize) << 6;
  for (let i = 0; i < nq; i++) {
    const point = q + (((i * d) as usize) << 2);
    const own: i32 = self === 0 ? -1 : load<i32>(self + ((i as usize) << 2));
    let nearest = f32x4.splat(1e30);
    let box = boxes;
    for (let w = work; w < workEnd; w += 16) {
      let sum = f32x4.splat(0);
      for (let k = 0; k < d; k++) {
        const x = v128.load32_splat(point + ((k as usize) << 2));
        let e = f32x4.pmax(f32x4.sub(v128.load(box), x), f32x4.sub(x, v128.load(box, 16)));
        e = f32x4.pmax(e, f32x4.splat(0));
        sum = f32x4.add(sum, f32x4.mul(e, e));
        box += 32;
      }
      v128.store(w, sum);
      nearest = f32x4.pmin(nearest, sum);
    }
    const least = min(
      min(f32x4.extract_lane(nearest, 0), f32x4.extract_lane(nearest, 1)),
      min(f32x4.extract_lane(nearest, 2), f32x4.extract_lane(nearest, 3)),
    );
    let first = 0;
    while (load<f32>(work + ((first as usize) << 2)) > least) first++;
    let m: f32 = -1e30;
    let s = f64x2.splat(0);
    let t = f64x2.splat(0);
    let limit: f32 = 1e30; // squared distances beyond it add nothing
    let step = -1; // first the nearest block, then all others in order
    while (step < blocks) {
      let b = step;
      if (step < 0) b = first;
      else {
        if ((step & 3) === 0 && !v128.any_true(f32x4.le(v128.load(work + ((step as usize) << 2)), f32x4.splat(limit)))) {
          step += 4;
          continue;
        }
        if (step === first || !(load<f32>(work + ((step as usize) << 2)) <= limit)) {
          step++;
          continue;
        }
      }
      step++;
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let at = c + (b as usize) * blockBytes;
      let k = 0;
      let far = false;
      while (k < d) {
        const end = min(d, k + 32);
        for (; k < end; k++) {
          const x = v128.load32_splat(point + ((k as usize) << 2));
          const e0 = f32x4.sub(x, v128.load(at));
          const e1 = f32x4.sub(x, v128.load(at, 16));
          const e2 = f32x4.sub(x, v128.load(at, 32));
          const e3 = f32x4.sub(x, v128.load(at, 48));
          a0 = f32x4.add(a0, f32x4.mul(e0, e0));
          a1 = f32x4.add(a1, f32x4.mul(e1, e1));
          a2 = f32x4.add(a2, f32x4.mul(e2, e2));
          a3 = f32x4.add(a3, f32x4.mul(e3, e3));
          at += 64;
        }
        if (!v128.any_true(f32x4.le(f32x4.pmin(f32x4.pmin(a0, a1), f32x4.pmin(a2, a3)), f32x4.splat(limit)))) {
          far = true;
          break;
        }
      }
      if (far) continue;
      const minus = f32x4.splat(-scale);
      let v0 = f32x4.mul(a0, minus);
      let v1 = f32x4.mul(a1, minus);
      let v2 = f32x4.mul(a2, minus);
      let v3 = f32x4.mul(a3, minus);
      const mine = own >= 0 && own >> 4 === b;
      if (mine || b === blocks - 1) {
        const lane = f32x4.splat(mine ? ((own & 15) as f32) : -1);
        const count = f32x4.splat((n - ((blocks - 1) << 4)) as f32); // lanes of the last block that hold a centre
        const filled = b === blocks - 1 ? count : f32x4.splat(16);
        const l0 = f32x4(0, 1, 2, 3);
        const l1 = f32x4(4, 5, 6, 7);
        const l2 = f32x4(8, 9, 10, 11);
        const l3 = f32x4(12, 13, 14, 15);
        const none = f32x4.splat(-1e30);
        const out0 = v128.or(f32x4.eq(lane, l0), f32x4.ge(l0, filled));
        const out1 = v128.or(f32x4.eq(lane, l1), f32x4.ge(l1, filled));
        const out2 = v128.or(f32x4.eq(lane, l2), f32x4.ge(l2, filled));
        const out3 = v128.or(f32x4.eq(lane, l3), f32x4.ge(l3, filled));
        v0 = v128.bitselect(none, v0, out0);
        v1 = v128.bitselect(none, v1, out1);
        v2 = v128.bitselect(none, v2, out2);
        v3 = v128.bitselect(none, v3, out3);
        a0 = v128.andnot(a0, out0);
        a1 = v128.andnot(a1, out1);
        a2 = v128.andnot(a2, out2);
        a3 = v128.andnot(a3, out3);
      }
      nearest = f32x4.pmax(f32x4.pmax(v0, v1), f32x4.pmax(v2, v3));
      const top = max(
        max(f32x4.extract_lane(nearest, 0), f32x4.extract_lane(nearest, 1)),
        max(f32x4.extract_lane(nearest, 2), f32x4.extract_lane(nearest, 3)),
      );
      if (top === -1e30) continue;
      if (top > m) {
        const shrink = f64x2.splat(m === -1e30 ? 0 : f64x2.extract_lane(expNegative64(f64x2.splat((m as f64) - (top as f64))), 0));
        s = f64x2.mul(s, shrink);
        t = f64x2.mul(t, shrink);
        m = top;
        limit = (cut - m) / scale;
      }
      const shift = f32x4.splat(m);
      const w0 = expNegative32(f32x4.sub(v0, shift));
      const w1 = expNegative32(f32x4.sub(v1, shift));
      const w2 = expNegative32(f32x4.sub(v2, shift));
      const w3 = expNegative32(f32x4.sub(v3, shift));
      s = f64x2.add(s, widen(f32x4.add(f32x4.add(w0, w1), f32x4.add(w2, w3))));
      if (moment === 1) {
        const u = f32x4.add(f32x4.mul(w0, a0), f32x4.mul(w1, a1));
        t = f64x2.add(t, widen(f32x4.add(u, f32x4.add(f32x4.mul(w2, a2), f32x4.mul(w3, a3)))));
      }
    }
    const row = out + (i as usize) * 24;
    store<f64>(row, m as f64);
    store<f64>(row, f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1), 8);
    store<f64>(row, f64x2.extract_lane(t, 0) + f64x2.extract_lane(t, 1), 16);
  }
}

/**
 * For each query q: m = max_j -scale |q - c_j|^2, s = sum_j e^(-scale |q - c_j|^2 - m) and, where `moment` is 1, the same sum weighted by
 * |q - c_j|^2. float64 in the distances, float64 in the sums.
 *
 * Centres come in blocks of 8, dimension by dimension, with a box around each block. The block with the nearest box is summed first; one
 * whose box lies more than `cut` nats below the running maximum is skipped, also once part of the dimensions has shown it.
 *
 * @param q nq x d queries
 * @param c blocks: for each, d times 8 values
 * @param n centres; the last block may have lanes without one, whose values do not count
 * @param boxes for each 2 blocks, d times 2 lower and 2 upper bounds; blocks padded to a multiple of 2 boxes that are far away
 * @param self place of each query among the centres, to be left out of its own sum, or address 0
 * @param work room for one float64 per block
 * @param out 3 float64 per query: m, s, moment
 */
export function mixture64(
  q: usize,
  nq: i32,
  c: usize,
  boxes: usize,
  n: i32,
  d: i32,
  scale: f64,
  cut: f64,
  self: usize,
  moment: i32,
  work: usize,
  out: usize,
): void {
  const blocks = (n + 7) >> 3;
  const groups = (blocks + 1) >> 1;
  const workEnd = work + ((groups as usize) << 4);
  const blockBytes = (d as usize) << 6;
  for (let i = 0; i < nq; i++) {
    const point = q + (((i * d) as usize) << 3);
    const own: i32 = self === 0 ? -1 : load<i32>(self + ((i as usize) << 2));
    let nearest = f64x2.splat(1e300);
    let box = boxes;
    for (let w = work; w < workEnd; w += 16) {
      let sum = f64x2.splat(0);
      for (let k = 0; k < d; k++) {
        const x = v128.load64_splat(point + ((k as usize) << 3));
        let e = f64x2.pmax(f64x2.sub(v128.load(box), x), f64x2.sub(x, v128.load(box, 16)));
        e = f64x2.pmax(e, f64x2.splat(0));
        sum = f64x2.add(sum, f64x2.mul(e, e));
        box += 32;
      }
      v128.store(w, sum);
      nearest = f64x2.pmin(nearest, sum);
    }
    const least = min(f64x2.extract_lane(nearest, 0), f64x2.extract_lane(nearest, 1));
    let first = 0;
    while (load<f64>(work + ((first as usize) << 3)) > least) first++;
    let m: f64 = -1e300;
    let s = f64x2.splat(0);
    let t = f64x2.splat(0);
    let limit: f64 = 1e300; // squared distances beyond it add nothing
    let step = -1; // first the nearest block, then all others in order
    while (step < blocks) {
      let b = step;
      if (step < 0) b = first;
      else {
        if ((step & 1) === 0 && !v128.any_true(f64x2.le(v128.load(work + ((step as usize) << 3)), f64x2.splat(limit)))) {
          step += 2;
          continue;
        }
        if (step === first || !(load<f64>(work + ((step as usize) << 3)) <= limit)) {
          step++;
          continue;
        }
      }
      step++;
      let a0 = f64x2.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let at = c + (b as usize) * blockBytes;
      let k = 0;
      let far = false;
      while (k < d) {
        const end = min(d, k + 32);
        for (; k < end; k++) {
          const x = v128.load64_splat(point + ((k as usize) << 3));
          const e0 = f64x2.sub(x, v128.load(at));
          const e1 = f64x2.sub(x, v128.load(at, 16));
          const e2 = f64x2.sub(x, v128.load(at, 32));
          const e3 = f64x2.sub(x, v128.load(at, 48));
          a0 = f64x2.add(a0, f64x2.mul(e0, e0));
          a1 = f64x2.add(a1, f64x2.mul(e1, e1));
          a2 = f64x2.add(a2, f64x2.mul(e2, e2));
          a3 = f64x2.add(a3, f64x2.mul(e3, e3));
          at += 64;
        }
        if (!v128.any_true(f64x2.le(f64x2.pmin(f64x2.pmin(a0, a1), f64x2.pmin(a2, a3)), f64x2.splat(limit)))) {
          far = true;
          break;
        }
      }
      if (far) continue;
      const minus = f64x2.splat(-scale);
      let v0 = f64x2.mul(a0, minus);
      let v1 = f64x2.mul(a1, minus);
      let v2 = f64x2.mul(a2, minus);
      let v3 = f64x2.mul(a3, minus);
      const mine = own >= 0 && own >> 3 === b;
      if (mine || b === blocks - 1) {
        const lane = f64x2.splat(mine ? ((own & 7) as f64) : -1);
        const count = f64x2.splat((n - ((blocks - 1) << 3)) as f64); // lanes of the last block that hold a centre
        const filled = b === blocks - 1 ? count : f64x2.splat(8);
        const l0 = f64x2(0, 1);
        const l1 = f64x2(2, 3);
        const l2 = f64x2(4, 5);
        const l3 = f64x2(6, 7);
        const none = f64x2.splat(-1e300);
        const out0 = v128.or(f64x2.eq(lane, l0), f64x2.ge(l0, filled));
        const out1 = v128.or(f64x2.eq(lane, l1), f64x2.ge(l1, filled));
        const out2 = v128.or(f64x2.eq(lane, l2), f64x2.ge(l2, filled));
        const out3 = v128.or(f64x2.eq(lane, l3), f64x2.ge(l3, filled));
        v0 = v128.bitselect(none, v0, out0);
        v1 = v128.bitselect(none, v1, out1);
        v2 = v128.bitselect(none, v2, out2);
        v3 = v128.bitselect(none, v3, out3);
        a0 = v128.andnot(a0, out0);
        a1 = v128.andnot(a1, out1);
        a2 = v128.andnot(a2, out2);
        a3 = v128.andnot(a3, out3);
      }
      nearest = f64x2.pmax(f64x2.pmax(v0, v1), f64x2.pmax(v2, v3));
      const top = max(f64x2.extract_lane(nearest, 0), f64x2.extract_lane(nearest, 1));
      if (top === -1e300) continue;
      if (top > m) {
        const shrink = f64x2.splat(m === -1e300 ? 0 : f64x2.extract_lane(expNegative64(f64x2.splat((m as f64) - (top as f64))), 0));
        s = f64x2.mul(s, shrink);
        t = f64x2.mul(t, shrink);
        m = top;
        limit = (cut - m) / scale;
      }
      const shift = f64x2.splat(m);
      const w0 = expNegative64(f64x2.sub(v0, shift));
      const w1 = expNegative64(f64x2.sub(v1, shift));
      const w2 = expNegative64(f64x2.sub(v2, shift));
      const w3 = expNegative64(f64x2.sub(v3, shift));
      s = f64x2.add(s, f64x2.add(f64x2.add(w0, w1), f64x2.add(w2, w3)));
      if (moment === 1) {
        const u = f64x2.add(f64x2.mul(w0, a0), f64x2.mul(w1, a1));
        t = f64x2.add(t, f64x2.add(u, f64x2.add(f64x2.mul(w2, a2), f64x2.mul(w3, a3))));
      }
    }
    const row = out + (i as usize) * 24;
    store<f64>(row, m as f64);
    store<f64>(row, f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1), 8);
    store<f64>(row, f64x2.extract_lane(t, 0) + f64x2.extract_lane(t, 1), 16);
  }
}
