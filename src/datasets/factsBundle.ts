import { escapeHtml } from "../core/escapeHtml.js";
import type { MimeBundle } from "../core/host.js";
import { encodePng, type Pixels } from "../formats/png.js";

/** A table of facts as text and as HTML, and a picture beside it. */
export function factsBundle(name: string, facts: readonly (readonly [string, string])[], picture?: () => Pixels): MimeBundle {
  const width = Math.max(...facts.map(([key]) => key.length));
  const text = facts.map(([key, value]) => `${key.padEnd(width)}  ${value}`).join("\n");
  const rows = facts.map(([key, value]) => `<tr>${cell("th", key)}${cell("td", value)}</tr>`);
  const table = `<table>${rows.join("")}</table>`;
  if (!picture) return { "text/plain": text, "text/html": table };
  const png = Buffer.from(encodePng(picture())).toString("base64");
  const image = `<img alt="${escapeHtml(`samples of ${name}`)}" style="image-rendering:pixelated;max-width:100%" src="data:image/png;base64,${png}">`;
  return { "text/plain": text, "text/html": `<div>${table}${image}</div>`, "image/png": png };
}

function cell(tag: "th" | "td", text: string): string {
  return `<${tag} style="text-align:left">${escapeHtml(text)}</${tag}>`;
}
