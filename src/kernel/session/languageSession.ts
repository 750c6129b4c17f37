import ts = require("typescript");

import { type CellDiagnostic, checkCell } from "./checkCell.js";
import { type Completion, completeCell } from "./completeCell.js";
import { type Completeness, completeness } from "./completeness.js";
import { type Inspection, inspectCell } from "./inspectCell.js";
import { CellService } from "./languageService.js";
import { blankMagics, expandMagics } from "./magicsExpand.js";
import { type Prepared, throughSteps, transpileCell } from "./transpileCell.js";
import { CellNames } from "./transpileNames.js";
import { trailingObject } from "./transpileObject.js";
import { transpileParse } from "./transpileParse.js";

export type { Prepared } from "./transpileCell.js";

/**
 * The language side of a session: turns cells into JavaScript, and answers what a front end asks while one types. All offsets are in UTF-16
 * units; lines and columns count from 1.
 */
export class LanguageSession {
  readonly #cwd: string;
  readonly #names = new CellNames();
  readonly #cells = new Map<string, string>();
  #service: CellService | undefined;

  /** @param options.cwd the notebook's folder */
  constructor({ cwd }: { cwd: string }) {
    this.#cwd = cwd;
  }

  /**
   * JavaScript for `Runtime.evaluate`; a cell that does not parse as TypeScript is read for magics. About 1 ms, and without the type checker:
   * what `name?` needs of it stands in `asks`.
   */
  prepare(source: string, cell: string): Prepared {
    const parsed = transpileParse(source);
    let prepared: Prepared | undefined;
    if (parsed.errors.length) {
      const expanded = expandMagics(source, this.#names.all());
      if (expanded?.kind === "error") return { ...expanded, ename: "MagicError" };
      if (expanded) prepared = throughSteps(transpileCell(expanded.text, this.#names), expanded.steps);
      if (prepared?.kind === "code" && expanded?.asks.length) prepared = { ...prepared, asks: expanded.asks };
    }
    prepared ??= transpileCell(source, this.#names, parsed);
    const last = parsed.file.statements.at(-1);
    if (prepared.kind === "code" && last && ts.isIterationStatement(last, true))
      prepared = { ...prepared, javascript: `${prepared.javascript}\n;void 0` }; // a loop has a value in JavaScript that nobody asks for
    if (prepared.kind === "code") this.executed(source, cell);
    return prepared;
  }

  /** Enters a cell that runs, so that later cells see the types of what it declares. */
  executed(source: string, cell: string): void {
    if (!/^In\[\d+\]$/.test(cell)) return;
    this.#cells.set(cell, source);
    if (this.#service) enter(this.#service, source, cell);
  }

  /** What can stand at `offset`. */
  complete(code: string, offset: number): Completion {
    return completeCell(this.#checker(), code, offset);
  }

  /** Signature and documentation of what stands at `offset`; with `detail` 1 also where it is declared. */
  inspect(code: string, offset: number, detail: 0 | 1): Inspection | undefined {
    return inspectCell(this.#checker(), code, offset, detail);
  }

  /** Whether Enter should run the cell. */
  isComplete(code: string): Completeness {
    return completeness(code);
  }

  /** Type errors of a cell that runs now or ran. */
  check(source: string, cell: string): CellDiagnostic[] {
    const typed = typescriptOf(source);
    return typed === undefined ? [] : checkCell(this.#checker(), typed, cell);
  }

  /** The type checker, which takes its time to start. */
  #checker(): CellService {
    if (!this.#service) {
      this.#service = new CellService(this.#cwd);
      for (const [cell, source] of this.#cells) enter(this.#service, source, cell);
    }
    return this.#service;
  }
}

function enter(service: CellService, source: string, cell: string): void {
  const typed = typescriptOf(source);
  if (typed !== undefined) service.executed(typed, cell);
}

/** The part of a cell that is TypeScript, at its place; undefined if there is none, as in a shell script or JSX. */
function typescriptOf(source: string): string | undefined {
  const parsed = transpileParse(source);
  if (parsed.file.languageVariant === ts.LanguageVariant.JSX) return undefined;
  if (!parsed.errors.length) return source;
  const object = trailingObject(source, parsed);
  return object ? source.slice(0, object.start) : blankMagics(source);
}
