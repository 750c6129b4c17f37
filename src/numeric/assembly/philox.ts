/** Philox4x32-10, four blocks at a time: the same words as `philox` in src/core/random.ts. */

// @ts-expect-error: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 0, 2, 4, 6);
}

// @ts-expect-error: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/**
 * The 16 words of blocks index … index + 3, in order, to `out`.
 *
 * @param index a multiple of 4
 */
export function philoxBlocks(seed: u64, stream: u64, index: u64, out: usize): void {
  let c0 = i32x4.add(i32x4.splat(index as i32), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat((index >> 32) as i32);
  let c2 = i32x4.splat(stream as i32);
  let c3 = i32x4.splat((stream >> 32) as i32);
  let k0 = seed as u32;
  let k1 = (seed >> 32) as u32;
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const high0 = high(c0, m0);
    const high1 = high(c2, m1);
    const low0 = low(c0, m0);
    const low1 = low(c2, m1);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(k0));
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(k1));
    c1 = low1;
    c3 = low0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  const a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(out, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(c, d, 1, 3), 48);
}

/**
 * 0 … n - 1 in random order to `out` (u32), equal to `random(seed, stream).permutation(n)`.
 *
 * @param words room for 64 bytes
 */
export function philoxPermutation(n: u32, seed: f64, stream: f64, out: usize, words: usize): void {
  const key = seed as u64;
  const line = stream as u64;
  for (let i: u32 = 0; i < n; i++) store<u32>(out + ((i as usize) << 2), i);
  let used = 16;
  let index: u64 = 0;
  for (let i = n - 1; (i as i32) > 0; i--) {
    const size = i + 1;
    let word: u32;
    do {
      if (used == 16) {
        philoxBlocks(key, line, index, words);
        index += 4;
        used = 0;
      }
      word = load<u32>(words + ((used++ as usize) << 2));
      // refused from the largest multiple of `size` on; its remainder is worth a division only within `size` of the end
    } while (word > <u32>0xffffffff - size && word > <u32>0xffffffff - ((0 - size) % size));
    const j = word % size;
    const here = out + ((i as usize) << 2);
    const there = out + ((j as usize) << 2);
    const t = load<u32>(here);
    store<u32>(here, load<u32>(there));
    store<u32>(there, t);
  }
}
