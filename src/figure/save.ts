import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { DomainError } from "../core/errors.js";
import { csv } from "./csv.js";
import type { Figure } from "./figure.js";
import { png } from "./png.js";
import { figureSvg } from "./svg/figureSvg.js";

const WRITERS: Record<string, (figure: Figure) => string | Uint8Array> = {
  ".svg": figureSvg,
  ".png": (figure) => png(figureSvg(figure)),
  ".json": ({ key, mode, alt, data, layout }) => `${JSON.stringify({ key, mode, alt, data, layout })}\n`,
  ".csv": csv,
};

/**
 * Writes a figure to a file: `.svg`, `.png` (twice the size in pixels), `.json` (a plotly figure) or `.csv` (the drawn numbers). Folders that
 * are missing are made. The file appears whole or not at all: it is written beside its place and renamed.
 *
 * @returns the absolute path
 * @throws {DomainError} another extension
 */
export function save(figure: Figure, path: string): string {
  const me = "save";
  const extension = extname(path).toLowerCase();
  const write = WRITERS[extension];
  if (!write)
    throw new DomainError(
      `${me}: the path must end in ${Object.keys(WRITERS).join(", ")}; got ${JSON.stringify(path)}. Choose one of these.`,
    );
  if (!figure || !Array.isArray(figure.data) || typeof figure.layout !== "object")
    throw new DomainError(`${me}: the first argument must be a figure, as made by lines or informationPlane; got ${typeof figure}.`);
  const content = write(figure);
  const target = resolve(path);
  const part = `${target}.${randomBytes(4).toString("hex")}.part`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    writeFileSync(part, content);
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  return target;
}
