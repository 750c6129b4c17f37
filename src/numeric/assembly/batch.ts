import { expRange32 } from "./vectorMath";

/** The two ends of a mini-batch: rows in, and what the loss sends back. */

/** Rows order[from … from + count) of a padded row-major table to feature-major `out`; columns beyond `count` up to n become 0. */
export function gather(table: usize, rowBytes: usize, order: usize, from: i32, count: i32, n: i32, out: usize, stride: usize): void {
  const zero = f32x4.splat(0.0);
  const width = (n as usize) << 2;
  for (let c: usize = 0; c < rowBytes; c += 16, out += stride << 2) {
    let at = order + ((from as usize) << 2);
    const base = table + c;
    let s: usize = 0;
    const whole = ((count & ~3) as usize) << 2;
    for (; s < whole; s += 16, at += 16) {
      const r0 = v128.load(base + (load<u32>(at) as usize) * rowBytes);
      const r1 = v128.load(base + (load<u32>(at, 4) as usize) * rowBytes);
      const r2 = v128.load(base + (load<u32>(at, 8) as usize) * rowBytes);
      const r3 = v128.load(base + (load<u32>(at, 12) as usize) * rowBytes);
      const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const e = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      let to = out + s;
      v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
      to += stride;
      v128.store(to, v128.shuffle<i64>(a, b, 1, 3));
      to += stride;
      v128.store(to, v128.shuffle<i64>(d, e, 0, 2));
      to += stride;
      v128.store(to, v128.shuffle<i64>(d, e, 1, 3));
    }
    for (let t = s; t < width; t += 16) for (let k: usize = 0; k < 4; k++) v128.store(out + k * stride + t, zero);
    const end = (count as usize) << 2;
    for (; s < end; s += 4, at += 4) {
      const row = base + (load<u32>(at) as usize) * rowBytes;
      for (let k: usize = 0; k < 4; k++) store<f32>(out + k * stride + s, load<f32>(row + (k << 2)));
    }
  }
}

/** delta = scale (softmax(z) - one-hot), 0 beyond the batch; the loss itself is not needed to train. */
export function softmaxDelta(
  z: usize,
  classes: i32,
  labels: usize,
  delta: usize,
  order: usize,
  count: i32,
  n: i32,
  stride: usize,
  scale: f32,
): void {
  const width = (n as usize) << 2;
  const end = (classes as usize) * stride;
  for (let s: usize = 0; s < width; s += 16) {
    let most = v128.load(z + s);
    for (let c = stride; c < end; c += stride) most = f32x4.pmax(most, v128.load(z + s + c));
    for (let c: usize = 0; c < end; c += stride) v128.store(delta + s + c, f32x4.sub(v128.load(z + s + c), most));
  }
  for (let c: usize = 0; c < end; c += stride) expRange32(delta + c, delta + c, delta + c + width);
  for (let s: usize = 0; s < width; s += 16) {
    let sum = v128.load(delta + s);
    for (let c = stride; c < end; c += stride) sum = f32x4.add(sum, v128.load(delta + s + c));
    const factor = f32x4.div(f32x4.splat(scale), sum);
    for (let c: usize = 0; c < end; c += stride) v128.store(delta + s + c, f32x4.mul(v128.load(delta + s + c), factor));
  }
  for (let s = 0; s < count; s++) {
    const at = delta + (load<u8>(labels + (load<u32>(order + ((s as usize) << 2)) as usize)) as usize) * stride + ((s as usize) << 2);
    store<f32>(at, load<f32>(at) - scale);
  }
  clearBeyond(delta, classes, count, n, stride);
}

function clearBeyond(delta: usize, rows: i32, count: i32, n: i32, stride: usize): void {
  for (let j = 0; j < rows; j++) for (let s = count; s < n; s++) store<f32>(delta + (j as usize) * stride + ((s as usize) << 2), 0.0);
}

/** delta = scale (a - target). */
export function differenceDelta(a: usize, target: usize, rows: i32, delta: usize, count: i32, n: i32, stride: usize, scale: f32): void {
  const width = (n as usize) << 2;
  for (let j = 0; j < rows; j++) {
    const row = (j as usize) * stride;
    for (let s: usize = 0; s < width; s += 16)
      v128.store(delta + row + s, f32x4.mul(f32x4.splat(scale), f32x4.sub(v128.load(a + row + s), v128.load(target + row + s))));
  }
  clearBeyond(delta, rows, count, n, stride);
}
