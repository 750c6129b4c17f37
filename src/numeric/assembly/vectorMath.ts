/**
 * exp, tanh, ln on four float32 or two float64 lanes, from additions, multiplications and divisions alone: the same bits everywhere.
 * float32: exp relative error 8e-8, tanh 4.2e-7, ln 1.5e-7 of max(1, |ln x|). float64: 3e-16 relative.
 * pmin and pmax are one instruction each where min and max are eight; written with the argument first they keep NaN.
 * The float32 coefficients are least-maximum fits (relative error 2e-9, 1.3e-7 and 3e-8 before rounding).
 */

// @ts-expect-error: decorator
@inline
function p32(x: v128, c: f32, acc: v128): v128 {
  return f32x4.add(f32x4.mul(acc, x), f32x4.splat(c));
}

/** e^x; x below -87.3 gives 2^-126 times a number near 1, x above 88 the value at 88. NaN stays NaN. */
// @ts-expect-error: decorator
@inline
export function exp32(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.3)), f32x4.splat(88.0));
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), f32x4.splat(12582912.0)); // 1.5 · 2^23: rounds to whole, in the low bits
  const k = f32x4.sub(shifted, f32x4.splat(12582912.0));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let y = p32(r, 0.008374898349913893, f32x4.splat(0.0013836739559752276));
  y = p32(r, 0.041668231845681754, y);
  y = p32(r, 0.1666641919054435, y);
  y = p32(r, 0.49999992032121826, y);
  y = p32(r, 1.0, y);
  y = p32(r, 1.0, y);
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

/** tanh x, an odd rational function of x clamped to ±7.9, where it is 1 - 2.7e-7; never outside [-1, 1]. */
// @ts-expect-error: decorator
@inline
export function tanh32(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-7.9)), f32x4.splat(7.9));
  const u = f32x4.mul(x, x);
  let p = p32(u, 0.0029604929694899812, f32x4.splat(1.1531995203311188e-05));
  p = p32(u, 0.12934438280395696, p);
  p = p32(u, 0.9999998702139399, p);
  let q = p32(u, 0.00024001450276317905, f32x4.splat(2.492586570994868e-07));
  q = p32(u, 0.023854170244167854, q);
  q = p32(u, 0.46267665368039507, q);
  q = p32(u, 1.0, q);
  return f32x4.div(f32x4.mul(x, p), q);
}

/** ln x for normal positive x. */
// @ts-expect-error: decorator
@inline
export function log32(x: v128): v128 {
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3)); // exponent counted from sqrt(1/2)
  const k = i32x4.shr_s(shifted, 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(k, 23)), f32x4.splat(1.0));
  let y = p32(f, -0.14366812952997648, f32x4.splat(0.08722293942278939));
  y = p32(f, 0.14952275653181957, y);
  y = p32(f, -0.16562397939340373, y);
  y = p32(f, 0.19956833150430017, y);
  y = p32(f, -0.2500207384207479, y);
  y = p32(f, 0.33334185632146596, y);
  y = p32(f, -0.49999987966841103, y);
  y = p32(f, 0.9999999741893878, y);
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(k), f32x4.splat(0.69314718)), f32x4.mul(f, y));
}

/** ln(1 + e^x) = max(x, 0) + 2 artanh(u / (2 + u)), u = e^-|x|. */
// @ts-expect-error: decorator
@inline
export function softplus32(x: v128): v128 {
  const u = exp32(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(u, f32x4.add(u, f32x4.splat(2.0)));
  const z = f32x4.mul(s, s);
  let y = p32(z, 2.0 / 13.0, f32x4.splat(2.0 / 15.0));
  y = p32(z, 2.0 / 11.0, y);
  y = p32(z, 2.0 / 9.0, y);
  y = p32(z, 2.0 / 7.0, y);
  y = p32(z, 2.0 / 5.0, y);
  y = p32(z, 2.0 / 3.0, y);
  y = p32(z, 2.0, y);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0.0)), f32x4.mul(s, y));
}

// @ts-expect-error: decorator
@inline
function p64(x: v128, c: f64, acc: v128): v128 {
  return f64x2.add(f64x2.mul(acc, x), f64x2.splat(c));
}

/** x less the nearest multiple k of ln 2. */
// @ts-expect-error: decorator
@inline
function reduce64(x: v128, k: v128): v128 {
  const r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  return f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
}

