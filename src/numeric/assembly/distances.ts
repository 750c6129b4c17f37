/**
 * Distances of one point to all points of the blocks (16 to a block, dimension by dimension): Euclidean ones squared, or largest coordinate
 * differences.
 *
 * @param q the point, d values
 * @param out room for one value per point, rounded up to whole blocks
 */
export function distances32(q: usize, c: usize, n: i32, d: i32, euclidean: i32, out: usize): void {
  const blocks = (n + 15) >> 4;
  let at = c;
  for (let b = 0; b < blocks; b++) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    if (euclidean === 1)
      for (let k = 0; k < d; k++) {
        const x = v128.load32_splat(q + ((k as usize) << 2));
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
    else
      for (let k = 0; k < d; k++) {
        const x = v128.load32_splat(q + ((k as usize) << 2));
        a0 = f32x4.pmax(a0, v128.and(f32x4.sub(x, v128.load(at)), i32x4.splat(0x7fffffff)));
        a1 = f32x4.pmax(a1, v128.and(f32x4.sub(x, v128.load(at, 16)), i32x4.splat(0x7fffffff)));
        a2 = f32x4.pmax(a2, v128.and(f32x4.sub(x, v128.load(at, 32)), i32x4.splat(0x7fffffff)));
        a3 = f32x4.pmax(a3, v128.and(f32x4.sub(x, v128.load(at, 48)), i32x4.splat(0x7fffffff)));
        at += 64;
      }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    out += 64;
  }
}

/**
 * Distances of one point to all points of the blocks (8 to a block, dimension by dimension): Euclidean ones squared, or largest coordinate
 * differences.
 *
 * @param q the point, d values
 * @param out room for one value per point, rounded up to whole blocks
 */
export function distances64(q: usize, c: usize, n: i32, d: i32, euclidean: i32, out: usize): void {
  const blocks = (n + 7) >> 3;
  let at = c;
  for (let b = 0; b < blocks; b++) {
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    if (euclidean === 1)
      for (let k = 0; k < d; k++) {
        const x = v128.load64_splat(q + ((k as usize) << 3));
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
    else
      for (let k = 0; k < d; k++) {
        const x = v128.load64_splat(q + ((k as usize) << 3));
        a0 = f64x2.pmax(a0, v128.and(f64x2.sub(x, v128.load(at)), i64x2.splat(0x7fffffffffffffff)));
        a1 = f64x2.pmax(a1, v128.and(f64x2.sub(x, v128.load(at, 16)), i64x2.splat(0x7fffffffffffffff)));
        a2 = f64x2.pmax(a2, v128.and(f64x2.sub(x, v128.load(at, 32)), i64x2.splat(0x7fffffffffffffff)));
        a3 = f64x2.pmax(a3, v128.and(f64x2.sub(x, v128.load(at, 48)), i64x2.splat(0x7fffffffffffffff)));
        at += 64;
      }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    out += 64;
  }
}

/**
 * The largest of up to three rows of distances, entry by entry, and its k smallest entries, the point's own left out.
 *
 * @param a, b, c rows of n distances in whole blocks; the same address again where there are fewer
 * @param own the point's own entry
 * @param best k float64, increasing; who k u32, their entries
 */
export function nearestOfRows32(a: usize, b: usize, c: usize, n: i32, own: i32, k: i32, best: usize, who: usize): void {
  for (let p = 0; p < k; p++) store<f64>(best + ((p as usize) << 3), Infinity);
  let worst: f64 = Infinity;
  const lastBest = best + ((k as usize) << 3) - 8;
  const bytes = (n as usize) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = f32x4.pmax(f32x4.pmax(v128.load(a + at), v128.load(b + at)), v128.load(c + at));
    if (!v128.any_true(f32x4.lt(v, f32x4.splat(worst as f32)))) continue;
    const first = (at >> 2) as i32;
    const end = min(n, first + 4);
    for (let j = first; j < end; j++) {
      if (j === own) continue;
      const from = (j as usize) << 2;
      const r = max(max(load<f32>(a + from), load<f32>(b + from)), load<f32>(c + from)) as f64;
      if (!(r < worst)) continue;
      let p = k - 1;
      for (; p > 0 && load<f64>(best + ((p as usize) << 3) - 8) > r; p--) {
        store<f64>(best + ((p as usize) << 3), load<f64>(best + ((p as usize) << 3) - 8));
        store<i32>(who + ((p as usize) << 2), load<i32>(who + ((p as usize) << 2) - 4));
      }
      store<f64>(best + ((p as usize) << 3), r);
      store<i32>(who + ((p as usize) << 2), j);
      worst = load<f64>(lastBest);
    }
  }
}

