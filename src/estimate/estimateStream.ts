/** The uses of one seed by the estimators. */
const PURPOSES = { addNoise: 0, propagation: 1, marginal: 2, conditional: 3, repetition: 4, folds: 5, subset: 6 } as const;

/**
 * The stream of `random(seed, stream)` for one use, from 2⁵² on, where no other use of the library reaches: the same seed for data, network, noise
 * and estimate must not make one a copy of the other.
 *
 * @param index below 2⁴⁸
 */
export function estimateStream(purpose: keyof typeof PURPOSES, index = 0): number {
  return 2 ** 52 + PURPOSES[purpose] * 2 ** 48 + index;
}
