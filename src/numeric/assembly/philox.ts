/** Philox4x32-10, eight blocks at a time: the same words as `philox` in src/core/random.ts. */

// @ts-expect-error: decorator
@inline
function storeTransposed(c0: v128, c1: v128, c2: v128, c3: v128, out: usize): void {
  const a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(out, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(c, d, 1, 3), 48);
}

/** Bytes of words that are drawn at a time, at most: those of 256 samples. */
export const WORDS: usize = 1024;

/**
 * The words of blocks index, index + 1 … in order, from `out` to `end`, eight blocks (128 bytes) at a time. Two groups of four keep the processor
 * busy while each waits for its products.
 *
 * @param index a multiple of 4
 */
export function philoxBlocks(seed: u64, stream: u64, index: u64, out: usize, end: usize): void {
  for (; out < end; out += 128, index += 8) eightBlocks(seed, stream, index, out);
}

// @ts-expect-error: decorator
@inline
function eightBlocks(seed: u64, stream: u64, index: u64, out: usize): void {
  const next = index + 4;
  let c0 = i32x4.add(i32x4.splat(index as i32), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat((index >> 32) as i32);
  let c2 = i32x4.splat(stream as i32);
  let c3 = i32x4.splat((stream >> 32) as i32);
  let d0 = i32x4.add(i32x4.splat(next as i32), i32x4(0, 1, 2, 3));
  let d1 = i32x4.splat((next >> 32) as i32);
  let d2 = c2;
  let d3 = c3;
  let k0 = i32x4.splat(seed as i32);
  let k1 = i32x4.splat((seed >> 32) as i32);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const c0low = i64x2.extmul_low_i32x4_u(c0, m0);
    const c0high = i64x2.extmul_high_i32x4_u(c0, m0);
    const c2low = i64x2.extmul_low_i32x4_u(c2, m1);
    const c2high = i64x2.extmul_high_i32x4_u(c2, m1);
    const d0low = i64x2.extmul_low_i32x4_u(d0, m0);
    const d0high = i64x2.extmul_high_i32x4_u(d0, m0);
    const d2low = i64x2.extmul_low_i32x4_u(d2, m1);
    const d2high = i64x2.extmul_high_i32x4_u(d2, m1);
    c0 = v128.xor(v128.shuffle<i32>(c2low, c2high, 1, 3, 5, 7), v128.xor(c1, k0));
    d0 = v128.xor(v128.shuffle<i32>(d2low, d2high, 1, 3, 5, 7), v128.xor(d1, k0));
    c1 = v128.shuffle<i32>(c2low, c2high, 0, 2, 4, 6);
    d1 = v128.shuffle<i32>(d2low, d2high, 0, 2, 4, 6);
    c2 = v128.xor(v128.shuffle<i32>(c0low, c0high, 1, 3, 5, 7), v128.xor(c3, k1));
    d2 = v128.xor(v128.shuffle<i32>(d0low, d0high, 1, 3, 5, 7), v128.xor(d3, k1));
    c3 = v128.shuffle<i32>(c0low, c0high, 0, 2, 4, 6);
    d3 = v128.shuffle<i32>(d0low, d0high, 0, 2, 4, 6);
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  storeTransposed(c0, c1, c2, c3, out);
  storeTransposed(d0, d1, d2, d3, out + 64);
}

/**
 * 0 … n - 1 in random order to `out` (u32), equal to `random(seed, stream).permutation(n)`.
 *
 * @param words room for 128 bytes
 */
export function philoxPermutation(n: u32, seed: f64, stream: f64, out: usize, words: usize): void {
  const key = seed as u64;
  const line = stream as u64;
  for (let i: u32 = 0; i < n; i++) store<u32>(out + ((i as usize) << 2), i);
  let used = 32;
  let index: u64 = 0;
  for (let i = n - 1; (i as i32) > 0; i--) {
    const size = i + 1;
    let word: u32;
    do {
      if (used == 32) {
        philoxBlocks(key, line, index, words, words + 128);
        index += 8;
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
