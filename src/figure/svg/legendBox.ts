import type { Trace } from "../plotly.js";
import { LINE_SPACING, richTextWidth } from "./richText.js";

/** Plotly's measures of a legend: symbols 30 pixels wide with 5 on either side, entries at least 16 high and 3 apart. */
export const LEGEND = { symbol: 30, gap: 5, between: 3, least: 16 } as const;

export interface LegendEntry {
  readonly trace: Trace;
  readonly index: number;
  readonly text: string;
}

/** One entry per visible named trace, in the order of the traces; of a legend group the first that has not been switched off. */
export function legendEntries(data: readonly Trace[]): LegendEntry[] {
  return data
    .map((trace, index) => ({ trace, index, text: trace.name ?? "" }))
    .filter(({ trace }) => trace.name && trace.showlegend !== false && trace.visible !== false);
}

/** Width and height in pixels of the whole box. */
export function legendSize(entries: readonly LegendEntry[], size: number, title?: string): { width: number; height: number } {
  const texts = entries.map(({ text }) => richTextWidth(text, size));
  const width = LEGEND.symbol + 2 * LEGEND.gap + Math.max(0, ...texts) + LEGEND.gap;
  const titleWidth = title ? richTextWidth(title, size) + 2 * LEGEND.gap : 0;
  const titleHeight = title ? LINE_SPACING * size + LEGEND.between : 0;
  return { width: Math.max(width, titleWidth), height: entries.length * entryHeight(size) + titleHeight + 2 * LEGEND.gap };
}

export function entryHeight(size: number): number {
  return Math.max(LINE_SPACING * size, LEGEND.least) + LEGEND.between;
}
