import { philox, random } from "src/core/random.js";
import { kernels } from "src/numeric/kernels.js";
import { scratch } from "src/numeric/scratch.js";
import { expect, test } from "vitest";

const shuffle = (n: number, seed: number, stream: number) => {
  const room = scratch(4 * n + 256);
  const out = room.u32(n);
  const words = room.u32(32);
  (kernels().philoxPermutation as (...a: number[]) => void)(n, seed, stream, out.byteOffset, words.byteOffset);
  return out.slice();
};

test.each([
  [1, 0, 0],
  [2, 0, 1],
  [16, 1, 2],
  [3277, 7, 123456],
  [4096, 2 ** 52 + 1, 2 ** 51 + 5],
  [100_000, 3, 17],
])("the order of %i rows, seed %i, stream %i is core's", (n, seed, stream) => {
  expect(shuffle(n, seed, stream)).toEqual(random(seed, stream).permutation(n));
});

test("eight blocks at once are core's blocks, also beyond 32 bits of the index", () => {
  const out = scratch(256).u32(32);
  const run = kernels().philoxBlocks as (seed: bigint, stream: bigint, index: bigint, out: number, end: number) => void;
  for (const index of [0, 8, 2 ** 32 - 4, 2 ** 32 - 8, 2 ** 40]) {
    run(BigInt(2 ** 50 + 3), BigInt(99), BigInt(index), out.byteOffset, out.byteOffset + 128);
    const block = new Uint32Array(4);
    const expected = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => {
      philox(2 ** 50 + 3, 99, index + i, block);
      return [...block];
    });
    expect([...out]).toEqual(expected);
  }
});
