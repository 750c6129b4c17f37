import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { advanceWidths } from "./advanceWidths.js";

/** What a browser without DejaVu uses instead has nearly the same widths. */
export const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";

const folder = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");

/** Regular, bold and oblique: everything that our pictures are set in. */
export const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"].map((name) => join(folder, name));

const known = new Map<string, (codePoint: number) => number>();

/** Width of a plain string in pixels. DejaVu Sans Oblique has the widths of DejaVu Sans. */
export function stringWidth(text: string, size: number, bold = false): number {
  const file = FONT_FILES[bold ? 1 : 0];
  let widths = known.get(file);
  if (!widths) {
    widths = remember(advanceWidths(readFileSync(file)));
    known.set(file, widths);
  }
  let em = 0;
  for (const character of text) em += widths(character.codePointAt(0)!);
  return em * size;
}

function remember(widths: (codePoint: number) => number): (codePoint: number) => number {
  const seen = new Map<number, number>();
  return (codePoint) => {
    let width = seen.get(codePoint);
    if (width === undefined) {
      width = widths(codePoint);
      seen.set(codePoint, width);
    }
    return width;
  };
}
