import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { localModuleMap } from "./localModules.js";
import type { CellMap } from "./transpileEdits.js";
import { transpilePosition } from "./transpilePosition.js";

/** Maps of the cells, by name; a cell without one is exact as it is. */
export interface CellMaps {
  get(cell: string): CellMap | undefined;
}

/** Folder of the kernel's own modules, whose frames nobody wants to read. */
const OWN = new URL("../", import.meta.url);
const INTERNAL = new RegExp(`node:(internal|inspector|vm)\\b|${escapeRegExp(OWN.href)}|${escapeRegExp(fileURLToPath(OWN))}`);

/** Name and message of whatever was thrown. */
export function nameOfError(error: unknown): { ename: string; evalue: string } {
  if (!isError(error)) return { ename: "Thrown", evalue: typeof error === "string" ? error : inspect(error, { depth: 2 }) };
  return { ename: String(error.name || error.constructor?.name || "Error"), evalue: String(error.message ?? "") };
}

/**
 * The lines of an error: name and message, and the frames of the user's code, which name `In[n]:line:column` as typed and local files by
 * their own lines. Frames of Node and of the kernel are left out. Causes and the errors of an AggregateError follow.
 *
 * @param error whatever was thrown
 * @param maps what `prepare` returned for each cell
 * @param at where the engine's parser stopped, for a cell that never ran (`exceptionDetails.scriptId` is set then); lines and columns from 1
 */
export function tracebackOf(error: unknown, maps: CellMaps, at?: { cell: string; line: number; column: number }): string[] {
  if (!isError(error)) return [`Thrown: ${nameOfError(error).evalue}`];
  if (at) return [...headOf(error), mapFrame(`    at ${at.cell}:${at.line}:${at.column}`, maps)];
  return linesOf(error, maps, new Set());
}

function linesOf(error: Error, maps: CellMaps, seen: Set<unknown>): string[] {
  seen.add(error);
  const lines = [...headOf(error), ...frames(error, maps)];
  const nested: [string, unknown][] = error.cause === undefined ? [] : [["caused by", error.cause]];
  const errors = (error as AggregateError).errors;
  if (Array.isArray(errors)) nested.push(...errors.map((e, i): [string, unknown] => [`error ${i + 1} of ${errors.length}`, e]));
  for (const [label, inner] of nested.slice(0, 10)) {
    if (seen.has(inner)) continue;
    const [first, ...rest] = isError(inner) ? linesOf(inner, maps, seen) : [inspect(inner, { depth: 2 })];
    lines.push(`${label}: ${first}`, ...rest);
  }
  return lines;
}

function headOf(error: Error): string[] {
  return [error.name || "Error", error.message].filter(Boolean).join(": ").split("\n");
}

/** The user's frames of `error.stack`, positions led back to what was typed. */
function frames(error: Error, maps: CellMaps): string[] {
  const all = String(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  const entry = all.findIndex((line) => line.includes("Session.post (node:inspector"));
  const below = entry < 0 ? all : all.slice(0, entry);
  return below.filter((line) => !INTERNAL.test(line)).map((line) => mapFrame(line, maps));
}

function mapFrame(line: string, maps: CellMaps): string {
  return line.replace(/(In\[\d+\]|file:\/\/[^\s()]+?):(\d+):(\d+)/, (_, file: string, row: string, col: string) => {
    const map = maps.get(file) ?? (file.startsWith("file:") ? localModuleMap(file) : undefined);
    const { line, column } = transpilePosition(map, Number(row), Number(col));
    return `${shown(file)}:${line}:${column}`;
  });
}

function shown(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file.replace(/[?#].*$/, "")) : file;
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