/** How many entries of the largest of up to three rows are below r, or, `closed`, at most r. */
export function countRows32(a: usize, b: usize, c: usize, n: i32, r: f64, closed: i32): i32 {
  const limit = f32x4.splat(r as f32);
  let count = 0;
  const whole = ((n - (n & 3)) as usize) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    const v = f32x4.pmax(f32x4.pmax(v128.load(a + at), v128.load(b + at)), v128.load(c + at));
    count += popcnt(i32x4.bitmask(closed === 1 ? f32x4.le(v, limit) : f32x4.lt(v, limit)));
  }
  for (let at = whole; at < (n as usize) << 2; at += 4) {
    const s = max(max(load<f32>(a + at), load<f32>(b + at)), load<f32>(c + at)) as f64;
    if (closed === 1 ? s <= r : s < r) count++;
  }
  return count;
}

/**
 * The largest of up to three rows of distances, entry by entry, and its k smallest entries, the point's own left out.
 *
 * @param a, b, c rows of n distances in whole blocks; the same address again where there are fewer
 * @param own the point's own entry
 * @param best k float64, increasing; who k u32, their entries
 */
export function nearestOfRows64(a: usize, b: usize, c: usize, n: i32, own: i32, k: i32, best: usize, who: usize): void {
  for (let p = 0; p < k; p++) store<f64>(best + ((p as usize) << 3), Infinity);
  let worst: f64 = Infinity;
  const lastBest = best + ((k as usize) << 3) - 8;
  const bytes = (n as usize) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = f64x2.pmax(f64x2.pmax(v128.load(a + at), v128.load(b + at)), v128.load(c + at));
    if (!v128.any_true(f64x2.lt(v, f64x2.splat(worst as f64)))) continue;
    const first = (at >> 3) as i32;
    const end = min(n, first + 2);
    for (let j = first; j < end; j++) {
      if (j === own) continue;
      const from = (j as usize) << 3;
      const r = max(max(load<f64>(a + from), load<f64>(b + from)), load<f64>(c + from)) as f64;
      if (!(r < worst)) continue;
      let p = k - 1;
      for (; p > 0 && load<f64>(best + ((p as usize) << 3) - 8) > r; p--) {
        store<f64>(best + ((p as usize) << 3), load<f64>(best + ((p as usize) << 3) - 8));
        store<i32>(who + ((p as usize) << 2), load<i32>(who + ((p as usize) << 2) - 4));
      }
      store<f64>(best + ((p as usize) << 3), r);
      store<i32>(who + ((p as usize) << 2), j);
      worst = load<f64>(lastBest);
    }
  }
}

/** How many entries of the largest of up to three rows are below r, or, `closed`, at most r. */
export function countRows64(a: usize, b: usize, c: usize, n: i32, r: f64, closed: i32): i32 {
  const limit = f64x2.splat(r as f64);
  let count = 0;
  const whole = ((n - (n & 1)) as usize) << 3;
  for (let at: usize = 0; at < whole; at += 16) {
    const v = f64x2.pmax(f64x2.pmax(v128.load(a + at), v128.load(b + at)), v128.load(c + at));
    count += popcnt(i64x2.bitmask(closed === 1 ? f64x2.le(v, limit) : f64x2.lt(v, limit)));
  }
  for (let at = whole; at < (n as usize) << 3; at += 8) {
    const s = max(max(load<f64>(a + at), load<f64>(b + at)), load<f64>(c + at)) as f64;
    if (closed === 1 ? s <= r : s < r) count++;
  }
  return count;
}
