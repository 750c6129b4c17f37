import { type Prepared, transpileCell } from "./transpileCell.js";
import { CellNames } from "./transpileNames.js";

export type { Prepared } from "./transpileCell.js";

/** The language side of a session: turns cells into JavaScript, and answers what a front end asks while one types. */
export class LanguageSession {
  readonly #names = new CellNames();

  readonly cwd: string;

  constructor({ cwd }: { cwd: string }) {
    this.cwd = cwd;
  }

  /** JavaScript for `Runtime.evaluate`. About 1 ms; does not wait for the type checker. */
  prepare(source: string, _cell: string): Prepared {
    return transpileCell(source, this.#names);
  }
}
