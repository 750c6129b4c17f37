/** A notebook in memory: nbformat 4.5, with every multi-line text joined into one string. */

export type Metadata = Record<string, unknown>;

/** MIME type → content: text and base64 as strings, JSON types as what they hold. */
export type Bundle = Record<string, unknown>;

export interface StreamOutput {
  output_type: "stream";
  name: string;
  text: string;
}

export interface DisplayOutput {
  output_type: "display_data";
  data: Bundle;
  metadata: Metadata;
}

export interface ResultOutput {
  output_type: "execute_result";
  execution_count: number | null;
  data: Bundle;
  metadata: Metadata;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

interface CellBase {
  id: string;
  source: string;
  metadata: Metadata;
}

export interface CodeCell extends CellBase {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

export interface TextCell extends CellBase {
  cell_type: "markdown" | "raw";
  attachments?: Record<string, Bundle>;
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Metadata;
  cells: Cell[];
}

export function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code";
}

/** Tags of a cell, e.g. `parameters`. */
export function tagsOf(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}

/** The cells that an execution executes: code that is not empty and not tagged `skip-execution`. */
export function executedCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter(isCode).filter((cell) => cell.source.trim() !== "" && !tagsOf(cell).includes("skip-execution"));
}

/** JSON types keep their structure in a bundle; every other type is text (or base64). */
export function isJsonType(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}
