import { DomainError, ShapeError } from "../core/errors.js";

/**
 * The shape of one sample of a model that comes from elsewhere: given, or the model's without its first axis, with at most one open axis filled
 * in from the number of columns.
 *
 * @param inputs of the model, each with its name and axes; an open axis is undefined or null
 */
export function sampleShape(
  me: string,
  inputs: readonly { readonly name: string; readonly dims: readonly (number | null | undefined)[] }[],
  cols: number,
  given: readonly number[] | undefined,
): readonly number[] {
  if (inputs.length !== 1)
    throw new DomainError(`${me}: the model must have one input; it has ${inputs.map((i) => i.name).join(", ") || "none"}.`);
  const dims = given ?? inputs[0].dims.slice(1);
  const product = dims.reduce<number>((n, d) => n * (d ?? 1), 1);
  const open = dims.filter((d) => d === undefined || d === null).length;
  const shape = dims.map((d) => d ?? cols / product);
  if (open > 1 || shape.some((d) => !Number.isInteger(d)) || shape.reduce((n, d) => n * d, 1) !== cols)
    throw new ShapeError(
      `${me}: inputs must have one column per value of a sample, ${dims.map((d) => d ?? "?").join("×")}; got ${cols} columns. Give inputShape where the model leaves it open.`,
    );
  return shape;
}
