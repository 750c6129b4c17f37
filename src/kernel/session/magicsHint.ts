/**
 * What to do about an error that has a usual cause in notebooks; undefined if there is nothing to say.
 *
 * @param source of the cell that threw
 */
export function errorHint(ename: string, evalue: string, source: string): string | undefined {
  return shellHint(ename, evalue, source) ?? closureHint(evalue) ?? packageHint(evalue);
}

/** `!ls` is TypeScript: "not ls". */
function shellHint(ename: string, evalue: string, source: string): string | undefined {
  const name = ename === "ReferenceError" ? /^(\S+) is not defined/.exec(evalue)?.[1] : undefined;
  if (!name) return undefined;
  const line = source.split("\n").find((l) => l.trimStart().startsWith("!") && l.trimStart().slice(1).trimStart().startsWith(name));
  return line && `To run a shell command: %sh ${line.trimStart().slice(1).trim()}`;
}

/** Arquero reads the text of a function, and knows nothing of the variables around it. */
function closureHint(evalue: string): string | undefined {
  const name = /Invalid variable reference: "?([\w$]+)"?/.exec(evalue)?.[1];
  if (!name) return undefined;
  return `A table expression cannot see the variable ${name}: pass it by table.params({ ${name} }) and use it as (d, $) => $.${name}, or wrap the function in aq.escape(…).`;
}

function packageHint(evalue: string): string | undefined {
  const name = /^Cannot find package '([^']+)'/.exec(evalue)?.[1];
  if (!name) return undefined;
  const types = "If only types come from it, write import type.";
  return `To install it beside the notebook: %sh npm install ${name}. ${types}`;
}
