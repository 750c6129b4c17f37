import { escapeHtml } from "../core/escapeHtml.js";
import { CLAIM, RECORD } from "../notebook/emitted.js";
import type { Bundle, CodeCell, Output } from "../notebook/nbformat.js";
import { type Claim, claimOf, claimTable } from "./claims.js";
import { jsonForScript } from "./jsonForScript.js";
import { markdown } from "./markdown.js";
import { mathematics } from "./mathematics.js";
import { recordTable } from "./records.js";
import { terminalToHtml } from "./terminalToHtml.js";

const PLOTLY = "application/vnd.plotly.v1+json";
/** Longer texts are cut on the page; the whole is in the notebook file. */
const LONGEST_TEXT = 200_000;
const LONGEST_HTML = 2_000_000;
const LARGEST_IMAGE = 8_000_000;
const LARGEST_PLOT = 8_000_000;

/** What a page needs to know of the outputs that were put on it. */
export interface PageContents {
  plots: number;
  mathematics: boolean;
}

/** The outputs of a cell as HTML. Nothing of them is trusted: see {@link renderBundle}. */
export function renderOutputs(cell: CodeCell, page: PageContents): string {
  const html: string[] = [];
  let claims: Claim[] = [];
  let records: unknown[] = [];
  const flush = () => {
    if (claims.length > 0) html.push(claimTable(claims));
    if (records.length > 0) html.push(recordTable(records));
    claims = [];
    records = [];
  };
  for (const output of cell.outputs) {
    const data = "data" in output ? output.data : {};
    const claim = claimOf(data[CLAIM]);
    if (claim) claims.push(claim);
    else if (data[RECORD] !== undefined) records.push(data[RECORD]);
    else {
      flush();
      html.push(renderOutput(output, page));
    }
  }
  flush();
  return html.filter((part) => part !== "").join("\n");
}

function renderOutput(output: Output, page: PageContents): string {
  switch (output.output_type) {
    case "stream":
      return textBlock(output.text, output.name === "stderr" ? "stream stderr" : "stream");
    case "error":
      return `<div class="error" role="group" aria-label="Error">${textBlock(
        output.traceback.length > 0 ? output.traceback.join("\n") : `${output.ename}: ${output.evalue}`,
        "traceback",
      )}</div>`;
    default:
      return renderBundle(output.data, page);
  }
}

/**
 * One MIME bundle: the richest form that is safe to show. Our figures are drawn anew from their JSON, whatever HTML came with them is not used;
 * other HTML stands in a sandbox without scripts; JavaScript is never shown but as its text.
 */
