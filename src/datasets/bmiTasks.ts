import { bmiTask } from "./bmiTask.js";
import type { PairedSamples } from "./paired/drawPairs.js";

/** A benchmark task: a law of (X, Y) with its exact mutual information. */
export interface BmiTask {
  readonly id: string;
  readonly name: string;
  readonly dimX: number;
  readonly dimY: number;
  /** `v1`: Beyond Normal; `v2`: the second version of the benchmark; `gao`: mixed discrete and continuous. Empty for parameters of your own. */
  readonly sets: readonly string[];
  /** The exact I(X;Y), nats; computed on first access. */
  readonly nats: number;
  readonly how: string;
  /** n independent draws, not standardised. */
  sample(options: { n: number; seed?: number }): PairedSamples;
}

/**
 * The 56 tasks of the benchmark of mutual information estimators.
 *
 * The benchmark standardises every column before it estimates; the samples here are as drawn.
 *
 * @see Czyż, Grabowski, Vogt, Beerenwinkel & Marx, NeurIPS 2023 (v1); Gao, Kannan, Oh & Viswanath, NeurIPS 2017 (gao)
 */
export function bmiTasks(): readonly BmiTask[] {
  return BMI_TASKS.map(([id]) => bmiTask(id));
}

/** Id, name and sets of each. */
export const BMI_TASKS: readonly (readonly [id: string, name: string, sets: string])[] = [
  ["1v1-normal-0.75", "Bivariate normal 1x1", "v1"],
  ["normal_cdf-1v1-normal-0.75", "Normal CDF @ Bivariate normal 1x1", "v1"],
  ["1v1-additive-0.1", "Uniform 1x1 (additive noise=0.1)", "v1"],
  ["1v1-additive-0.75", "Uniform 1x1 (additive noise=0.75)", "v1 v2"],
  ["1v1-bimodal-0.75", "Bimodal 1x1", "v1"],
  ["wiggly-1v1-normal-0.75", "Wiggly @ Bivariate normal 1x1", "v1"],
  ["half_cube-1v1-normal-0.75", "Half-cube @ Bivariate normal 1x1", "v1"],
  ["student-identity-1-1-1", "Student-t 1x1 (dof=1)", "v1"],
  ["asinh-student-identity-1-1-1", "Asinh @ Student-t 1x1 (dof=1)", "v1 v2"],
  ["swissroll_x-normal_cdf-1v1-normal-0.75", "Swiss roll 2x1", "v1 v2"],
  ["multinormal-dense-2-2-0.5", "Multinormal 2x2 (dense)", "v1"],
  ["multinormal-dense-3-3-0.5", "Multinormal 3x3 (dense)", "v1"],
  ["multinormal-dense-5-5-0.5", "Multinormal 5x5 (dense)", "v1 v2"],
  ["multinormal-dense-25-25-0.5", "Multinormal 25x25 (dense)", "v1 v2"],
  ["multinormal-dense-50-50-0.5", "Multinormal 50x50 (dense)", "v1 v2"],
  ["multinormal-sparse-2-2-2-2.0", "Multinormal 2x2 (2-pair)", "v1"],
  ["multinormal-sparse-3-3-2-2.0", "Multinormal 3x3 (2-pair)", "v1"],
  ["multinormal-sparse-5-5-2-2.0", "Multinormal 5x5 (2-pair)", "v1 v2"],
  ["multinormal-sparse-25-25-2-2.0", "Multinormal 25x25 (2-pair)", "v1 v2"],
  ["student-identity-2-2-1", "Student-t 2x2 (dof=1)", "v1"],
  ["student-identity-2-2-2", "Student-t 2x2 (dof=2)", "v1"],
  ["student-identity-3-3-2", "Student-t 3x3 (dof=2)", "v1"],
  ["student-identity-3-3-3", "Student-t 3x3 (dof=3)", "v1"],
  ["student-identity-5-5-2", "Student-t 5x5 (dof=2)", "v1"],
  ["student-identity-5-5-3", "Student-t 5x5 (dof=3)", "v1"],
  ["normal_cdf-multinormal-sparse-3-3-2-2.0", "Normal CDF @ Multinormal 3x3 (2-pair)", "v1"],
  ["normal_cdf-multinormal-sparse-5-5-2-2.0", "Normal CDF @ Multinormal 5x5 (2-pair)", "v1"],
  ["normal_cdf-multinormal-sparse-25-25-2-2.0", "Normal CDF @ Multinormal 25x25 (2-pair)", "v1"],
  ["half_cube-multinormal-sparse-3-3-2-2.0", "Half-cube @ Multinormal 3x3 (2-pair)", "v1"],
  ["half_cube-multinormal-sparse-5-5-2-2.0", "Half-cube @ Multinormal 5x5 (2-pair)", "v1"],
  ["half_cube-multinormal-sparse-25-25-2-2.0", "Half-cube @ Multinormal 25x25 (2-pair)", "v1"],
  ["spiral-multinormal-sparse-3-3-2-2.0", "Spiral @ Multinormal 3x3 (2-pair)", "v1 v2"],
  ["spiral-multinormal-sparse-5-5-2-2.0", "Spiral @ Multinormal 5x5 (2-pair)", "v1 v2"],
  ["spiral-multinormal-sparse-25-25-2-2.0", "Spiral @ Multinormal 25x25 (2-pair)", "v1"],
  ["spiral-normal_cdf-multinormal-sparse-3-3-2-2.0", "Spiral @ Normal CDF @ Multinormal 3x3 (2-pair)", "v1"],
  ["spiral-normal_cdf-multinormal-sparse-5-5-2-2.0", "Spiral @ Normal CDF @ Multinormal 5x5 (2-pair)", "v1"],
  ["spiral-normal_cdf-multinormal-sparse-25-25-2-2.0", "Spiral @ Normal CDF @ Multinormal 25x25 (2-pair)", "v1"],
  ["asinh-student-identity-2-2-1", "Asinh @ Student-t 2x2 (dof=1)", "v1 v2"],
  ["asinh-student-identity-3-3-2", "Asinh @ Student-t 3x3 (dof=2)", "v1 v2"],
  ["asinh-student-identity-5-5-2", "Asinh @ Student-t 5x5 (dof=2)", "v1 v2"],
  ["1v1-X-0.9", "X 1x1", "v2"],
  ["1v1-AI", "AI 1x1", "v2"],
  ["2v1-waves-12-5.0-3.0", "Waves 2x1", "v2"],
  ["2v1-galaxy-0.5-3.0", "Galaxy 2x1", "v2"],
  ["3v1-concentric_gaussians-5", "Concentric 3x1 (5 components)", "v2"],
  ["5v1-concentric_gaussians-5", "Concentric 5x1 (5 components)", "v2"],
  ["3v1-concentric_gaussians-10", "Concentric 3x1 (10 components)", "v2"],
  ["5v1-concentric_gaussians-10", "Concentric 5x1 (10 components)", "v2"],
  ["25v1-concentric_gaussians-5", "Concentric 25x1 (5 components)", "v2"],
  ["mult-sparse-w-inliers-5-5-2-2.0-0.2", "Multinormal 5x5 (sparse, 20% inliers)", "v2"],
  ["mult-sparse-w-inliers-5-5-2-2.0-0.5", "Multinormal 5x5 (sparse, 50% inliers)", "v2"],
  ["mult-sparse-w-inliers-25-25-2-2.0-0.2", "Multinormal 25x25 (sparse, 20% inliers)", "v2"],
  ["mult-sparse-w-inliers-25-25-2-2.0-0.5", "Multinormal 25x25 (sparse, 50% inliers)", "v2"],
  ["gao-discrete-uniform-5", "Discrete-uniform mixture 1x1", "gao"],
  ["gao-zip-0.15", "Zero-inflated Poissonization p=0.15", "gao"],
  ["gao-zip-0.0", "Poissonization p=0", "gao"],
];
