import type { Trace } from "./plotly.js";

/** A trace that has this value in this column of the CSV file; of parts within parts the inner one keeps its value, with the outer before it. */
export function withKey(trace: Trace, column: string, value: string): Trace {
  const inner = trace.meta?.keys?.[column];
  return { ...trace, meta: { ...trace.meta, keys: { ...trace.meta?.keys, [column]: inner === undefined ? value : `${value}, ${inner}` } } };
}
