import { stringWidth } from "./fonts.js";

/** A piece of text in one style. `level` 1 is a superscript, -1 a subscript. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly level: -1 | 0 | 1;
}

/** Size of super- and subscripts, and how far they are raised and lowered, as fractions of the font size. */
const SMALL = 0.7;
const RAISE = 0.42;
const LOWER = 0.21;

const TAG = /<(\/?)(b|i|em|sup|sub|br)\s*\/?>/gi;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', nbsp: "\u00a0" };

/**
 * Text as plotly writes it: `<b>`, `<i>`, `<sup>`, `<sub>`, `<br>` and entities; everything else is the text itself.
 *
 * @returns lines of runs
 */
export function parseRichText(text: string): Run[][] {
  const lines: Run[][] = [[]];
  const style = { bold: false, italic: false, level: 0 as Run["level"] };
  let at = 0;
  const push = (piece: string): void => {
    if (piece) lines.at(-1)!.push({ text: decode(piece), ...style });
  };
  for (const match of text.matchAll(TAG)) {
    push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const open = match[1] === "";
    const tag = match[2].toLowerCase();
    if (tag === "br") lines.push([]);
    else if (tag === "b") style.bold = open;
    else if (tag === "sup") style.level = open ? 1 : 0;
    else if (tag === "sub") style.level = open ? -1 : 0;
    else style.italic = open;
  }
  push(text.slice(at));
  return lines;
}

/** Without tags, on one line: for CSV headers, alternative text and the console. */
export function plainText(text: string): string {
  return parseRichText(text)
    .map((line) => line.map((run) => run.text).join(""))
    .join(" ");
}

/** Escapes every `<` that opens none of our tags, so that plotly, which drops unknown tags, shows it as written. */
export function literalTags(text: string): string {
  return text.replace(/<(?!\/?(?:b|i|em|sup|sub|br)\s*\/?>)/gi, "&lt;");
}

/** Width of the widest line, in pixels. */
export function richTextWidth(text: string, size: number): number {
  return Math.max(...parseRichText(text).map((line) => lineWidth(line, size)));
}

export function richTextHeight(text: string, size: number): number {
  return parseRichText(text).length * LINE_SPACING * size;
}

export const LINE_SPACING = 1.3;

function lineWidth(line: readonly Run[], size: number): number {
  return line.reduce((sum, run) => sum + stringWidth(run.text, run.level ? SMALL * size : size, run.bold), 0);
}

export interface TextOptions {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
  readonly xanchor: "left" | "center" | "right";
  readonly yanchor: "top" | "middle" | "bottom" | "baseline";
  /** Degrees clockwise about (x, y). */
  readonly angle?: number;
}

const ANCHOR = { left: "start", center: "middle", right: "end" } as const;

/** An SVG `<text>` element. */
export function svgText(text: string, { x, y, size, color, xanchor, yanchor, angle = 0 }: TextOptions): string {
  const lines = parseRichText(text);
  const rest = (lines.length - 1) * LINE_SPACING * size;
  // 0.76 em above and 0.24 em below the baseline stand for a line of DejaVu Sans; 0.36 em above it is the middle of a capital
  const first = { top: 0.93 * size, middle: 0.36 * size - rest / 2, bottom: -0.24 * size - rest, baseline: 0 }[yanchor];
  const spans = lines.map((line, i) => {
    const position = `x="${cut(x)}" y="${cut(y + first + i * LINE_SPACING * size)}"`;
    return `<text ${position}${attributes(size, color, ANCHOR[xanchor])}>${svgRuns(line, size)}</text>`;
  });
  const body = spans.join("");
  return angle === 0 ? body : `<g transform="rotate(${cut(angle)} ${cut(x)} ${cut(y)})">${body}</g>`;
}

function attributes(size: number, color: string, anchor: string): string {
  return ` font-size="${cut(size)}" fill="${escapeXml(color)}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}`;
}

function svgRuns(line: readonly Run[], size: number): string {
  let raised = 0;
  return line
    .map((run) => {
      const shift = run.level === 1 ? -RAISE * size : run.level === -1 ? LOWER * size : 0;
      const dy = shift - raised;
      raised = shift;
      const style = [
        dy === 0 ? "" : ` dy="${cut(dy)}"`,
        run.level ? ` font-size="${cut(SMALL * size)}"` : "",
        run.bold ? ' font-weight="bold"' : "",
        run.italic ? ' font-style="italic"' : "",
      ].join("");
      return style ? `<tspan${style}>${escapeXml(run.text)}</tspan>` : escapeXml(run.text);
    })
    .join("");
}

/** Also drops the control characters that XML cannot hold. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

/** Two decimals of a pixel are enough, and keep files small. */
export function cut(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const codePoint = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return codePoint > 0 && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
  });
}
