/**
 * e^x for x <= 0, from additions and multiplications alone: the same bits everywhere. Least-maximum polynomials on |r| <= ln 2 / 2.
 */

// @ts-expect-error: decorator
@inline
function p32(r: v128, c: f32, acc: v128): v128 {
  return f32x4.add(f32x4.mul(acc, r), f32x4.splat(c));
}

/** Four float32 lanes, relative error 1.3e-7; below -87 the value at -87 (1.6e-38). */
// @ts-expect-error: decorator
@inline
export function expNegative32(x: v128): v128 {
  x = f32x4.pmax(x, f32x4.splat(-87.0));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.1219444e-4)));
  let y = p32(r, 0.041915382117989154, f32x4.splat(0.008297658723799067));
  y = p32(r, 0.16667574684300576, y);
  y = p32(r, 0.4999889485300327, y);
  y = p32(r, 0.9999996919945607, y);
  y = p32(r, 1.0000000716530213, y);
  // adding 1.5 * 2^23 + 127 puts k + 127 into the low bits of the mantissa
  return f32x4.mul(y, i32x4.shl(f32x4.add(k, f32x4.splat(12583039.0)), 23));
}

// @ts-expect-error: decorator
@inline
function p64(r: v128, c: f64, acc: v128): v128 {
  return f64x2.add(f64x2.mul(acc, r), f64x2.splat(c));
}

/** Two float64 lanes, relative error 3e-16; below -700 the value at -700 (1e-304). */
// @ts-expect-error: decorator
@inline
export function expNegative64(x: v128): v128 {
  x = f64x2.pmax(x, f64x2.splat(-700.0));
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(Math.LOG2E)));
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  let y = p64(r, 2.763229181463104e-7, f64x2.splat(2.4994337175171734e-8));
  y = p64(r, 2.75576224227177e-6, y);
  y = p64(r, 2.4801486525662292e-5, y);
  y = p64(r, 1.9841269432811358e-4, y);
  y = p64(r, 0.0013888888951219798, y);
  y = p64(r, 0.008333333333559201, y);
  y = p64(r, 0.04166666666649278, y);
  y = p64(r, 0.1666666666666617, y);
  y = p64(r, 0.5000000000000018, y);
  y = p64(r, 1.0, y);
  y = p64(r, 1.0, y);
  // adding 2^52 + 1023 puts k + 1023 into the low bits of the mantissa
  return f64x2.mul(y, i64x2.shl(f64x2.add(k, f64x2.splat(4503599627371519.0)), 52));
}
