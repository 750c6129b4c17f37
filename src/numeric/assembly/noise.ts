import { philoxBlocks } from "./philox";
import { log32 } from "./vectorMath";

/** Four standard normals from four words: the same bits as `noise` in src/core/noise.ts. */
// @ts-expect-error: decorator
@inline
function normals(words: v128): v128 {
  const odd = i32x4.sub(i32x4.add(i32x4.shl(i32x4.shr_u(words, 8), 1), i32x4.splat(1)), i32x4.splat(16777216));
  const x = f32x4.mul(f32x4.convert_i32x4_s(odd), f32x4.splat(5.9604644775390625e-8));
  const one = f32x4.splat(1.0);
  const w = f32x4.neg(log32(f32x4.mul(f32x4.sub(one, x), f32x4.add(one, x))));
  const c = f32x4.sub(w, f32x4.splat(2.5));
  let y = add(mul(f32x4.splat(2.81022636e-8), c), 3.43273939e-7);
  y = add(mul(y, c), -3.5233877e-6);
  y = add(mul(y, c), -4.39150654e-6);
  y = add(mul(y, c), 0.00021858087);
  y = add(mul(y, c), -0.00125372503);
  y = add(mul(y, c), -0.00417768164);
  y = add(mul(y, c), 0.246640727);
  y = add(mul(y, c), 1.50140941);
  const far = f32x4.ge(w, f32x4.splat(5.0));
  if (v128.any_true(far)) y = v128.bitselect(tail(w), y, far);
  return mul(mul(y, x), f32x4.splat(1.41421356));
}

function tail(w: v128): v128 {
  const c = f32x4.sub(f32x4.sqrt(w), f32x4.splat(3.0));
  let y = add(mul(f32x4.splat(-0.000200214257), c), 0.000100950558);
  y = add(mul(y, c), 0.00134934322);
  y = add(mul(y, c), -0.00367342844);
  y = add(mul(y, c), 0.00573950773);
  y = add(mul(y, c), -0.0076224613);
  y = add(mul(y, c), 0.00943887047);
  y = add(mul(y, c), 1.00167406);
  return add(mul(y, c), 2.83297682);
}

// @ts-expect-error: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-expect-error: decorator
@inline
function add(a: v128, c: f32): v128 {
  return f32x4.add(a, f32x4.splat(c));
}

/**
 * to = from + sd · noise, 16 numbers of 4 blocks at a time, up to 60 bytes beyond `end`.
 *
 * @param block a multiple of 4
 * @param words room for 64 bytes
 */
export function addNoise(seed: u64, stream: u64, block: u64, sd: f32, from: usize, to: usize, end: usize, words: usize): void {
  const factor = f32x4.splat(sd);
  for (; to < end; to += 64, from += 64, block += 4) {
    philoxBlocks(seed, stream, block, words);
    const a = normals(v128.load(words));
    const b = normals(v128.load(words, 16));
    const c = normals(v128.load(words, 32));
    const d = normals(v128.load(words, 48));
    v128.store(to, f32x4.add(v128.load(from), f32x4.mul(factor, a)));
    v128.store(to, f32x4.add(v128.load(from, 16), f32x4.mul(factor, b)), 16);
    v128.store(to, f32x4.add(v128.load(from, 32), f32x4.mul(factor, c)), 32);
    v128.store(to, f32x4.add(v128.load(from, 48), f32x4.mul(factor, d)), 48);
  }
}

/** mask = `keep` where a word is at least `threshold`, else 0; to = from · mask. Steps and room as in addNoise. */
export function dropOut(seed: u64, stream: u64, block: u64, threshold: u32, keep: f32, from: usize, mask: usize, to: usize, end: usize, words: usize): void {
  const least = i32x4.splat(threshold as i32);
  const factor = f32x4.splat(keep);
  for (; to < end; block += 4) {
    philoxBlocks(seed, stream, block, words);
    for (let k: usize = 0; k < 64; k += 16, to += 16, from += 16, mask += 16) {
      const m = v128.and(factor, i32x4.ge_u(v128.load(words + k), least));
      v128.store(mask, m);
      v128.store(to, f32x4.mul(v128.load(from), m));
    }
  }
}

/** `count` numbers (a multiple of 16) from block `block` (a multiple of 4) of a stream on, for callers outside a chain. */
export function noise32(seed: f64, stream: f64, block: f64, out: usize, count: i32, words: usize): void {
  const end = out + ((count as usize) << 2);
  for (let at = out; at < end; at += 16) v128.store(at, f32x4.splat(0.0));
  addNoise(seed as u64, stream as u64, block as u64, 1.0, out, out, end, words);
}
