import { existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { DomainError } from "../core/errors.js";
import { escapeHtml } from "../core/escapeHtml.js";
import type { Notebook } from "../notebook/nbformat.js";
import { serializeNotebook } from "../notebook/serializeNotebook.js";
import { writeAtomically } from "../notebook/writeAtomically.js";
import { aboutHtml } from "./aboutHtml.js";
import { licences, linkedAssets, mathematicsStyle, plotlyScript } from "./assets.js";
import { htmlDocument } from "./htmlDocument.js";
import { type Entry, indexBody } from "./indexBody.js";
import { notebookBody } from "./notebookBody.js";
import { pageScript } from "./pageScript.js";
import type { Recorded } from "./recorded.js";
import { SITE_FILES, siteFolder } from "./siteFolder.js";
import { style } from "./style.js";
import { summary } from "./summary.js";

export interface SiteNotebook {
  /** `goldfeld2019/figure1`: the page's path without its ending. */
  key: string;
  notebook: Notebook;
  /** The notebook's own folder, for pictures that its text names. */
  folder?: string;
  /** Numbers of other executions to show beside this one. */
  recorded?: readonly Recorded[];
}

/**
 * Writes executed notebooks as a site that opens from the file system and asks no network for anything: `index.html`, one page and one .ipynb per
 * notebook, `assets/`. Nothing is executed.
 *
 * @param out the folder; it must be new, empty, or written by this function before
 * @returns the path of the index
 * @throws {DomainError} the folder holds something else, or two notebooks share a page
 */
export function writeSite(
  notebooks: readonly SiteNotebook[],
  { out, title = "Notebooks", description = "" }: { out: string; title?: string; description?: string },
): string {
  const folder = resolve(out);
  const before = siteFolder(folder);
  const written = new Set<string>();
  const write = (path: string, content: string | Uint8Array) => {
    writeInside(folder, path, content);
    written.add(path);
  };
  const used = { plots: false, mathematics: false };
  const entries: Entry[] = [];
  const pages = new Set<string>();
  for (const { key, notebook, folder: source, recorded = [] } of notebooks) {
    const path = pagePath(key);
    if (pages.has(path.toLowerCase()))
      throw new DomainError(`publish: two notebooks would be written as ${path}.html; rename one of them (${key}).`);
    pages.add(path.toLowerCase());
    const about = summary(notebook, key);
    const name = path.split("/").at(-1)!;
    const body = notebookBody(notebook, {
      key,
      summary: about,
      folder: source,
      download: `${encodeURIComponent(name)}.ipynb`,
      about: aboutHtml(key, about, recorded),
    });
    const depth = path.split("/").length - 1;
    const plots = body.contents.plots > 0;
    used.plots ||= plots;
    used.mathematics ||= body.contents.mathematics;
    const bar = `<a class="home" href="${"../".repeat(depth)}index.html">${escapeHtml(title)}</a><span class="here">${escapeHtml(about.title)}</span><button type="button" data-do="code" aria-pressed="false">Hide code</button>`;
    const assets = linkedAssets({ depth, plots, mathematics: body.contents.mathematics });
    write(`${path}.html`, htmlDocument({ title: about.title, bar, body: body.html, assets }));
    write(`${path}.ipynb`, serializeNotebook(notebook));
    if (about.thumbnail) write(`${path}.png`, Buffer.from(about.thumbnail, "base64"));
    const url = path.split("/").map(encodeURIComponent).join("/");
    entries.push({ key, page: `${url}.html`, thumbnail: about.thumbnail && `${url}.png`, summary: about });
  }
  const indexPage = indexBody(title, description, entries);
  const mathematics = indexPage.includes('class="katex');
  used.mathematics ||= mathematics;
  write("assets/style.css", style);
  write("assets/page.js", pageScript);
  if (used.plots) write("assets/plotly.min.js", plotlyScript());
  if (used.mathematics) write("assets/mathematics.css", mathematicsStyle());
  write("assets/licences.html", licencesPage(title));
  const bar = `<a class="home" href="index.html">${escapeHtml(title)}</a><span class="here"></span>`;
  const assets = linkedAssets({ depth: 0, plots: false, mathematics });
  write("index.html", htmlDocument({ title, bar, body: indexPage, assets }));
  for (const old of before) if (!written.has(old)) removeInside(folder, old);
  write(SITE_FILES, `${JSON.stringify([...written].sort(), null, 1)}\n`);
  return join(folder, "index.html");
}

/** A key as a path: no part of it is empty, hidden, `..`, or has a character that a file system or a browser treats specially. */
export function pagePath(key: string): string {
  const parts = key
    .split(/[/\\]/)
    .map((part) =>
      part
        .normalize("NFC")
        .replace(/[^\p{L}\p{N}._ -]+/gu, "-")
        .replace(/^[. -]+|[. ]+$/g, ""),
    )
    .filter((part) => part !== "");
  const path = parts.length > 0 ? parts.join("/") : "notebook";
  return /^(assets(\/|$)|index$)/i.test(path) ? `notebooks/${path}` : path;
}

function writeInside(folder: string, path: string, content: string | Uint8Array): void {
  const target = resolve(folder, path);
  if (!target.startsWith(folder + sep)) throw new DomainError(`publish: ${path} would leave ${folder}.`);
  mkdirSync(dirname(target), { recursive: true });
  checkRealFolder(folder, dirname(target));
  writeAtomically(target, content);
}

function removeInside(folder: string, path: string): void {
  const target = resolve(folder, path);
  if (!target.startsWith(folder + sep) || !existsSync(target)) return;
  checkRealFolder(folder, dirname(target));
  rmSync(target);
}

/** A symbolic link among the folders must not lead out. */
function checkRealFolder(folder: string, inside: string): void {
  const top = realpathSync(folder);
  const real = realpathSync(inside);
  if (real !== top && !real.startsWith(top + sep))
    throw new DomainError(`publish: ${inside} is a link that leads out of ${folder}; remove it.`);
}

function licencesPage(title: string): string {
  const texts = licences().map(
    ({ name, version, licence, text }) =>
      `<section><h2>${escapeHtml(`${name} ${version} (${licence})`)}</h2><pre class="licence" tabindex="0">${escapeHtml(text)}</pre></section>`,
  );
  const body = `<main id="main"><h1>Licences</h1><p class="lead">These pages contain the following works of others.</p>${texts.join("\n")}</main>`;
  const bar = `<a class="home" href="../index.html">${escapeHtml(title)}</a><span class="here">Licences</span>`;
  return htmlDocument({ title: "Licences", bar, body, assets: linkedAssets({ depth: 1, plots: false, mathematics: false }) });
}
