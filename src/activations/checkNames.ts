import { DomainError } from "../core/errors.js";

/** Names of layers of a model that comes from elsewhere, where they are given. */
export function checkNames(me: string, layers: readonly string[] | undefined): void {
  if (layers !== undefined && (!Array.isArray(layers) || layers.some((name) => typeof name !== "string")))
    throw new DomainError(`${me}: layers must be a list of names, such as ["layer1"]; got ${JSON.stringify(layers)}.`);
}
