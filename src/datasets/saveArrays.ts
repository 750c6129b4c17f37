import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { encodeNpz } from "../formats/npz.js";
import type { NumericArray, NumericData } from "../formats/numericArray.js";
import { asMatrix, type MatrixLike } from "./toMatrix.js";

/**
 * Writes arrays by name as a NumPy `.npz` file: `numpy.load(path)["layer1"]`, or `openArrays(path)`. Matrices keep their precision, typed arrays
 * (labels, for instance) their type and become arrays of one axis.
 *
 * @param path ends in `.npz`; its folders are made. The file is written under another name and renamed: nobody reads half of it
 * @param arrays for instance `{ x, y: labels, layer1, layer2 }`
 * @param options.compress deflate; false
 * @throws {DomainError} another ending, or no arrays
 */
export async function saveArrays(
  path: string,
  arrays: Readonly<Record<string, MatrixLike>>,
  options: { readonly compress?: boolean } = {},
): Promise<void> {
  const me = "saveArrays";
  checkKnownOptions(me, options, ["compress"]);
  if (typeof path !== "string" || !path.endsWith(".npz")) throw new DomainError(`${me}: path must end in .npz; got ${String(path)}.`);
  const entries = Object.entries(arrays ?? {});
  if (entries.length === 0) throw new DomainError(`${me}: give at least one array by name, as in { x, layer1 }; got none.`);
  const bytes = encodeNpz(
    entries.map(([name, value]) => [name, arrayOf(me, name, value)] as const),
    options,
  );
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}

function arrayOf(me: string, name: string, value: MatrixLike): NumericArray {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const data = value as unknown as NumericData;
    return { shape: [data.length], data };
  }
  const { rows, cols, data }: Matrix = asMatrix(me, name, value);
  return { shape: [rows, cols], data };
}
