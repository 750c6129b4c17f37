import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { duration } from "../notebook/duration.js";
import { parseNotebook } from "../notebook/parseNotebook.js";
import { projectRoot } from "../notebook/projectRoot.js";
import { provenanceOf } from "../notebook/provenance.js";
import { runNotebook } from "../notebook/runNotebook.js";
import { type NotebookFile, selectNotebooks } from "../notebook/selectNotebooks.js";
import { type Command, oneOf, positive, text, texts, UsageError, type Values } from "./command.js";
import { kernelFor } from "./kernelFor.js";
import { packageVersion } from "./packageVersion.js";
import { ProgressPrinter } from "./progressPrinter.js";
import { publishSite } from "./publishSite.js";

export const run: Command = {
  name: "run",
  positionals: "[NOTEBOOK ...]",
  summary: "Executes notebooks in their own folders and writes them elsewhere; a source is never changed.",
  details:
    "A NOTEBOOK is a file, a folder, a glob, or a key such as goldfeld2019 or goldfeld2019/figure1; without one,\nevery notebook below notebooks/. The exit status is 1 when a cell fails; what is done is kept and written.",
  options: {
    out: { type: "string", short: "o", value: "DIR", help: "where executed notebooks go (build/notebooks)" },
    site: { type: "string", value: "DIR", help: "write a site of all executed notebooks to DIR" },
    mode: { type: "string", short: "m", value: "MODE", help: "quick or full: NOTEBOOK_MODE (quick)" },
    kernel: { type: "string", short: "k", value: "NAME", help: "an installed kernel instead of the notebook's own" },
    parameter: { type: "string", short: "p", multiple: true, value: "NAME=VALUE", help: "set a parameter; may be repeated" },
    timeout: { type: "string", value: "SECONDS", help: "for one cell" },
    "total-timeout": { type: "string", value: "SECONDS", help: "for one notebook" },
    "allow-errors": { type: "boolean", help: "go on after a cell that fails" },
    "no-cache": { type: "boolean", help: "execute also what has not changed" },
  },
  run: runAll,
};

async function runAll(values: Values, names: string[]): Promise<number> {
  const root = projectRoot(process.cwd());
  const out = resolve(text(values, "out") ?? join(root, "build", "notebooks"));
  const mode = oneOf("run", values, "mode", ["quick", "full"]) ?? (process.env.NOTEBOOK_MODE === "full" ? "full" : "quick");
  const parameters = givenParameters(values);
  const files = fastestFirst(selectNotebooks(names, root), out);
  const interrupt = new AbortController();
  let asked = 0;
  const onInterrupt = () => {
    if (++asked > 1) process.exit(130); // the kernel ends with us
    console.error("\ninterrupted: the running cell is asked to stop, then what is done is saved; once more ends at once");
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onInterrupt);
  const printer = new ProgressPrinter();
  let status = 0;
  for (const { path, key } of files) {
    const target = join(out, `${key}.ipynb`);
    if (resolve(path) === target) throw new UsageError(`infoplane run: ${path} would be overwritten; name another folder with --out.`);
    let shown = parseNotebook(readFileSync(path, "utf8"), path);
    const result = await runNotebook(path, {
      target,
      mode,
      parameters,
      version: packageVersion(),
      kernel: (notebook) => {
        shown = notebook;
        return kernelFor(notebook, text(values, "kernel"));
      },
      cache: values["no-cache"] !== true,
      allowErrors: values["allow-errors"] === true,
      timeout: positive("run", values, "timeout"),
      totalTimeout: positive("run", values, "total-timeout"),
      checkpoints: join(root, "build", "checkpoints", key),
      signal: interrupt.signal,
      onStart: (event) => printer.start(key, mode, event),
      onCell: (event) => printer.cell(event, shown),
    });
    const place = relative(process.cwd(), target);
    if (result.reused) printer.line(`${key}: nothing changed, ${place} is kept`);
    else if (result.status === "done") printer.line(`  done in ${duration(result.seconds)}: ${place}`);
    else {
      status = result.status === "interrupted" ? 130 : 1;
      printer.line(
        `  ${result.status} after ${duration(result.seconds)}${result.problem?.cell ? `, in cell ${result.problem.cell}` : ""}: ${place}`,
      );
      if (result.status === "failed") console.error(`${path}, cell ${result.problem?.cell ?? "?"}:\n${result.problem?.message ?? ""}`);
      else console.error(`Resume with the same command: infoplane run ${key} --mode ${mode}`);
    }
    if (interrupt.signal.aborted) break;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, onInterrupt);
  const site = text(values, "site");
  if (site !== undefined && status !== 130) {
    const index = publishSite(selectExecuted(root, out, files), { root, out: site });
    console.log(`Open ${relative(process.cwd(), index)} in a browser.`);
  }
  return status;
}

function givenParameters(values: Values): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const pair of texts(values, "parameter")) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`infoplane run: -p needs NAME=VALUE; got ${JSON.stringify(pair)}.`);
    parameters[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return parameters;
}

/** By what each took the last time, so that something can be read soon; those that never ran come last. */
function fastestFirst(files: NotebookFile[], out: string): NotebookFile[] {
  const seconds = new Map(files.map(({ key }) => [key, lastSeconds(join(out, `${key}.ipynb`))]));
  return [...files].sort((a, b) => seconds.get(a.key)! - seconds.get(b.key)!);
}

function lastSeconds(path: string): number {
  try {
    return provenanceOf(parseNotebook(readFileSync(path, "utf8"), path)).seconds ?? Number.MAX_VALUE;
  } catch {
    return Number.MAX_VALUE;
  }
}

/** What ran now, and what ran before and still has its source: a run of one part keeps the pages of the others. */
function selectExecuted(root: string, out: string, ran: readonly NotebookFile[]): { key: string; path: string; folder: string }[] {
  const sources = new Map(ran.map((file) => [file.key, file]));
  if (existsSync(join(root, "notebooks")))
    for (const file of selectNotebooks([], root)) if (!sources.has(file.key)) sources.set(file.key, file);
  return [...sources.values()]
    .map(({ key, path }) => ({ key, path: join(out, `${key}.ipynb`), folder: join(path, "..") }))
    .filter(({ path }) => existsSync(path))
    .sort((a, b) => a.key.localeCompare(b.key, "en", { numeric: true }));
}
