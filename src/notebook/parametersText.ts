/** Given parameters for a reader: `n = 2, sizes = [100,250]`, or "the notebook's own parameters" where none was given. */
export function parametersText(parameters: Record<string, unknown> = {}): string {
  const entries = Object.entries(parameters);
  return entries.length === 0
    ? "the notebook's own parameters"
    : entries.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ");
}
