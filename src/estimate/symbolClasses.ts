import { checkMatrix, checkNotEmpty } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type Groups, groupRows } from "../numeric/groupRows.js";

/** Discrete samples: one number per sample, or one row of a matrix. */
export type Symbols = Matrix | ArrayLike<number>;

/** Classes of equal symbols and how many there are. */
export function symbolClasses(me: string, name: string, symbols: Symbols): Groups & { readonly rows: number; readonly cols: number } {
  const isList = typeof symbols === "object" && symbols !== null && "length" in symbols;
  const m = isList ? { rows: symbols.length, cols: 1, data: Float64Array.from(symbols) } : symbols;
  checkMatrix(me, name, m);
  checkNotEmpty(me, name, m);
  const codes = new Float64Array(m.data.length);
  for (let i = 0; i < codes.length; i++) {
    if (Number.isNaN(m.data[i])) throw new DomainError(`${me}: ${name} must hold no NaN; got one at ${i}.`);
    codes[i] = m.data[i] + 0; // −0 and 0 are one symbol
  }
  return { ...groupRows(new Int32Array(codes.buffer), m.rows, 2 * m.cols), rows: m.rows, cols: m.cols };
}
