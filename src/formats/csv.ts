import { FormatError } from "./formatError.js";

/** Columns of a text table by name, in their order; a column is numeric where all its cells are numbers. */
export type CsvColumns = ReadonlyMap<string, Float64Array | readonly string[]>;

/**
 * Reads comma-separated values: quoted cells, doubled quotes, line breaks inside quotes, `\n` or `\r\n`. The first line holds the names, unless
 * all its cells are numbers: then the columns are called c0, c1, … An empty cell of a numeric column, and `NaN`, become NaN.
 *
 * @param name what to call the text in an error, usually the path
 * @param options.delimiter by default what separates most cells of the first line: comma, semicolon or tab
 * @throws {FormatError} no cells, rows of different lengths, names that are missing or double, or an open quote
 */
export function decodeCsv(text: string, name = "the CSV file", options: { delimiter?: string } = {}): CsvColumns {
  const wrong = (what: string) => new FormatError(`decodeCsv: ${name} ${what}`);
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const firstLine = body.slice(0, Math.max(0, body.search(/[\r\n]|$/)));
  const delimiter =
    options.delimiter ?? [",", ";", "\t"].reduce((best, d) => (firstLine.split(d).length > firstLine.split(best).length ? d : best));
  const rows = parse(body, delimiter, wrong);
  if (rows.length === 0) throw wrong("holds no cells.");
  const headed = !rows[0].every(isNumber);
  const names = headed ? rows[0] : rows[0].map((_, i) => `c${i}`);
  names.forEach((column, i) => {
    if (column === "") throw wrong(`has no name for column ${i + 1} in its first line.`);
    if (names.indexOf(column) < i) throw wrong(`names two columns "${column}".`);
  });
  const cells = headed ? rows.slice(1) : rows;
  cells.forEach((row, i) => {
    if (row.length !== names.length)
      throw wrong(
        `has ${row.length} cells in row ${i + 1} of its data, and ${names.length} columns. Quote cells that contain "${delimiter}".`,
      );
  });
  return new Map(names.map((column, j) => [column, columnOf(cells.map((row) => row[j]))]));
}

function parse(text: string, delimiter: string, wrong: (what: string) => FormatError): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      const opened = at++;
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0) throw wrong(`has a quote that is not closed, opened at character ${opened}.`);
        cell += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
    }
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
    cell += text.slice(start, at);
    row.push(cell);
    if (text[at] === delimiter) {
      at++;
      if (at < text.length && text[at] !== "\n" && text[at] !== "\r") continue;
      row.push("");
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}

function isNumber(cell: string): boolean {
  const trimmed = cell.trim();
  return trimmed !== "" && (/^nan$/i.test(trimmed) || /^[+-]?inf(inity)?$/i.test(trimmed) || Number.isFinite(Number(trimmed)));
}

function columnOf(cells: string[]): Float64Array | string[] {
  if (!cells.every((cell) => cell.trim() === "" || isNumber(cell)) || cells.every((cell) => cell.trim() === "")) return cells;
  return Float64Array.from(cells, (cell) => {
    const trimmed = cell.trim();
    const infinite = /^([+-]?)inf(inity)?$/i.exec(trimmed);
    return trimmed === "" ? Number.NaN : infinite ? Number(`${infinite[1]}Infinity`) : Number(trimmed);
  });
}
