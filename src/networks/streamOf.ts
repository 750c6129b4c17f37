/** The uses of one seed. Stream 0 and everything below 16 is left to callers of `random` itself. */
const PURPOSES = { weights: 1, shuffle: 2, noise: 3, dropout: 4, evaluation: 5, recording: 6 } as const;

/**
 * The stream of `random(seed, stream)` for one use, so that two uses of a seed never share numbers and each can be drawn on its own, in any
 * order and on any thread. Streams below 16 are left to other uses of `random`.
 *
 * @param repetition 0, 1 …, below 2²⁴
 * @param index the epoch of shuffles, else the layer; below 2²⁴
 */
export function streamOf(purpose: keyof typeof PURPOSES, repetition: number, index: number): number {
  return (repetition * 16777216 + index + 1) * 16 + PURPOSES[purpose];
}
