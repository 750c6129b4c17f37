import type { CodeCell, Notebook, Output, TextCell } from "src/notebook/nbformat.js";

let ids = 0;

export function code(source: string, { tags = [], outputs = [] }: { tags?: string[]; outputs?: Output[] } = {}): CodeCell {
  const metadata = tags.length > 0 ? { tags } : {};
  return { cell_type: "code", id: `c${++ids}`, metadata, source, outputs, execution_count: null };
}

export function text(source: string): TextCell {
  return { cell_type: "markdown", id: `m${++ids}`, metadata: {}, source };
}

export function shown(data: Record<string, unknown>): Output {
  return { output_type: "display_data", data, metadata: {} };
}

export function notebook(...cells: Notebook["cells"]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

export const PYTHON = { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } };
