import { DomainError } from "../core/errors.js";
import type { Place } from "./embed.js";
import type { Figure } from "./figure.js";
import { margins } from "./margins.js";
import type { Layout } from "./plotly.js";
import { FONT_SIZE } from "./style.js";
import { richTextHeight } from "./svg/richText.js";

export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly figure: Figure;
}

export interface Sheet {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** Where it is given, the frames are as high as it leaves; otherwise they are about 4 : 5. */
  readonly height?: number;
  readonly rows: number;
  readonly columns: number;
  readonly columnWidths?: readonly number[];
  readonly rowHeights?: readonly number[];
}

const GAP = 14;
/** Least side of a frame in pixels. */
const LEAST = 40;

/**
 * Places for the frames of panels: equally wide and high but for the shares asked for, those of one column and of one row in line, with room for
 * their labels between them.
 *
 * @returns the places, and the height of the sheet
 */
export function panelPlaces(cells: readonly Cell[], sheet: Sheet): { places: Place[]; height: number } {
  const { rows, columns } = sheet;
  const widthShares = shares("columnWidths", sheet.columnWidths, columns);
  const heightShares = shares("rowHeights", sheet.rowHeights, rows);
  let widths = widthShares.map(() => 240);
  let heights = heightShares.map(() => 200);
  let around: Around = { left: [], right: [], top: [], bottom: [] };
  for (let pass = 0; pass < 2; pass++) {
    around = labelsAround(cells, rows, columns, widths, heights);
    const free = sheet.width - sum(around.left) - sum(around.right) - GAP * (columns - 1);
    widths = widthShares.map((share) => share * free);
    const mean = free / columns;
    const between = sum(around.top) + sum(around.bottom) + GAP * (rows - 1);
    const high = sheet.height === undefined ? rows * Math.min(240, Math.max(120, 0.8 * mean)) : sheet.height - between;
    heights = heightShares.map((share) => Math.round(share * high));
  }
  const places = cells.map(({ row, column, figure: f }): Place => {
    const before = (sizes: readonly number[], n: number): number => sum(sizes.slice(0, n));
    const left = sheet.left + before(around.left, column) + before(widths, column) + before(around.right, column) + GAP * column;
    const top = sheet.top + before(around.top, row) + before(heights, row) + before(around.bottom, row) + GAP * row;
    const [l, r, t, b] = [around.left[column], around.right[column], around.top[row], around.bottom[row]];
    if (widths[column] < LEAST || heights[row] < LEAST)
      throw new DomainError(`panels: row ${row}, column ${column} has no room for its frame; pass a larger width or height.`);
    if (!isGrid(f.layout)) return { left: left + l, top: top + t, width: widths[column], height: heights[row] };
    const own = titleRoom(f);
    return { left, top: top + own, width: l + widths[column] + r, height: t - own + heights[row] + b };
  });
  const height = sum(around.top) + sum(around.bottom) + sum(heights) + GAP * (rows - 1);
  return { places, height: Math.ceil(height) };
}

/** A figure that is itself made of panels has its labels inside its place. */
export function isGrid(layout: Layout): boolean {
  return (layout.meta as { grid?: boolean } | undefined)?.grid === true;
}

/** Per column on the left and right of its frames, per row above and below. */
interface Around {
  left: number[];
  right: number[];
  top: number[];
  bottom: number[];
}

function labelsAround(
  cells: readonly Cell[],
  rows: number,
  columns: number,
  widths: readonly number[],
  heights: readonly number[],
): Around {
  const zeros = (n: number): number[] => new Array<number>(n).fill(0);
  const around: Around = { left: zeros(columns), right: zeros(columns), top: zeros(rows), bottom: zeros(rows) };
  for (const { row, column, figure: f } of cells) {
    around.top[row] = Math.max(around.top[row], titleRoom(f));
    if (isGrid(f.layout)) continue;
    const guess = { l: 50, r: 20, t: 24, b: 44 };
    const size = { width: widths[column] + guess.l + guess.r, height: heights[row] + guess.t + guess.b };
    const { l, r, b } = margins({ ...f.layout, ...size, margin: guess }, f.data, 0, 0);
    around.left[column] = Math.max(around.left[column], l);
    around.right[column] = Math.max(around.right[column], r);
    around.bottom[row] = Math.max(around.bottom[row], b);
  }
  return around;
}

function titleRoom(f: Figure): number {
  const text = f.layout.title?.text;
  return text ? Math.ceil(richTextHeight(text, FONT_SIZE)) + 8 : 10;
}

function shares(name: string, given: readonly number[] | undefined, count: number): number[] {
  const parts = given ?? new Array<number>(count).fill(1);
  if (parts.length !== count || !parts.every((part) => part > 0))
    throw new DomainError(`panels: ${name} must be ${count} positive numbers; got ${parts.join(", ")}.`);
  return parts.map((part) => part / sum(parts));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
