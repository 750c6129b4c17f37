import { DomainError } from "../core/errors.js";
import type { Network } from "../networks/network.js";

/** Numbers of layers, from 1; all of them by default. */
export function checkLayers(
  me: string,
  name: string,
  layers: readonly number[] | undefined,
  { layers: all, name: model }: Network,
): number[] {
  if (layers === undefined) return all.map((_, i) => i + 1);
  if (!Array.isArray(layers)) throw new DomainError(`${me}: ${name} must be a list of layers, such as [1, 2]; got ${String(layers)}.`);
  layers.forEach((layer, k) => {
    if (!Number.isInteger(layer) || layer < 1 || layer > all.length)
      throw new DomainError(`${me}: ${name} must number layers from 1 to ${all.length}, as ${model} has; got ${String(layer)}.`);
    if (layers.indexOf(layer) !== k) throw new DomainError(`${me}: ${name} must name each layer once; got ${layer} twice.`);
  });
  return [...layers];
}
