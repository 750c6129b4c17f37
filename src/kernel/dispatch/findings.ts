/** What the type check found, one line each, at most ten. */
export function describeFindings(
  found: readonly { line: number; column: number; message: string; code: number }[],
  cell: string,
): string[] {
  const lines = found.slice(0, 10).map(({ line, column, message, code }) => `${cell}:${line}:${column} - TS${code}: ${message}`);
  return found.length > 10 ? [...lines, `… and ${found.length - 10} more`] : lines;
}
