/**
 * A k-d tree's searches. Points come in leaves of 8, dimension by dimension, in tree order; nodes have a first row, a row after the last, a
 * first child (-1 for a leaf, the second child is the next number) and a box of d lower and d upper bounds. Columns belong to variables
 * (`ends`: the column after each variable's last); distances are Euclidean (squared) or maximum norms in a variable, the largest counts.
 */

// @ts-expect-error: decorator
@inline
function at32(base: usize, i: i32): i32 {
  return load<i32>(base + ((i as usize) << 2));
}

// @ts-expect-error: decorator
@inline
function at64(base: usize, i: i32): f64 {
  return load<f64>(base + ((i as usize) << 3));
}

/** Least distance of a point to a box. */
function boxNear(point: usize, box: usize, d: i32, euclidean: i32, ends: usize): f64 {
  let most: f64 = 0;
  const upper = box + ((d as usize) << 3);
  if (euclidean === 0) {
    for (let k = 0; k < d; k++) {
      const x = at64(point, k);
      most = max(most, max(at64(box, k) - x, x - at64(upper, k)));
    }
    return most;
  }
  for (let k = 0; k < d; ends += 4) {
    let sum: f64 = 0;
    for (const end = load<i32>(ends); k < end; k++) {
      const x = at64(point, k);
      const e = max(max(at64(box, k) - x, x - at64(upper, k)), 0);
      sum += e * e;
    }
    most = max(most, sum);
  }
  return most;
}

/** Largest distance of a point to a point of a box. */
function boxFar(point: usize, box: usize, d: i32, euclidean: i32, ends: usize): f64 {
  let most: f64 = 0;
  const upper = box + ((d as usize) << 3);
  for (let k = 0; k < d; ends += 4) {
    let sum: f64 = 0;
    for (const end = load<i32>(ends); k < end; k++) {
      const x = at64(point, k);
      const e = max(x - at64(box, k), at64(upper, k) - x);
      sum = euclidean === 1 ? sum + e * e : max(sum, e);
    }
    most = max(most, sum);
  }
  return most;
}

/** Distances of a point to the 8 points of a leaf, to `out`. */
// @ts-expect-error: decorator
@inline
function leafDistances(point: usize, leaf: usize, d: i32, euclidean: i32, ends: usize, out: usize): void {
  const zero = f64x2.splat(0);
  let m0 = zero;
  let m1 = zero;
  let m2 = zero;
  let m3 = zero;
  if (euclidean === 0)
    for (let k = 0; k < d; k++) {
      const x = v128.load64_splat(point + ((k as usize) << 3));
      m0 = f64x2.pmax(m0, v128.and(f64x2.sub(x, v128.load(leaf)), i64x2.splat(0x7fffffffffffffff)));
      m1 = f64x2.pmax(m1, v128.and(f64x2.sub(x, v128.load(leaf, 16)), i64x2.splat(0x7fffffffffffffff)));
      m2 = f64x2.pmax(m2, v128.and(f64x2.sub(x, v128.load(leaf, 32)), i64x2.splat(0x7fffffffffffffff)));
      m3 = f64x2.pmax(m3, v128.and(f64x2.sub(x, v128.load(leaf, 48)), i64x2.splat(0x7fffffffffffffff)));
      leaf += 64;
    }
  else
    for (let k = 0; k < d; ends += 4) {
      let a0 = zero;
      let a1 = zero;
      let a2 = zero;
      let a3 = zero;
      for (const end = load<i32>(ends); k < end; k++) {
        const x = v128.load64_splat(point + ((k as usize) << 3));
        const e0 = f64x2.sub(x, v128.load(leaf));
        const e1 = f64x2.sub(x, v128.load(leaf, 16));
        const e2 = f64x2.sub(x, v128.load(leaf, 32));
        const e3 = f64x2.sub(x, v128.load(leaf, 48));
        a0 = f64x2.add(a0, f64x2.mul(e0, e0));
        a1 = f64x2.add(a1, f64x2.mul(e1, e1));
        a2 = f64x2.add(a2, f64x2.mul(e2, e2));
        a3 = f64x2.add(a3, f64x2.mul(e3, e3));
        leaf += 64;
      }
      m0 = f64x2.pmax(m0, a0);
      m1 = f64x2.pmax(m1, a1);
      m2 = f64x2.pmax(m2, a2);
      m3 = f64x2.pmax(m3, a3);
    }
  v128.store(out, m0);
  v128.store(out, m1, 16);
  v128.store(out, m2, 32);
  v128.store(out, m3, 48);
}

