/**
 * What the type checker reads of a cell: all of it, or, when `javascript` shows that it was read for magics, the lines that are TypeScript, each
 * where it stood.
 */
export function withoutMagics(source: string, javascript: string): string {
  if (!javascript.includes("$magic.") || source.includes("$magic.")) return source;
  if (/^\s*%%(?!time\b)/.test(source)) return "";
  return source
    .replaceAll(/^([ \t]*)(%{1,2}time\b)/gm, (_, space: string, magic: string) => space + " ".repeat(magic.length))
    .replaceAll(/^[ \t]*([%!].*|\?{1,2}[\w$.]+[ \t;]*|[\w$.]+\?{1,2}[ \t;]*)$/gm, (line) => " ".repeat(line.length));
}
