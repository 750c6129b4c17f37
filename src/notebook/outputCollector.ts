import type { CodeCell, DisplayOutput, Metadata, Output, ResultOutput } from "./nbformat.js";
import { parseBundle } from "./parseNotebook.js";

/** What is needed of a message on iopub. */
export interface OutputMessage {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

/**
 * Turns the messages of a kernel into the outputs of cells, as Jupyter does: neighbouring texts of one stream are joined, `clear_output` clears
 * (with `wait`, when the next output comes), `update_display_data` changes every earlier display of the same id in any cell.
 */
export class OutputCollector {
  private readonly displays = new Map<string, (DisplayOutput | ResultOutput)[]>();
  private readonly waiting = new WeakSet<CodeCell>();

  /** @returns whether the message was an output */
  add(cell: CodeCell, { type, content }: OutputMessage): boolean {
    switch (type) {
      case "stream":
        this.stream(cell, content.name === "stderr" ? "stderr" : "stdout", String(content.text ?? ""));
        return true;
      case "display_data":
        this.push(cell, { output_type: "display_data", data: parseBundle(content.data), metadata: metadata(content) }, content);
        return true;
      case "execute_result": {
        const count = Number.isInteger(content.execution_count) ? (content.execution_count as number) : null;
        const data = parseBundle(content.data);
        this.push(cell, { output_type: "execute_result", execution_count: count, data, metadata: metadata(content) }, content);
        return true;
      }
      case "error": {
        const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
        this.push(cell, { output_type: "error", ename: String(content.ename), evalue: String(content.evalue), traceback }, content);
        return true;
      }
      case "update_display_data":
        for (const shown of this.displays.get(displayId(content) ?? "") ?? []) {
          shown.data = parseBundle(content.data);
          shown.metadata = metadata(content);
        }
        return true;
      case "clear_output":
        if (content.wait) this.waiting.add(cell);
        else this.clear(cell);
        return true;
      default:
        return false;
    }
  }

  private stream(cell: CodeCell, name: string, text: string): void {
    const last = cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name && !this.waiting.has(cell)) last.text += text;
    else this.push(cell, { output_type: "stream", name, text }, {});
  }

  private push(cell: CodeCell, output: Output, content: Record<string, unknown>): void {
    if (this.waiting.has(cell)) this.clear(cell);
    cell.outputs.push(output);
    const id = displayId(content);
    if (id === undefined || !("data" in output)) return;
    const shown = this.displays.get(id);
    if (shown) shown.push(output);
    else this.displays.set(id, [output]);
  }

  private clear(cell: CodeCell): void {
    this.waiting.delete(cell);
    cell.outputs.length = 0;
  }
}

function metadata(content: Record<string, unknown>): Metadata {
  return typeof content.metadata === "object" && content.metadata !== null ? (content.metadata as Metadata) : {};
}

function displayId(content: Record<string, unknown>): string | undefined {
  const id = (content.transient as { display_id?: unknown } | undefined)?.display_id;
  return typeof id === "string" ? id : undefined;
}
