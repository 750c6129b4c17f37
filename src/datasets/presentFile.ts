import { stat } from "node:fs/promises";
import { join } from "node:path";

/** The path of a file in a folder, plain or packed (.gz), if it is there. */
export async function presentFile(folder: string, { name }: { readonly name: string }): Promise<string | undefined> {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  return undefined;
}
