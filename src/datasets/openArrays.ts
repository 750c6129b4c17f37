import type { Matrix } from "../core/matrix.js";
import { matrixOfArray } from "../formats/matrixOfArray.js";
import { DataError } from "./dataError.js";
import { factsBundle } from "./factsBundle.js";
import { readFileArrays } from "./readFileArrays.js";

/**
 * The arrays of a `.npz`, `.npy`, `.mat` or `.idx` file as matrices by name, one row per sample: what NumPy, PyTorch or MATLAB saved. Further axes
 * are laid side by side, an array of one axis is a column; the array of a `.npy` file is called `data`.
 *
 * float32 stays float32 and float64 float64, and with it the precision of every estimate. For inputs with labels see {@link openDataset}, for the
 * activations of several epochs {@link activationsOfFiles}.
 *
 * @example const { x, layer1 } = await openArrays("activations.npz")
 * @throws {DataError} no such file, or a table
 * @throws {FormatError} the file is not what its ending says
 */
export async function openArrays(path: string): Promise<Record<string, Matrix>> {
  const me = "openArrays";
  if (typeof path !== "string")
    throw new DataError(`${me}: path must be the path of a file, such as "activations.npz"; got ${typeof path}.`);
  const contents = await readFileArrays(path);
  if (contents.kind === "table") throw new DataError(`${me}: ${path} holds a table. Open it with openDataset(path, { labels: "…" }).`);
  const arrays: Record<string, Matrix> = {};
  for (const [name, array] of contents.arrays) arrays[name] = matrixOfArray(me, `${name} in ${path}`, array);
  const facts = [...contents.arrays].map(([name, { shape, data }]): [string, string] => [
    name,
    `${shape.join(" × ")} ${data.constructor.name.replace("Array", "").toLowerCase()}`,
  ]);
  return Object.defineProperty(arrays, Symbol.for("Jupyter.display"), { value: () => factsBundle(path, facts) });
}