/** e^r - 1 for |r| <= 0.35, by its series to r^13. */
// @ts-expect-error: decorator
@inline
function expm1Small64(r: v128): v128 {
  let y = p64(r, 1.0 / 479001600.0, f64x2.splat(1.0 / 6227020800.0));
  y = p64(r, 1.0 / 39916800.0, y);
  y = p64(r, 1.0 / 3628800.0, y);
  y = p64(r, 1.0 / 362880.0, y);
  y = p64(r, 1.0 / 40320.0, y);
  y = p64(r, 1.0 / 5040.0, y);
  y = p64(r, 1.0 / 720.0, y);
  y = p64(r, 1.0 / 120.0, y);
  y = p64(r, 1.0 / 24.0, y);
  y = p64(r, 1.0 / 6.0, y);
  y = p64(r, 0.5, y);
  return f64x2.add(r, f64x2.mul(f64x2.mul(r, r), y));
}

/** 2^k for whole k from -1022 to 1023. */
// @ts-expect-error: decorator
@inline
function power64(k: v128): v128 {
  // adding 2^52 + 1023 puts k + 1023 into the low bits of the mantissa
  return i64x2.shl(f64x2.add(k, f64x2.splat(4503599627371519.0)), 52);
}

/** e^x, clamped to x from -708 to 709. NaN stays NaN. */
// @ts-expect-error: decorator
@inline
export function exp64(x: v128): v128 {
  x = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-708.0)), f64x2.splat(709.0));
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.4426950408889634)));
  return f64x2.mul(f64x2.add(expm1Small64(reduce64(x, k)), f64x2.splat(1.0)), power64(k));
}

/** tanh x = e / (e + 2) with e = e^(2|x|) - 1, so that small x lose nothing. */
// @ts-expect-error: decorator
@inline
export function tanh64(x: v128): v128 {
  const y = f64x2.pmin(f64x2.mul(f64x2.abs(x), f64x2.splat(2.0)), f64x2.splat(44.0));
  const k = f64x2.nearest(f64x2.mul(y, f64x2.splat(1.4426950408889634)));
  const power = power64(k);
  const e = f64x2.add(f64x2.mul(expm1Small64(reduce64(y, k)), power), f64x2.sub(power, f64x2.splat(1.0)));
  const t = f64x2.div(e, f64x2.add(e, f64x2.splat(2.0)));
  return v128.bitselect(x, t, i64x2.splat(0x8000000000000000)); // the sign of x
}

/** ln(1 + e^x), as softplus32; u <= 1, so s <= 1/3 and the series to s^35 holds 3e-17. */
// @ts-expect-error: decorator
@inline
export function softplus64(x: v128): v128 {
  const u = exp64(f64x2.neg(f64x2.abs(x)));
  const s = f64x2.div(u, f64x2.add(u, f64x2.splat(2.0)));
  const z = f64x2.mul(s, s);
  let y = f64x2.splat(2.0 / 35.0);
  for (let k = 33; k >= 1; k -= 2) y = p64(z, 2.0 / (k as f64), y);
  return f64x2.add(f64x2.pmax(x, f64x2.splat(0.0)), f64x2.mul(s, y));
}

/**
 * to = exp(from) in float32 up to `end`, four vectors at a time: the compiler builds the constants anew in every pass of a loop, which would
 * cost as much as the work on one vector. Here and below, up to 63 bytes beyond the end are written.
 */
export function expRange32(from: usize, to: usize, end: usize): void {
  for (; to < end; to += 64, from += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, exp32(a));
    v128.store(to, exp32(b), 16);
    v128.store(to, exp32(c), 32);
    v128.store(to, exp32(d), 48);
  }
}

export function tanhRange32(from: usize, to: usize, end: usize): void {
  for (; to < end; to += 64, from += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, tanh32(a));
    v128.store(to, tanh32(b), 16);
    v128.store(to, tanh32(c), 32);
    v128.store(to, tanh32(d), 48);
  }
}

export function logRange32(from: usize, to: usize, end: usize): void {
  for (; to < end; to += 64, from += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, log32(a));
    v128.store(to, log32(b), 16);
    v128.store(to, log32(c), 32);
    v128.store(to, log32(d), 48);
  }
}

export function expRange64(from: usize, to: usize, end: usize): void {
  for (; to < end; to += 64, from += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, exp64(a));
    v128.store(to, exp64(b), 16);
    v128.store(to, exp64(c), 32);
    v128.store(to, exp64(d), 48);
  }
}

export function tanhRange64(from: usize, to: usize, end: usize): void {
  for (; to < end; to += 64, from += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, tanh64(a));
    v128.store(to, tanh64(b), 16);
    v128.store(to, tanh64(c), 32);
    v128.store(to, tanh64(d), 48);
  }
}
