import { Blob, Buffer } from "node:buffer";
import { displayArqueroTable, displayDanfoFrame, isArqueroTable, isDanfoFrame } from "./displayFrames.js";
import { displayImage, imageType } from "./displayImages.js";
import { displayMatrix, displayTensor, isMatrix, isTensor } from "./displayNumbers.js";
import { cutText, displayText } from "./displayText.js";
import { type CellMaps, tracebackOf } from "./displayTraceback.js";

/** What a front end chooses from, by MIME type. Text for binary types is base64. */
export type MimeBundle = Record<string, unknown>;

const DISPLAY = Symbol.for("Jupyter.display");
const NO_MAPS: CellMaps = new Map();

/** Conventions by which objects of other libraries know how to show themselves. */
interface Showable {
  toHTML?: unknown;
  toSVG?: unknown;
  outerHTML?: unknown;
  toDataURL?: unknown;
  $schema?: unknown;
}

/**
 * A value as a cell shows it; `{}` for undefined, which shows nothing. `Symbol.for("Jupyter.display")` comes first, then tables, matrices,
 * tensors and images, then the `toHTML()`, `outerHTML` and `toSVG()` conventions, then text. Never throws: what cannot be shown says why.
 *
 * @param maps of the cells, for the positions in an error
 */
export function displayValue(value: unknown, maps: CellMaps = NO_MAPS): MimeBundle | Promise<MimeBundle> {
  if (value === undefined) return {};
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return plain(value);
  try {
    const bundle = shown(value, maps);
    return bundle instanceof Promise ? bundle.catch((error) => failed(value, error)) : bundle;
  } catch (error) {
    return failed(value, error);
  }
}

function shown(value: object, maps: CellMaps): MimeBundle | Promise<MimeBundle> {
  const show = (value as Record<symbol, unknown>)[DISPLAY];
  if (typeof show === "function") return checked(value, show.call(value));
  if (value instanceof Error) return { "text/plain": cutText(tracebackOf(value, maps).join("\n")) };
  if (value instanceof Uint8Array) {
    const type = imageType(value);
    return type ? displayImage(type, value) : plain(value);
  }
  if (typeof value === "function" || Array.isArray(value) || ArrayBuffer.isView(value)) return showable(value) ?? plain(value);
  if (isMatrix(value)) return displayMatrix(value);
  if (isTensor(value)) return displayTensor(value);
  if (isArqueroTable(value)) return displayArqueroTable(value);
  if (isDanfoFrame(value)) return displayDanfoFrame(value);
  if (value instanceof Blob && /^image\//.test(value.type))
    return value.arrayBuffer().then((bytes) => displayImage(value.type, new Uint8Array(bytes)));
  return showable(value) ?? plain(value);
}

/** What the conventions of other libraries give; undefined if the object follows none. */
function showable(value: object): MimeBundle | Promise<MimeBundle> | undefined {
  const v = value as Showable;
  if (typeof v.toHTML === "function") return withText(value, v.toHTML());
  if (typeof v.outerHTML === "string") return { "text/html": v.outerHTML, "text/plain": elementText(v.outerHTML) };
  if (typeof v.toSVG === "function") return withText(value, v.toSVG());
  if (typeof v.toDataURL === "function") {
    const [, type, base64] = /^data:([^;,]+);base64,(.*)$/s.exec(String(v.toDataURL())) ?? [];
    if (type) return { [type]: base64, "text/plain": `${type}, ${Buffer.byteLength(base64, "base64")} bytes` };
  }
  const [, grammar, version] = typeof v.$schema === "string" ? (/\/schema\/(vega|vega-lite)\/v(\d+)/.exec(v.$schema) ?? []) : [];
  if (grammar) return { [`application/vnd.${grammar.replace("-", "")}.v${version}+json`]: value, ...plain(value) };
  return undefined;
}

/** HTML or SVG that an object made of itself, now or later, with its text. */
function withText(value: object, html: unknown): MimeBundle | Promise<MimeBundle> | undefined {
  if (typeof html === "string") return { "text/html": html, ...plain(value) };
  if (html instanceof Promise)
    return html.then((text) => (typeof text === "string" ? { "text/html": text, ...plain(value) } : plain(value)));
  return undefined;
}

function elementText(html: string): string {
  return `<${/^\s*<([\w:-]+)/.exec(html)?.[1] ?? "element"}> element, ${html.length} characters of HTML`;
}

/** The bundle that a value gave for itself, with text added where it has none. */
function checked(value: object, given: unknown): MimeBundle | Promise<MimeBundle> {
  if (given instanceof Promise) return given.then((bundle) => checked(value, bundle));
  if (typeof given !== "object" || given === null) return plain(value);
  if ("text/plain" in given || Object.keys(given).length === 0) return { ...given }; // an empty bundle: there is nothing to show
  return { ...given, ...plain(value) };
}

function plain(value: unknown): MimeBundle {
  return { "text/plain": displayText(value) };
}

function failed(value: object, error: unknown): MimeBundle {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { "text/plain": `${displayText(value)}\n(its own way of showing itself failed: ${why})` };
}
