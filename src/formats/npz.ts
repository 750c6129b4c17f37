import { FormatError } from "./formatError.js";
import { decodeNpy, encodeNpy } from "./npy.js";
import type { NumericArray } from "./numericArray.js";
import { unzip, zip } from "./zip.js";

/**
 * The arrays of a NumPy `.npz` archive by name, compressed or not.
 *
 * @throws {FormatError} no archive, damaged, without arrays, or an array that holds no numbers
 */
export function decodeNpz(bytes: Uint8Array, name = "the npz file"): Map<string, NumericArray> {
  const arrays = new Map<string, NumericArray>();
  for (const [entry, content] of unzip(bytes, name))
    if (entry.endsWith(".npy")) arrays.set(entry.slice(0, -4), decodeNpy(content, `${entry} in ${name}`));
  if (arrays.size === 0)
    throw new FormatError(`decodeNpz: ${name} is a zip archive without .npy entries. Write it with numpy.savez(path, x=x, y=y).`);
  return arrays;
}

/** The bytes of a `.npz` archive, as `numpy.savez` (or, with `compress`, `numpy.savez_compressed`) writes it. */
export function encodeNpz(arrays: Iterable<readonly [string, NumericArray]>, options: { compress?: boolean } = {}): Uint8Array {
  return zip(
    [...arrays].map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const),
    options,
  );
}
