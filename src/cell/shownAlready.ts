/** A value that has been shown by the call that made it: as a cell's last expression it shows nothing more. */
export function shownAlready<T extends object>(value: T): T {
  return Object.defineProperty(value, Symbol.for("Jupyter.display"), { value: () => ({}) });
}
