import { escapeHtml } from "../core/escapeHtml.js";
import type { Notebook } from "../notebook/nbformat.js";
import { aboutHtml } from "./aboutHtml.js";
import { inlineAssets, licences } from "./assets.js";
import { htmlDocument } from "./htmlDocument.js";
import { notebookBody } from "./notebookBody.js";
import type { Recorded } from "./recorded.js";
import { summary } from "./summary.js";

/** An executed notebook as one HTML file that needs no other: styles, fonts, pictures and the drawing library are inside. */
export function standalonePage(
  notebook: Notebook,
  key: string,
  { folder, recorded = [] }: { folder?: string; recorded?: readonly Recorded[] } = {},
): string {
  const about = summary(notebook, key);
  const probe = notebookBody(notebook, { key, summary: about, folder, about: "" }).contents;
  const used = new Set([...(probe.plots > 0 ? ["plotly.js-cartesian-dist-min"] : []), ...(probe.mathematics ? ["katex"] : [])]);
  const texts = licences().filter(({ name }) => used.has(name));
  const inside = texts.map(
    ({ name, version, licence, text }) =>
      `<details><summary>${escapeHtml(`${name} ${version} (${licence})`)}</summary><pre class="licence" tabindex="0">${escapeHtml(text)}</pre></details>`,
  );
  const licencesHtml =
    inside.length > 0 ? `<section class="about"><h2>Licences of what this page contains</h2>${inside.join("\n")}</section>` : "";
  const body = notebookBody(notebook, { key, summary: about, folder, about: aboutHtml(key, about, recorded) + licencesHtml });
  return htmlDocument({
    title: about.title,
    bar: `<span class="here">${escapeHtml(about.title)}</span><button type="button" data-do="code" aria-pressed="false">Hide code</button>`,
    body: body.html,
    assets: inlineAssets({ plots: probe.plots > 0, mathematics: probe.mathematics }),
  });
}