export function renderBundle(data: Bundle, page: PageContents): string {
  const text = (mime: string) => (typeof data[mime] === "string" && data[mime] !== "" ? (data[mime] as string) : undefined);
  const html = text("text/html");
  if (html !== undefined && /data-infoplane=(["'])plotly-loader\1/.test(html.slice(0, 1000))) return ""; // the site has its own copy
  if (isPlot(data[PLOTLY])) return plot(data, data[PLOTLY], page);
  const svg = text("image/svg+xml");
  if (svg !== undefined && svg.length < LARGEST_IMAGE)
    return picture(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`, altOf(data));
  for (const mime of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const source = text(mime) && imageData(mime, text(mime)!);
    if (source) return picture(source, altOf(data));
  }
  if (html !== undefined)
    return progressBar(html) ?? (html.length <= LONGEST_HTML ? sandbox(html) : tooLong("HTML", html.length, text("text/plain")));
  const source = text("text/markdown");
  if (source !== undefined) {
    page.mathematics = true;
    return `<div class="markdown">${markdown(source)}</div>`;
  }
  const tex = text("text/latex");
  if (tex !== undefined) {
    page.mathematics = true;
    return `<div class="formula" tabindex="0">${mathematics(tex.replace(/^\s*\$\$?|\$\$?\s*$/g, ""), { display: true })}</div>`;
  }
  if (text("text/plain") !== undefined) return textBlock(text("text/plain")!, "result");
  if (data["application/json"] !== undefined) return textBlock(JSON.stringify(data["application/json"], null, 2), "result");
  return "";
}

interface Plot {
  data: unknown[];
  layout?: Record<string, unknown>;
}

function isPlot(value: unknown): value is Plot {
  return typeof value === "object" && value !== null && Array.isArray((value as Plot).data);
}

/** Live where scripts run; before that, without them, and on paper the PNG. */
function plot(data: Bundle, { data: traces, layout }: Plot, page: PageContents): string {
  page.plots++;
  const alt = altOf(data);
  const png = typeof data["image/png"] === "string" ? imageData("image/png", data["image/png"]) : undefined;
  const json = jsonForScript({ data: traces, layout: layout ?? {} });
  const still = png ? `<img src="${png}" alt="${escapeHtml(alt)}"${size(layout)}>` : `<p class="absent">${escapeHtml(alt)}</p>`;
  const live = json.length <= LARGEST_PLOT ? `<script type="application/json">${json}</script>` : "";
  return `<figure class="plot" data-label="${escapeHtml(alt)}">${still}${live}</figure>`;
}

function size(layout?: Record<string, unknown>): string {
  const { width, height } = layout ?? {};
  return isPixels(width) && isPixels(height) ? ` width="${width}" height="${height}"` : "";
}

function isPixels(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < 10_000;
}

/** What a figure shows, in words: what its maker wrote, else its text. */
export function altOf(data: Bundle): string {
  const layout = (data[PLOTLY] as Plot | undefined)?.layout;
  const meta = layout?.meta as { alt?: unknown } | undefined;
  if (typeof meta?.alt === "string") return meta.alt;
  const plain = data["text/plain"];
  if (typeof plain !== "string" || plain === "" || plain.length > 2000) return "Figure without a description";
  return plain.replace(/^figure \S+: /, "");
}

/** A data URL, where the content is base64 and not too large. */
export function imageData(mime: string, base64: string): string | undefined {
  const compact = base64.replace(/\s+/g, "");
  return compact.length <= LARGEST_IMAGE && /^[A-Za-z0-9+/]+={0,2}$/.test(compact) ? `data:${mime};base64,${compact}` : undefined;
}

function picture(source: string, alt: string): string {
  return `<figure class="picture"><img src="${source}" alt="${escapeHtml(alt)}"></figure>`;
}

/** A progress line that `progress` of the library left: its bar is drawn here, not in a frame. */
function progressBar(html: string): string | undefined {
  const found = /^<div><progress value="([\d.]+)" max="([\d.]+)"><\/progress> <code>([^<>]*)<\/code><\/div>$/.exec(html);
  if (!found) return undefined;
  const label = found[3].replace(/&(?!(?:amp|lt|gt|quot|#39);)/g, "&amp;").replace(/"/g, "&quot;");
  return `<div class="progress"><progress value="${found[1]}" max="${found[2]}" aria-label="${label}"></progress> <code>${label}</code></div>`;
}

const FRAME_STYLE =
  "html{color-scheme:light dark}html[data-theme=light]{color-scheme:light}html[data-theme=dark]{color-scheme:dark}" +
  "body{margin:0;font:14px/1.5 system-ui,sans-serif;color:light-dark(#1c1e21,#e3e5e8);overflow-wrap:break-word}" +
  "table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid light-dark(#dfe2e6,#3a3e45)}" +
  "thead th{border-bottom:2px solid light-dark(#b9bfc7,#5a616b)}img{max-width:100%}pre,code{font-family:ui-monospace,monospace}";

/** HTML that a program made: in a frame that runs no script, submits no form, opens no window and leaves the page alone. */
function sandbox(source: string): string {
  const html = source.replace(/<script\b.*?(?:<\/script\s*>|$)/gis, ""); // it could not run; without it the browser has nothing to report
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">`;
  const document = `<!doctype html><html lang="en"><head><meta charset="utf-8">${policy}<title>Output</title><style>${FRAME_STYLE}</style></head><body>${html}</body></html>`;
  return `<iframe class="foreign" sandbox="allow-same-origin" title="Output of the cell" srcdoc="${escapeHtml(document)}"></iframe>`;
}

function textBlock(text: string, kind: string): string {
  if (text === "") return "";
  const shown = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  const long = shown.length > 4000 || shown.split("\n", 41).length > 40;
  const rest = text.length > LONGEST_TEXT ? tooLong("text", text.length) : "";
  return `<pre class="${kind}${long ? " long" : ""}"${long ? ' tabindex="0"' : ""}>${terminalToHtml(shown)}</pre>${rest}`;
}

function tooLong(what: string, length: number, instead = ""): string {
  const size = length > 1e6 ? `${(length / 1e6).toFixed(1)} MB` : `${Math.round(length / 1000)} kB`;
  return `${instead ? textBlock(instead, "result") : ""}<p class="cut">This output is ${size} of ${what}; the whole is in the notebook file.</p>`;
}
