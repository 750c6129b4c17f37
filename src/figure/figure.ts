import type { MimeBundle } from "../core/host.js";
import type { Mode } from "../core/mode.js";
import { mimeBundle } from "./mimeBundle.js";
import type { Layout, Trace } from "./plotly.js";
import { literalTags } from "./svg/richText.js";

/** A plotly figure that shows itself as a cell's last expression: interactive where plotly is, a picture elsewhere. */
export interface Figure {
  /** Paper and figure, e.g. "goldfeld2019/figure1", where it reproduces one. */
  readonly key: string;
  readonly data: readonly Trace[];
  readonly layout: Layout;
  /** What a screen reader says instead of the picture. */
  readonly alt: string;
  readonly mode: Mode;
}

/**
 * Completes a figure: numbers cut to 6 significant digits (integers stay), typed arrays made plain, NaN and infinities made gaps, tags other than
 * plotly's own escaped, and the method by which it displays itself.
 */
export function figure({ key, data, layout, alt, mode }: Figure): Figure {
  return Object.freeze({
    key,
    data: plain(data) as readonly Trace[],
    layout: plain(layout) as Layout,
    alt,
    mode,
    [Symbol.for("Jupyter.display")](): MimeBundle {
      return mimeBundle(this as unknown as Figure);
    },
  });
}

/** Keys whose strings plotly reads as text with tags. */
const TEXT_KEYS = new Set(["text", "name", "ticktext", "label"]);

function plain(value: unknown, key = ""): unknown {
  if (typeof value === "number") return round(value);
  if (typeof value === "string") return TEXT_KEYS.has(key) ? literalTags(value) : value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, round);
  if (Array.isArray(value)) return value.map((item) => plain(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, plain(item, name)]),
  );
}

function round(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(6));
}
