import { createHash } from "node:crypto";
import { DomainError } from "../core/errors.js";
import { type Bundle, type Cell, isJsonType, type Metadata, type Notebook, type Output } from "./nbformat.js";

/**
 * Reads the text of an .ipynb file. Every version 4 is accepted and becomes 4.5: a cell without an id gets one that depends on its place alone,
 * so the same file always gives the same ids.
 *
 * @param text the file's text
 * @param name what the messages call it, usually its path
 * @throws {DomainError} not JSON, not a notebook of version 4, or a cell or output that the format does not allow
 */
export function parseNotebook(text: string, name = "the notebook"): Notebook {
  const fail = (what: string): never => {
    throw new DomainError(`parseNotebook: ${name}: ${what}`);
  };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return fail(`an .ipynb file must be JSON; ${(error as Error).message}.`);
  }
  const top = record(raw) ?? fail("the top level must be an object.");
  if (top.nbformat !== 4)
    fail(`nbformat must be 4; got ${JSON.stringify(top.nbformat)}. Convert it with: jupyter nbconvert --to notebook --nbformat 4`);
  if (!Array.isArray(top.cells)) fail("cells must be a list.");
  const taken = new Set<string>();
  const cells = (top.cells as unknown[]).map((cell, i) => parseCell(cell, i, taken, fail));
  const minor = Number.isInteger(top.nbformat_minor) ? (top.nbformat_minor as number) : 0;
  return { nbformat: 4, nbformat_minor: Math.max(5, minor), metadata: record(top.metadata) ?? {}, cells };
}

type Fail = (what: string) => never;

function parseCell(value: unknown, index: number, taken: Set<string>, fail: Fail): Cell {
  const where = `cell ${index + 1}`;
  const cell = record(value) ?? fail(`${where} must be an object.`);
  const source = joined(cell.source) ?? fail(`${where}: source must be text or a list of lines.`);
  const metadata = record(cell.metadata) ?? {};
  const id = uniqueId(cell.id, index, source, taken);
  if (cell.cell_type === "markdown" || cell.cell_type === "raw") {
    const attachments = record(cell.attachments);
    return { cell_type: cell.cell_type, id, metadata, source, ...(attachments && { attachments: parseAttachments(attachments) }) };
  }
  if (cell.cell_type !== "code") fail(`${where}: cell_type must be "code", "markdown" or "raw"; got ${JSON.stringify(cell.cell_type)}.`);
  const outputs = Array.isArray(cell.outputs) ? cell.outputs : [];
  return {
    cell_type: "code",
    id,
    metadata,
    source,
    execution_count: Number.isInteger(cell.execution_count) ? (cell.execution_count as number) : null,
    outputs: outputs.map((output, i) => parseOutput(output, `${where}, output ${i + 1}`, fail)),
  };
}

function parseOutput(value: unknown, where: string, fail: Fail): Output {
  const output = record(value) ?? fail(`${where} must be an object.`);
  switch (output.output_type) {
    case "stream":
      return { output_type: "stream", name: output.name === "stderr" ? "stderr" : "stdout", text: joined(output.text) ?? "" };
    case "display_data":
      return { output_type: "display_data", data: parseBundle(output.data), metadata: record(output.metadata) ?? {} };
    case "execute_result":
      return {
        output_type: "execute_result",
        execution_count: Number.isInteger(output.execution_count) ? (output.execution_count as number) : null,
        data: parseBundle(output.data),
        metadata: record(output.metadata) ?? {},
      };
    case "error": {
      const traceback = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
      return { output_type: "error", ename: String(output.ename ?? ""), evalue: String(output.evalue ?? ""), traceback };
    }
    default:
      return fail(`${where}: unknown output_type ${JSON.stringify(output.output_type)}.`);
  }
}

/** A MIME bundle with its lists of lines joined; also used on what a kernel sends. */
export function parseBundle(value: unknown): Bundle {
  const bundle: Bundle = {};
  for (const [mime, content] of Object.entries(record(value) ?? {}))
    bundle[mime] = isJsonType(mime) ? content : (joined(content) ?? JSON.stringify(content));
  return bundle;
}

function parseAttachments(attachments: Metadata): Record<string, Bundle> {
  return Object.fromEntries(Object.entries(attachments).map(([name, bundle]) => [name, parseBundle(bundle)]));
}

/** nbformat 4.5: 1 to 64 of A–Z a–z 0–9 - _, unique in the notebook. */
function uniqueId(value: unknown, index: number, source: string, taken: Set<string>): string {
  let id = typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : "";
  for (let attempt = 0; id === "" || taken.has(id); attempt++)
    id = createHash("sha256").update(`${index} ${attempt} ${source}`).digest("hex").slice(0, 8);
  taken.add(id);
  return id;
}

function record(value: unknown): Metadata | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Metadata) : undefined;
}

function joined(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : undefined;
}
