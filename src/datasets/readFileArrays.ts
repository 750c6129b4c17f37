import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { decodeCsv } from "../formats/csv.js";
import { decodeIdx } from "../formats/idx.js";
import { decodeMat } from "../formats/mat.js";
import { decodeNpy } from "../formats/npy.js";
import { decodeNpz } from "../formats/npz.js";
import type { NumericArray } from "../formats/numericArray.js";
import { DataError } from "./dataError.js";
import { type TableColumns, tableColumns } from "./tableColumns.js";

/** What a file holds: arrays by name, or the columns of a table. */
export type FileContents =
  | { readonly kind: "arrays"; readonly arrays: ReadonlyMap<string, NumericArray>; readonly skipped?: ReadonlyMap<string, string> }
  | { readonly kind: "table"; readonly columns: TableColumns };

/**
 * Reads a file by its ending: `.npy` and `.idx` (one array, called `data`), `.npz`, `.mat`, `.csv` and `.tsv`, `.arrow` and `.feather` (these with
 * the package `@uwdata/flechette`).
 *
 * @throws {DataError} no such file, or an ending that is not read
 * @throws {FormatError} the file is not what its ending says
 */
export async function readFileArrays(path: string): Promise<FileContents> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`${path} cannot be read: ${error.code === "ENOENT" ? "there is no such file" : error.message}.`);
  });
  const ending = extname(path).toLowerCase();
  if (ending === ".npy") return { kind: "arrays", arrays: new Map([["data", decodeNpy(bytes, path)]]) };
  if (ending === ".npz") return { kind: "arrays", arrays: decodeNpz(bytes, path) };
  if (ending === ".mat") return { kind: "arrays", ...decodeMat(bytes, path) };
  if (ending === ".idx" || /-idx\d-ubyte$/.test(basename(path)))
    return { kind: "arrays", arrays: new Map([["data", decodeIdx(bytes, path)]]) };
  if (ending === ".csv" || ending === ".tsv")
    return { kind: "table", columns: decodeCsv(bytes.toString("utf8"), path, ending === ".tsv" ? { delimiter: "\t" } : {}) };
  if (ending === ".arrow" || ending === ".feather") return { kind: "table", columns: await arrowColumns(bytes, path) };
  throw new DataError(
    `${path}: the ending ${ending || "(none)"} is not read; .npy, .npz, .mat, .idx, .csv, .tsv, .arrow and .feather are.`,
  );
}

async function arrowColumns(bytes: Uint8Array, path: string): Promise<TableColumns> {
  const flechette = await import("@uwdata/flechette").catch(() => {
    throw new DataError(
      `${path}: Arrow files are read with the package @uwdata/flechette, which is not installed: npm install @uwdata/flechette@~2.6.0`,
    );
  });
  try {
    return tableColumns(flechette.tableFromIPC(bytes))!;
  } catch (error) {
    throw new DataError(
      `${path} is not an Arrow file that can be read: ${(error as Error).message}. Write it uncompressed, as an Arrow IPC file or stream.`,
    );
  }
}
