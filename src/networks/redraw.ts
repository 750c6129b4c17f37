import { DomainError } from "../core/errors.js";
import { drawLayer } from "./drawLayer.js";
import { type Network, network } from "./network.js";
import { weightCount } from "./weightCount.js";

/** @throws {DomainError} the weights were given, not drawn */
export function checkDrawn(me: string, net: Network): void {
  if (net.seed === undefined || net.layers.some((l) => weightCount(l) > 0 && l.init === undefined))
    throw new DomainError(
      `${me}: repetitions need a network whose weights were drawn from a seed, as by mlp or sequential; ${net.name} has given weights.`,
    );
}

/** The same network with the initial weights of another repetition; repetition 0 gives those that it was made with. */
export function redraw(net: Network, repetition: number): Network {
  const layers = net.layers.map((l, layer) => drawLayer(l, { seed: net.seed!, repetition, layer }));
  return network({ ...net, layers });
}
