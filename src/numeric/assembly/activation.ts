import { exp32, exp64, softplus32, softplus64, tanhRange32, tanhRange64 } from "./vectorMath";

/** Codes of `ACTIVATION_CODES` in src/networks/activation.ts. */
export const LINEAR = 0;
export const TANH = 1;
export const SIGMOID = 2;
export const RELU = 3;
export const LEAKY_RELU = 4;
export const HARDTANH = 5;
export const SOFTPLUS = 6;
export const SOFTSIGN = 7;
export const SOFTMAX = 8;

/** From `at` to `end`: f(z). Up to 63 bytes beyond the end are written. `slope` is the negative side of leaky relu. */
export function activate32(code: i32, slope: f32, z: usize, at: usize, end: usize): void {
  if (code == TANH) tanhRange32(z, at, end);
  else if (code == SIGMOID) {
    const one = f32x4.splat(1.0);
    for (; at < end; at += 16, z += 16) v128.store(at, f32x4.div(one, f32x4.add(one, exp32(f32x4.neg(v128.load(z))))));
  } else if (code == RELU) for (; at < end; at += 16, z += 16) v128.store(at, f32x4.pmax(v128.load(z), f32x4.splat(0.0)));
  else if (code == LEAKY_RELU) {
    const zero = f32x4.splat(0.0);
    for (; at < end; at += 16, z += 16) {
      const x = v128.load(z);
      v128.store(at, v128.bitselect(f32x4.mul(x, f32x4.splat(slope)), x, f32x4.lt(x, zero)));
    }
  } else if (code == HARDTANH)
    for (; at < end; at += 16, z += 16) v128.store(at, f32x4.pmin(f32x4.pmax(v128.load(z), f32x4.splat(-1.0)), f32x4.splat(1.0)));
  else if (code == SOFTPLUS) for (; at < end; at += 16, z += 16) v128.store(at, softplus32(v128.load(z)));
  else if (code == SOFTSIGN)
    for (; at < end; at += 16, z += 16) {
      const x = v128.load(z);
      v128.store(at, f32x4.div(x, f32x4.add(f32x4.splat(1.0), f32x4.abs(x))));
    }
  else if (at != z) for (; at < end; at += 16, z += 16) v128.store(at, v128.load(z));
}

/** delta *= f'(z), written through the output a = f(z). */
export function multiplySlope32(code: i32, slope: f32, a: usize, at: usize, end: usize): void {
  const one = f32x4.splat(1.0);
  if (code == TANH)
    for (; at < end; at += 32, a += 32) {
      const t = v128.load(a);
      const u = v128.load(a, 16);
      v128.store(at, f32x4.mul(v128.load(at), f32x4.sub(one, f32x4.mul(t, t))));
      v128.store(at, f32x4.mul(v128.load(at, 16), f32x4.sub(one, f32x4.mul(u, u))), 16);
    }
  else if (code == SIGMOID)
    for (; at < end; at += 16, a += 16) {
      const t = v128.load(a);
      v128.store(at, f32x4.mul(v128.load(at), f32x4.mul(t, f32x4.sub(one, t))));
    }
  else if (code == RELU)
    for (; at < end; at += 16, a += 16) v128.store(at, v128.and(v128.load(at), f32x4.gt(v128.load(a), f32x4.splat(0.0))));
  else if (code == LEAKY_RELU)
    for (; at < end; at += 16, a += 16) {
      const d = v128.load(at);
      v128.store(at, v128.bitselect(d, f32x4.mul(d, f32x4.splat(slope)), f32x4.gt(v128.load(a), f32x4.splat(0.0))));
    }
  else if (code == HARDTANH)
    for (; at < end; at += 16, a += 16) v128.store(at, v128.and(v128.load(at), f32x4.lt(f32x4.abs(v128.load(a)), one)));
  else if (code == SOFTPLUS)
    for (; at < end; at += 16, a += 16) v128.store(at, f32x4.mul(v128.load(at), f32x4.sub(one, exp32(f32x4.neg(v128.load(a))))));
  else if (code == SOFTSIGN)
    for (; at < end; at += 16, a += 16) {
      const t = f32x4.sub(one, f32x4.abs(v128.load(a)));
      v128.store(at, f32x4.mul(v128.load(at), f32x4.mul(t, t)));
    }
}

/** In place on float64; up to 63 bytes beyond the end are written. Softmax is the caller's. */
export function activate64(code: i32, slope: f64, at: usize, end: usize): void {
  const zero = f64x2.splat(0.0);
  const one = f64x2.splat(1.0);
  if (code == TANH) tanhRange64(at, at, end);
  else if (code == SIGMOID) for (; at < end; at += 16) v128.store(at, f64x2.div(one, f64x2.add(one, exp64(f64x2.neg(v128.load(at))))));
  else if (code == RELU) for (; at < end; at += 16) v128.store(at, f64x2.pmax(v128.load(at), zero));
  else if (code == LEAKY_RELU)
    for (; at < end; at += 16) {
      const x = v128.load(at);
      v128.store(at, v128.bitselect(f64x2.mul(x, f64x2.splat(slope)), x, f64x2.lt(x, zero)));
    }
  else if (code == HARDTANH) for (; at < end; at += 16) v128.store(at, f64x2.pmin(f64x2.pmax(v128.load(at), f64x2.splat(-1.0)), one));
  else if (code == SOFTPLUS) for (; at < end; at += 16) v128.store(at, softplus64(v128.load(at)));
  else if (code == SOFTSIGN)
    for (; at < end; at += 16) {
      const x = v128.load(at);
      v128.store(at, f64x2.div(x, f64x2.add(one, f64x2.abs(x))));
    }
}

/** out = low + step · floor((a - low) / step + 1/2), up to 15 bytes beyond `end`: a rounded to levels. */
export function quantise32(low: f32, step: f32, a: usize, at: usize, end: usize): void {
  const first = f32x4.splat(low);
  const size = f32x4.splat(step);
  const inverse = f32x4.splat(<f32>1.0 / step);
  const half = f32x4.splat(0.5);
  for (; at < end; at += 16, a += 16) {
    const level = f32x4.floor(f32x4.add(f32x4.mul(f32x4.sub(v128.load(a), first), inverse), half));
    v128.store(at, f32x4.add(first, f32x4.mul(size, level)));
  }
}

/** The same in float64, in place over `count` numbers. */
export function quantise64(low: f64, step: f64, at: usize, count: i32): void {
  const end = at + ((count as usize) << 3);
  for (; at < end; at += 8) store<f64>(at, low + step * Math.floor((load<f64>(at) - low) / step + 0.5));
}
