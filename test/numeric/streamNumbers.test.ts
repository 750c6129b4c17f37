import { noise } from "src/core/noise.js";
import { random } from "src/core/random.js";
import { kernels } from "src/numeric/kernels.js";
import { streamMask, streamNoise } from "src/numeric/streamNumbers.js";
import { expect, test } from "vitest";

test.each([16, 32, 272, 1040])("%i numbers are those of the stream, from any block on", (length) => {
  const drawn = new Float32Array(length);
  streamNoise(2 ** 52 + 7, 3, 8, drawn);
  expect(drawn).toEqual(noise(2 ** 52 + 7, 3, 8, new Float32Array(length)));
});

test.each([16, 32, 272, 1040])("a mask of %i is 0 where the word of the stream is below rate · 2³²", (length) => {
  const drawn = new Float32Array(length);
  streamMask(5, 9, 4, 0.3, drawn);
  const words = random(5, 9);
  for (let i = 0; i < 16; i++) words.uint32(); // four blocks
  expect(drawn).toEqual(Float32Array.from({ length }, () => (words.uint32() < 0.3 * 2 ** 32 ? 0 : 1 / (1 - 0.3))));
});

test("numbers that fill the memory to its last bytes leave room for their words", () => {
  const { memory, heapBase } = kernels();
  const free = memory.buffer.byteLength - heapBase();
  for (const spare of [288, 512, 1024]) {
    const drawn = new Float32Array(16 * Math.floor((free - spare) / 64));
    streamNoise(1, 2, 0, drawn);
    expect(drawn.subarray(0, 16)).toEqual(noise(1, 2, 0, new Float32Array(16)));
  }
});
