import { type Kernels, kernels } from "./kernels.js";
import { scratch } from "./scratch.js";

interface Functions extends Kernels {
  noise32(seed: number, stream: number, block: number, out: number, count: number, words: number): void;
  philoxBlocks8(seed: bigint, stream: bigint, block: bigint, out: number): void;
}

/**
 * Standard normal numbers of a stream, as `noise` in src/core/noise.ts gives them.
 *
 * @param block first block of 4 numbers, a multiple of 4
 * @param out its length is a multiple of 16
 */
export function streamNoise(seed: number, stream: number, block: number, out: Float32Array): void {
  const instance = kernels() as Functions;
  const memory = scratch(4 * out.length + 256, instance);
  const room = memory.f32(out.length);
  const words = memory.u32(32);
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
  const words = scratch(256, instance).u32(32);
  const threshold = Math.round(rate * 4294967296);
  const keep = 1 / (1 - rate);
  for (let at = 0; at < out.length; at += 32) {
    instance.philoxBlocks8(BigInt(seed), BigInt(stream), BigInt(block + at / 4), words.byteOffset);
    const end = Math.min(32, out.length - at);
    for (let k = 0; k < end; k++) out[at + k] = words[k] >= threshold ? keep : 0;
  }
}