/**
 * The k nearest other points of the points from place `from` to `to`.
 *
 * @param rows n x d points, row by row, in tree order
 * @param work room for 128 node numbers, 128 float64 and 8 float64
 * @param best (to - from) x k float64: distances, increasing
 * @param who as many i32: places of the neighbours
 */
export function treeNearest(
  from: i32,
  to: i32,
  d: i32,
  euclidean: i32,
  ends: usize,
  rows: usize,
  leaves: usize,
  boxes: usize,
  start: usize,
  end: usize,
  child: usize,
  k: i32,
  work: usize,
  best: usize,
  who: usize,
): void {
  const near = work + 512;
  const distances = near + 1024;
  const boxBytes = (d as usize) << 4;
  for (let i = from; i < to; i++) {
    const point = rows + (((i * d) as usize) << 3);
    for (let p = 0; p < k; p++) store<f64>(best + ((p as usize) << 3), Infinity);
    let worst: f64 = Infinity;
    let top = 1;
    store<i32>(work, 0);
    store<f64>(near, 0);
    while (top > 0) {
      top--;
      if (!(at64(near, top) < worst)) continue;
      let node = at32(work, top);
      let a = at32(child, node);
      while (a >= 0) {
        const da = boxNear(point, boxes + (a as usize) * boxBytes, d, euclidean, ends);
        const db = boxNear(point, boxes + ((a as usize) + 1) * boxBytes, d, euclidean, ends);
        // at equal distances (both 0) the half that holds the point itself comes first
        const aFirst = da < db || (da === db && i < at32(end, a));
        const later = aFirst ? db : da;
        if (later < worst) {
          store<i32>(work + ((top as usize) << 2), aFirst ? a + 1 : a);
          store<f64>(near + ((top as usize) << 3), later);
          top++;
        }
        node = aFirst ? a : a + 1;
        a = at32(child, node);
      }
      const first = at32(start, node);
      leafDistances(point, leaves + (((first * d) as usize) << 3), d, euclidean, ends, distances);
      const last = at32(end, node);
      for (let j = first; j < last; j++) {
        const r = at64(distances, j - first);
        if (!(r < worst) || j === i) continue;
        let p = k - 1;
        for (; p > 0 && at64(best, p - 1) > r; p--) {
          store<f64>(best + ((p as usize) << 3), at64(best, p - 1));
          store<i32>(who + ((p as usize) << 2), at32(who, p - 1));
        }
        store<f64>(best + ((p as usize) << 3), r);
        store<i32>(who + ((p as usize) << 2), j);
        worst = at64(best, k - 1);
      }
    }
    best += (k as usize) << 3;
    who += (k as usize) << 2;
  }
}

/**
 * How many points, the point itself included, lie within a radius of each point from place `from` to `to`.
 *
 * @param radius to - from float64
 * @param edge 0 open, 1 closed, 2 closed where the radius is 0
 * @param counts to - from i32
 */
export function treeCount(
  from: i32,
  to: i32,
  d: i32,
  euclidean: i32,
  ends: usize,
  rows: usize,
  leaves: usize,
  boxes: usize,
  start: usize,
  end: usize,
  child: usize,
  radius: usize,
  edge: i32,
  work: usize,
  counts: usize,
): void {
  const distances = work + 1536;
  const boxBytes = (d as usize) << 4;
  for (let i = from; i < to; i++) {
    const point = rows + (((i * d) as usize) << 3);
    const r = at64(radius, i - from);
    const closed = edge === 1 || (edge === 2 && r === 0);
    let count = 0;
    let top = 1;
    store<i32>(work, 0);
    while (top > 0) {
      const node = at32(work, --top);
      const box = boxes + (node as usize) * boxBytes;
      const near = boxNear(point, box, d, euclidean, ends);
      if (closed ? near > r : near >= r) continue;
      const first = at32(start, node);
      const last = at32(end, node);
      const far = boxFar(point, box, d, euclidean, ends);
      if (closed ? far <= r : far < r) {
        count += last - first;
        continue;
      }
      const a = at32(child, node);
      if (a >= 0) {
        store<i32>(work + ((top as usize) << 2), a);
        store<i32>(work + ((top as usize) << 2) + 4, a + 1);
        top += 2;
        continue;
      }
      leafDistances(point, leaves + (((first * d) as usize) << 3), d, euclidean, ends, distances);
      for (let j = 0; j < last - first; j++) {
        const s = at64(distances, j);
        if (closed ? s <= r : s < r) count++;
      }
    }
    store<i32>(counts + (((i - from) as usize) << 2), count);
  }
}
