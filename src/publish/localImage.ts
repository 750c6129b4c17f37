import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { extname, resolve, sep } from "node:path";
import type { Cell } from "../notebook/nbformat.js";
import { imageData } from "./renderOutputs.js";

const TYPES: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".svg": "image/svg+xml",
};

/**
 * Resolves the images of a Markdown cell to data URLs: attachments, data URLs of pictures, and picture files in the notebook's own folder or below.
 * Anything else (another folder, a link that leads out, a network address) is undefined and is shown as a note.
 */
export function localImage(cell: Cell, folder: string | undefined): (source: string) => string | undefined {
  return (source) => {
    if (source.startsWith("data:image/"))
      return /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(source) ? source : undefined;
    if (source.startsWith("attachment:") && cell.cell_type !== "code")
      return attachment(cell.attachments, source.slice("attachment:".length));
    if (!folder || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(source)) return undefined;
    return fileImage(source, folder);
  };
}

function attachment(attachments: Record<string, Record<string, unknown>> | undefined, name: string): string | undefined {
  const bundle = attachments?.[decode(name)] ?? attachments?.[name];
  for (const mime of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const content = bundle?.[mime];
    if (typeof content === "string") return imageData(mime, content);
  }
  return undefined;
}

function fileImage(source: string, folder: string): string | undefined {
  const path = resolve(folder, decode(source.replace(/[?#].*$/, "")));
  const type = TYPES[extname(path).toLowerCase()];
  if (!type || !existsSync(path) || !existsSync(folder)) return undefined;
  const real = realpathSync(path);
  const inside = real.startsWith(realpathSync(folder) + sep);
  if (!inside || !TYPES[extname(real).toLowerCase()] || !statSync(real).isFile() || statSync(real).size > 8_000_000) return undefined;
  return `data:${type};base64,${readFileSync(real).toString("base64")}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
