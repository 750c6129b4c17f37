import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parseNotebook } from "../notebook/parseNotebook.js";
import { projectRoot } from "../notebook/projectRoot.js";
import { selectNotebooks } from "../notebook/selectNotebooks.js";
import { writeAtomically } from "../notebook/writeAtomically.js";
import { standalonePage } from "../publish/standalonePage.js";
import { summary } from "../publish/summary.js";
import { toMarkdown } from "../publish/toMarkdown.js";
import { toPdf } from "../publish/toPdf.js";
import { toScript } from "../publish/toScript.js";
import { pagePath } from "../publish/writeSite.js";
import { type Command, oneOf, text, UsageError, type Values } from "./command.js";
import { type Executed, publishSite } from "./publishSite.js";
import { recordedFor } from "./recordedFor.js";

const FORMS = ["site", "html", "pdf", "md", "script"] as const;

export const publish: Command = {
  name: "publish",
  positionals: "EXECUTED ...",
  summary: "Makes a site, pages, PDFs, Markdown or scripts of executed notebooks. Nothing is executed.",
  details: `EXECUTED is a file, a folder or a glob, such as build/notebooks.

  site    an index and a page per notebook that open from the file system
  html    one file per notebook with everything in it
  pdf     the same, printed by an installed Chromium or Chrome
  md      Markdown, with the pictures in a folder beside it
  script  a .ts file that runs with the package alone`,
  options: {
    to: { type: "string", value: "FORM", help: "site, html, pdf, md or script (site)" },
    out: { type: "string", short: "o", value: "DIR", help: "where the result goes (site; else the current folder)" },
  },
  run: publishAll,
};

function publishAll(values: Values, names: string[]): number {
  if (names.length === 0) throw new UsageError("infoplane publish: name executed notebooks, e.g. infoplane publish build/notebooks");
  const form = oneOf("publish", values, "to", FORMS) ?? "site";
  const root = projectRoot(process.cwd());
  const out = resolve(text(values, "out") ?? (form === "site" ? "site" : "."));
  const executed = selectNotebooks(names, root).map(({ key, path }) => {
    const source = key.replace(/^build\/notebooks\//, "");
    return { key: source, path, folder: resolve(root, "notebooks", source, "..") };
  });
  if (form === "site") console.log(`Open ${relative(process.cwd(), publishSite(executed, { root, out }))} in a browser.`);
  else for (const one of executed) console.log(relative(process.cwd(), writeOne(one, { root, out, form })));
  return 0;
}

function writeOne(
  { key, path, folder }: Executed,
  { root, out, form }: { root: string; out: string; form: (typeof FORMS)[number] },
): string {
  const notebook = parseNotebook(readFileSync(path, "utf8"), path);
  const target = join(out, `${pagePath(key)}.${form === "script" ? "ts" : form}`);
  if (form === "script") writeAtomically(target, toScript(notebook, { from: folder, to: dirname(target) }));
  else if (form === "md") {
    const pictures = `${basename(target, ".md")}_files`;
    const { text: markdown, files } = toMarkdown(notebook, pictures);
    for (const [name, bytes] of files) writeAtomically(join(dirname(target), pictures, name), bytes);
    writeAtomically(target, markdown);
  } else {
    const page = standalonePage(notebook, key, { folder, recorded: recordedFor(root, key, summary(notebook, key).mode) });
    writeAtomically(target, form === "html" ? page : toPdf(page));
  }
  return target;
}
