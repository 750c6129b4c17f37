import type { Figure } from "./figure.js";
import { axisOf } from "./svg/drawnAxis.js";
import { plainText } from "./svg/richText.js";

/** Keeps the titles of the axes with the traces, for the CSV file of a larger figure that does not repeat them. */
export function withQuantities(f: Figure): Figure {
  const data = f.data.map((trace) => {
    const title = (letter: "x" | "y"): string | undefined => axisOf(f.layout, trace[`${letter}axis`] ?? letter).title?.text;
    const quantities = { x: trace.meta?.quantities?.x ?? title("x"), y: trace.meta?.quantities?.y ?? title("y") };
    const named = Object.entries(quantities).flatMap(([letter, text]) => (text ? [[letter, plainText(text)]] : []));
    return named.length ? { ...trace, meta: { ...trace.meta, quantities: Object.fromEntries(named) } } : trace;
  });
  return { ...f, data };
}
