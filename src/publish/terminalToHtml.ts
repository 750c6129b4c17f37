import { escapeHtml } from "../core/escapeHtml.js";

interface Style {
  colour?: string;
  background?: string;
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  faint?: boolean;
  inverse?: boolean;
}

/**
 * What a terminal would show of a text, as HTML: carriage returns and backspaces overwrite, ANSI colours become classes
 * (`ansi-red`), exact ones that of the same hue. Other control sequences are dropped.
 */
export function terminalToHtml(text: string): string {
  let style: Style = {};
  let html = "";
  overwrite(text)
    .split(SEQUENCE)
    .forEach((piece, i) => {
      if (i % 2 === 0) {
        if (piece !== "") html += wrap(style, escapeHtml(piece.replace(/(?![\t\n])\p{Cc}/gu, "")));
      } else if (/^.\[[0-9;:]*m$/.test(piece)) style = apply(style, piece.slice(2, -1).split(/[;:]/).map(Number));
    });
  return html;
}

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
const BACKSPACE = String.fromCharCode(8);

/** CSI … letter, OSC … BEL or ST, and two-character sequences. */
const SEQUENCE = new RegExp(
  `(${ESCAPE}\\[[0-9;:?]*[ -/]*[@-~]|${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|${ESCAPE}[@-Z\\\\^_])`,
);

/** Carriage return and backspace, line by line. */
function overwrite(text: string): string {
  if (!text.includes("\r") && !text.includes(BACKSPACE)) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => {
      const characters: string[] = [];
      let at = 0;
      for (const character of line)
        if (character === "\r") at = 0;
        else if (character === BACKSPACE) at = Math.max(0, at - 1);
        else characters[at++] = character;
      return characters.join("");
    })
    .join("\n");
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function apply(before: Style, codes: number[]): Style {
  const style = { ...before };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) for (const key of Object.keys(style) as (keyof Style)[]) delete style[key];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.faint = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 22) style.bold = style.faint = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.inverse = false;
    else if (code >= 30 && code <= 37) style.colour = NAMES[code - 30];
    else if (code >= 90 && code <= 97) style.colour = NAMES[code - 90];
    else if (code === 39) style.colour = undefined;
    else if (code >= 40 && code <= 47) style.background = NAMES[code - 40];
    else if (code >= 100 && code <= 107) style.background = NAMES[code - 100];
    else if (code === 49) style.background = undefined;
    else if (code === 38 || code === 48) {
      const key = code === 38 ? "colour" : "background";
      if (codes[i + 1] === 5) {
        style[key] = indexed(codes[i + 2]);
        i += 2;
      } else if (codes[i + 1] === 2) {
        style[key] = nearestName(codes[i + 2], codes[i + 3], codes[i + 4]);
        i += 4;
      }
    }
  }
  return style;
}

/** One of xterm's 256 colours. */
function indexed(n: number): string | undefined {
  if (n < 16) return NAMES[n % 8];
  if (n >= 232) return nearestName(8 + 10 * (n - 232), 8 + 10 * (n - 232), 8 + 10 * (n - 232));
  const level = (k: number) => (k === 0 ? 0 : 55 + 40 * k);
  const cube = n - 16;
  return nearestName(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** An exact colour would be illegible on one of our two backgrounds; the named one of the same hue is legible on both. */
function nearestName(...[red, green, blue]: number[]): string | undefined {
  if (![red, green, blue].every((c) => c >= 0 && c <= 255)) return undefined;
  const high = Math.max(red, green, blue);
  if (high - Math.min(red, green, blue) < 40) return undefined;
  const bright = (c: number) => c > 0.6 * high;
  const hues = ["", "blue", "green", "cyan", "red", "magenta", "yellow"];
  return hues[(bright(red) ? 4 : 0) + (bright(green) ? 2 : 0) + (bright(blue) ? 1 : 0)];
}

function wrap(style: Style, html: string): string {
  const colour = style.inverse ? (style.background ?? "white") : style.colour;
  const background = style.inverse ? (style.colour ?? "black") : style.background;
  const classes: string[] = [];
  if (colour) classes.push(`ansi-${colour}`);
  if (background) classes.push(`ansi-on-${background}`);
  for (const name of ["bold", "faint", "italic", "underline"] as const) if (style[name]) classes.push(`ansi-${name}`);
  return classes.length === 0 ? html : `<span class="${classes.join(" ")}">${html}</span>`;
}
