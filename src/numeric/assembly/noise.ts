import { philoxBlocks, WORDS } from "./philox";
import { log32 } from "./vectorMath";

/** Four standard normals from four words: the same bits as `noise` in src/core/noise.ts. */
// @ts-expect-error: decorator
@inline
function normals(words: v128): v128 {
  const odd = i32x4.sub(i32x4.add(i32x4.shl(i32x4.shr_u(words, 8), 1), i32x4.splat(1)), i32x4.splat(16777216));
  const x = f32x4.mul(f32x4.convert_i32x4_s(odd), f32x4.splat(5.9604644775390625e-8));
  const one = f32x4.splat(1.0);
  const w = f32x4.neg(log32(f32x4.mul(f32x4.sub(one, x), f32x4.add(one, x))));
  const c = f32x4.sub(f32x4.sqrt(f32x4.add(w, f32x4.splat(2.0))), f32x4.splat(2.8));
  let y = add(mul(f32x4.splat(-0.0011143144166994338), c), 0.00036594622399370967);
  y = add(mul(y, c), 0.008407193787863122);
  y = add(mul(y, c), -0.008046948720233194);
  y = add(mul(y, c), -0.021074222201125717);
  y = add(mul(y, c), 0.052061383065831024);
  y = add(mul(y, c), -0.04658100558474598);
  y = add(mul(y, c), -0.015277145816614768);
  y = add(mul(y, c), 1.5987883583506455);
  y = add(mul(y, c), 3.188079078596352);
  return mul(y, x);
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

/** Sixteen numbers: to = from + factor · normals of the words. */
// @ts-expect-error: decorator
@inline
function add16(factor: v128, words: usize, from: usize, to: usize): void {
  const a = normals(v128.load(words));
  const b = normals(v128.load(words, 16));
  const c = normals(v128.load(words, 32));
  const d = normals(v128.load(words, 48));
  v128.store(to, f32x4.add(v128.load(from), f32x4.mul(factor, a)));
  v128.store(to, f32x4.add(v128.load(from, 16), f32x4.mul(factor, b)), 16);
  v128.store(to, f32x4.add(v128.load(from, 32), f32x4.mul(factor, c)), 32);
  v128.store(to, f32x4.add(v128.load(from, 48), f32x4.mul(factor, d)), 48);
}

/** Thirty-two: the long chains of eight vectors at once keep the processor busier than those of four, 1.9 ns a number instead of 2.6. */
// @ts-expect-error: decorator
@inline
function add32(factor: v128, words: usize, from: usize, to: usize): void {
  const a = normals(v128.load(words));
  const b = normals(v128.load(words, 16));
  const c = normals(v128.load(words, 32));
  const d = normals(v128.load(words, 48));
  const e = normals(v128.load(words, 64));
  const f = normals(v128.load(words, 80));
  const g = normals(v128.load(words, 96));
  const h = normals(v128.load(words, 112));
  v128.store(to, f32x4.add(v128.load(from), f32x4.mul(factor, a)));
  v128.store(to, f32x4.add(v128.load(from, 16), f32x4.mul(factor, b)), 16);
  v128.store(to, f32x4.add(v128.load(from, 32), f32x4.mul(factor, c)), 32);
  v128.store(to, f32x4.add(v128.load(from, 48), f32x4.mul(factor, d)), 48);
  v128.store(to, f32x4.add(v128.load(from, 64), f32x4.mul(factor, e)), 64);
  v128.store(to, f32x4.add(v128.load(from, 80), f32x4.mul(factor, f)), 80);
  v128.store(to, f32x4.add(v128.load(from, 96), f32x4.mul(factor, g)), 96);
  v128.store(to, f32x4.add(v128.load(from, 112), f32x4.mul(factor, h)), 112);
}

/**
 * to = from + sd · noise, up to 60 bytes beyond `end`.
 *
 * @param block a multiple of 4
 * @param words room for 1024 bytes
 */
export function addNoise(seed: u64, stream: u64, block: u64, sd: f32, from: usize, to: usize, end: usize, words: usize): void {
  const factor = f32x4.splat(sd);
  while (to < end) {
    const stop = min(end, to + WORDS);
    philoxBlocks(seed, stream, block, words, words + (stop - to));
    let w = words;
    for (; to + 64 < stop; to += 128, from += 128, w += 128) add32(factor, w, from, to);
    if (to < stop) {
      add16(factor, w, from, to);
      to += 64; // the last of all: WORDS is a multiple of 128
    }
    block += WORDS >> 4;
  }
}

/** mask = `keep` where a word is at least `threshold`, else 0; to = from · mask. Steps and room as in addNoise. */
export function dropOut(seed: u64, stream: u64, block: u64, threshold: u32, keep: f32, from: usize, mask: usize, to: usize, end: usize, words: usize): void {
  const least = i32x4.splat(threshold as i32);
  const factor = f32x4.splat(keep);
  while (to < end) {
    const size = min((end - to + 63) & ~63, WORDS);
    philoxBlocks(seed, stream, block, words, words + size);
    for (let k: usize = 0; k < size; k += 16, to += 16, from += 16, mask += 16) {
      const m = v128.and(factor, i32x4.ge_u(v128.load(words + k), least));
      v128.store(mask, m);
      v128.store(to, f32x4.mul(v128.load(from), m));
    }
    block += WORDS >> 4;
  }
}

/** `count` numbers (a multiple of 16) from block `block` (a multiple of 4) of a stream on, for callers outside a chain. */
export function noise32(seed: f64, stream: f64, block: f64, out: usize, count: i32, words: usize): void {
  const end = out + ((count as usize) << 2);
  for (let at = out; at < end; at += 16) v128.store(at, f32x4.splat(0.0));
  addNoise(seed as u64, stream as u64, block as u64, 1.0, out, out, end, words);
}
