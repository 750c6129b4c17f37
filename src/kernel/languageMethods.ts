import type { Ask } from "./session/magicsAsks.js";

/** What the protocol thread asks of a LanguageSession. Offsets are UTF-16 units, lines and columns count from 1. */
export interface LanguageMethods {
  prepare(
    source: string,
    cell: string,
  ):
    | { kind: "code"; javascript: string; map?: object; asks?: readonly Ask[] }
    | { kind: "error"; ename: string; evalue: string; line: number; column: number };
  executed(source: string, cell: string): void;
  complete(
    code: string,
    offset: number,
  ): { matches: string[]; start: number; end: number; metadata: { _jupyter_types_experimental?: { text: string; type: string }[] } };
  inspect(code: string, offset: number, detail: 0 | 1): Record<string, unknown> | undefined;
  isComplete(code: string): { status: "complete" | "incomplete" | "invalid" | "unknown"; indent?: string };
  check(source: string, cell: string): { line: number; column: number; message: string; code: number }[];
}
