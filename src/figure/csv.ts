import type { Figure } from "./figure.js";
import type { Trace, Values } from "./plotly.js";
import { histogramHeights } from "./svg/drawBars.js";
import { axisOf } from "./svg/drawnAxis.js";
import { plainText } from "./svg/richText.js";

type Cell = string | number | null;
type Row = Map<string, Cell>;

/**
 * The drawn numbers as a tidy table, one row per point: the series, and a column for each quantity, headed by the title of its axis with its unit.
 * Panels and the frames of a slider are told apart by a column of their own. What is only decoration is left out; a band is the column of errors of
 * its curve.
 */
export function csv({ data, layout }: Figure): string {
  const rows: Row[] = [];
  for (const trace of data) {
    if ((trace.visible === false && !layout.sliders) || trace.meta?.role) continue;
    const name = (id: string | undefined, letter: "x" | "y"): string => {
      const text = trace.meta?.quantities?.[letter] ?? axisOf(layout, id ?? letter).title?.text;
      return text ? plainText(text) : letter;
    };
    const keys = Object.entries(trace.meta?.keys ?? {});
    for (const row of rowsOf(trace, name(trace.xaxis, "x"), name(trace.yaxis, "y"))) rows.push(new Map([...keys, ...row]));
  }
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const table = [columns, ...rows.map((row) => columns.map((column) => row.get(column) ?? ""))];
  return `${table.map((row) => row.map(field).join(",")).join("\n")}\n`;
}

function rowsOf(trace: Trace, x: string, yTitle: string): Row[] {
  const series = plainText(trace.name ?? "");
  const y = yTitle === x ? `${yTitle} [y]` : yTitle;
  if (trace.type === "heatmap") {
    const z = trace.colorbar?.title?.text ? plainText(trace.colorbar.title.text) : "z";
    return trace.z.flatMap((values, j) =>
      values.map((value, i) => {
        const middle = (edges: Values, k: number): number => ((edges[k] as number) + (edges[k + 1] as number)) / 2;
        return row([
          ["series", series],
          [x, middle(trace.x, i)],
          [y, middle(trace.y, j)],
          [z, value],
        ]);
      }),
    );
  }
  if (trace.type === "histogram") {
    const { start, size } = trace.xbins;
    return histogramHeights(trace).map((height, k) =>
      row([
        ["series", series],
        [x, start + (k + 0.5) * size],
        [y, height],
      ]),
    );
  }
  const epochs = trace.type === "scatter" ? trace.customdata : undefined;
  return trace.x.map((value, i) =>
    row([
      ["series", series],
      ...(epochs ? [["epoch", epochs[i] as Cell] as const] : []),
      [x, value],
      [y, trace.y[i]],
      ...(trace.error_y ? [[`${y} error`, trace.error_y.array[i]] as const] : []),
    ]),
  );
}

function row(cells: readonly (readonly [string, Cell])[]): Row {
  return new Map(cells);
}

/** Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe. */
function field(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+@\t\r]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
