import { type Kernels, kernels, NOISE_WORDS } from "./kernels.js";
import { scratch } from "./scratch.js";

interface Functions extends Kernels {
  noise32(seed: number, stream: number, block: number, out: number, count: number, words: number): void;
  philoxBlocks(seed: bigint, stream: bigint, block: bigint, out: number, end: number): void;
}

/**
 * Standard normal numbers of a stream, as `noise` in src/core/noise.ts gives them.
 *
 * @param block first block of 4 numbers, a multiple of 4
 * @param out its length is a multiple of 16
 */
export function streamNoise(seed: number, stream: number, block: number, out: Float32Array): void {
  const instance = kernels() as Functions;
  const memory = scratch(4 * (out.length + NOISE_WORDS) + 32, instance);
  const room = memory.f32(out.length);
  const words = memory.u32(NOISE_WORDS);
  instance.noise32(seed, stream, block, room.byteOffset, out.length, words.byteOffset);
  out.set(room);
}

/**
 * A dropout mask: 0 with probability `rate`, else 1 / (1 − rate).
 *
 * @param block first block of 4 numbers, a multiple of 4
 * @param out its length is a multiple of 16
 */
export function streamMask(seed: number, stream: number, block: number, rate: number, out: Float32Array): void {
  const instance = kernels() as Functions;
  const words = scratch(4 * NOISE_WORDS + 16, instance).u32(NOISE_WORDS);
  const threshold = Math.round(rate * 4294967296);
  const keep = 1 / (1 - rate);
  for (let at = 0; at < out.length; at += NOISE_WORDS) {
    const end = Math.min(NOISE_WORDS, out.length - at);
    instance.philoxBlocks(BigInt(seed), BigInt(stream), BigInt(block + at / 4), words.byteOffset, words.byteOffset + 4 * end);
    for (let k = 0; k < end; k++) out[at + k] = words[k] >= threshold ? keep : 0;
  }
}
