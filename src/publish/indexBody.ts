import { escapeHtml } from "../core/escapeHtml.js";
import { duration } from "../notebook/duration.js";
import { claimTable, verdictCounts } from "./claims.js";
import type { Summary } from "./summary.js";

export interface Entry {
  key: string;
  /** Path of its page and of its thumbnail from the index. */
  page: string;
  thumbnail?: string;
  summary: Summary;
}

/** The front page: notebooks by paper with their figures, then every claim of every paper. */
export function indexBody(title: string, description: string, entries: readonly Entry[]): string {
  const papers = new Map<string, Entry[]>();
  for (const entry of entries) {
    const paper = entry.key.includes("/") ? entry.key.slice(0, entry.key.lastIndexOf("/")) : "";
    papers.set(paper, [...(papers.get(paper) ?? []), entry]);
  }
  const groups = [...papers].sort(([a], [b]) => Number(b === START) - Number(a === START));
  const sections = groups.map(
    ([paper, inside]) => `<section><h2>${escapeHtml(paperName(paper))}</h2><ul class="cards">${inside.map(card).join("\n")}</ul></section>`,
  );
  const claims = entries.flatMap((entry) => entry.summary.claims.map((claim) => ({ entry, claim })));
  const where = new Map(claims.map(({ entry, claim }) => [claim, entry]));
  const table =
    claims.length === 0
      ? ""
      : `<section><h2 id="claims">Claims</h2><p class="lead">What the papers say, what these notebooks found, and the verdict.</p>${claimTable(
          claims.map(({ claim }) => claim),
          (claim) => ({ href: where.get(claim)!.page, text: where.get(claim)!.key }),
        )}</section>`;
  const modes = [...new Set(entries.map((e) => e.summary.mode).filter(Boolean))];
  const dates = entries.map((e) => e.summary.provenance.started ?? "").sort();
  const meta = [
    `<span>${entries.length} notebook${entries.length === 1 ? "" : "s"}</span>`,
    modes.length > 0 ? `<span>${escapeHtml(modes.join(" and "))} mode</span>` : "",
    dates.at(-1) ? `<span>executed ${escapeHtml(dates.at(-1)!.slice(0, 10))}</span>` : "",
    claims.length > 0 ? '<a href="#claims">All claims</a>' : "",
  ];
  return `<main id="main" class="papers"><h1>${escapeHtml(title)}</h1>${description ? `<p class="lead">${escapeHtml(description)}</p>` : ""}<p class="meta">${meta.filter(Boolean).join("\n")}</p>\n${sections.join("\n")}\n${table}</main>
<footer>Every page was made by executing its notebook. <a href="assets/licences.html">Licences of what these pages contain</a></footer>`;
}

function card({ page, thumbnail, summary, key }: Entry): string {
  const picture = thumbnail
    ? `<img src="${escapeHtml(thumbnail)}" alt="" loading="lazy">`
    : `<span aria-hidden="true">${escapeHtml([...summary.title][0] ?? "?")}</span>`;
  const foot = [
    summary.failed ? '<span class="badge failed">ended with an error</span>' : "",
    summary.mode ? `<span class="badge ${summary.mode === "full" ? "full" : "quick"}">${escapeHtml(summary.mode)}</span>` : "",
    summary.provenance.seconds !== undefined ? `<span>${duration(summary.provenance.seconds)}</span>` : "",
    ...verdictCounts(summary.claims),
  ];
  return `<li class="card"><div class="thumb">${picture}</div><div class="words"><h3><a href="${escapeHtml(page)}">${summary.titleHtml}</a></h3><p>${summary.leadHtml}</p><div class="foot" title="${escapeHtml(key)}">${foot.filter(Boolean).join("\n")}</div></div></li>`;
}

/** The folder of notebooks that reproduce no paper but show how to begin; it comes first. */
const START = "start";

/** goldfeld2019 → Goldfeld 2019. */
function paperName(paper: string): string {
  if (paper === "") return "Notebooks";
  if (paper === START) return "Start here";
  const found = /^([a-z]+)(\d{4})$/.exec(paper);
  return found ? `${found[1][0].toUpperCase()}${found[1].slice(1)} ${found[2]}` : paper;
}
