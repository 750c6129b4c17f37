import { isDiscrete, type PiecewiseMap, type SmoothMap } from "./activation.js";
import { discreteInterface } from "./discreteInterface.js";
import { piecewiseInterface } from "./piecewiseInterface.js";
import { piecewiseOutput } from "./piecewiseOutput.js";
import type { Quadrature } from "./quadrature.js";
import type { ScalarChannel } from "./scalarChannel.js";
import { gaussianMean } from "./secondMoment.js";
import { smoothInterface } from "./smoothInterface.js";

/**
 * A hidden layer seen through Gaussian noise of precision a.
 *
 * @param V variance of the pre-activation given w: the layer's noise plus ṽ
 * @param m variance of w: ρ̃ − ṽ
 */
export function interfaceChannel(
  map: PiecewiseMap | SmoothMap,
  a: number,
  V: number,
  m: number,
  quadrature: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): ScalarChannel {
  if (map.kind === "smooth") return smoothInterface(map, a, V, m, quadrature, withEntropy, out);
  if (isDiscrete(map)) return discreteInterface(map, a, V, m, quadrature, out);
  return piecewiseInterface(map, a, V, m, quadrature, withEntropy, out);
}

/** The last layer. For an increasing smooth map, −H(y | w) = −½ ln 2πeV − E ln f′(h): its information is that of h itself. */
export function outputChannel(
  map: PiecewiseMap | SmoothMap,
  V: number,
  m: number,
  quadrature: Quadrature,
  out: ScalarChannel,
): ScalarChannel {
  if (map.kind === "piecewise") return piecewiseOutput(map, V, m, quadrature, out);
  out.precision = 1 / V;
  out.open = 0;
  out.mmse = 0;
  out.extrinsic = 0;
  out.entropy = -0.5 * Math.log(2 * Math.PI * Math.E * V) - gaussianMean(map.logSlope, m + V);
  return out;
}
