import { DomainError, ShapeError } from "../core/errors.js";

/**
 * Class numbers from somebody's labels. Whole numbers from 0 to 255 are kept as they are; anything else (text, other numbers, booleans) is
 * numbered in sorted order.
 *
 * @returns the labels, how many classes there are, and, where they were numbered, what each stands for
 */
export function classLabels(me: string, values: ArrayLike<unknown>): { labels: Uint8Array; classes: number; names?: string[] } {
  const list = Array.from(values, (v) => (typeof v === "bigint" ? Number(v) : v));
  const bad = list.findIndex((v) => v === null || v === undefined || Number.isNaN(v) || typeof v === "object");
  if (bad >= 0) {
    const what = typeof list[bad] === "object" && list[bad] !== null ? "a row of its own" : String(list[bad]);
    throw new DomainError(
      `${me}: every label must be one number or text; label ${bad} is ${what}. Of one-hot rows give the position of the 1.`,
    );
  }
  if (list.length === 0) throw new ShapeError(`${me}: labels must hold one label per sample; got none.`);
  if (list.every((v) => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 255)) {
    const labels = Uint8Array.from(list as number[]);
    return { labels, classes: labels.reduce((a, b) => Math.max(a, b), 0) + 1 };
  }
  const numeric = list.every((v) => typeof v === "number");
  const kinds = [...new Set(list)].sort(numeric ? (a, b) => (a as number) - (b as number) : undefined);
  if (kinds.length > 256)
    throw new DomainError(
      `${me}: labels may have at most 256 classes; got ${kinds.length} different ones. If they are to be predicted as numbers, give them as targets.`,
    );
  const index = new Map(kinds.map((kind, i) => [kind, i]));
  return { labels: Uint8Array.from(list, (v) => index.get(v)!), classes: kinds.length, names: kinds.map(String) };
}
