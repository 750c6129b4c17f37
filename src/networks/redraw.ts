import { DomainError } from "../core/errors.js";
import { drawLayer } from "./drawLayer.js";
import { type Network, network } from "./network.js";

/**
 * The same network with the initial weights of another repetition; repetition 0 gives those that it was made with.
 *
 * @throws {DomainError} the weights were given, not drawn
 */
export function redraw(me: string, net: Network, repetition: number): Network {
  const { seed } = net;
  if (seed === undefined || net.layers.some((l) => l.init === undefined))
    throw new DomainError(
      `${me}: repetitions need a network whose weights were drawn from a seed, as by mlp; ${net.name} has given weights.`,
    );
  const layers = net.layers.map((l, layer) => drawLayer(l, { seed, repetition, layer }));
  return network({ ...net, layers });
}
