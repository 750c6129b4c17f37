import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { duration } from "../notebook/duration.js";
import type { Notebook } from "../notebook/nbformat.js";
import { parseNotebook } from "../notebook/parseNotebook.js";
import { projectRoot } from "../notebook/projectRoot.js";
import { provenanceOf } from "../notebook/provenance.js";
import { runNotebook } from "../notebook/runNotebook.js";
import { type NotebookFile, selectNotebooks } from "../notebook/selectNotebooks.js";
import { writeAtomically } from "../notebook/writeAtomically.js";
import { siteFolder } from "../publish/siteFolder.js";
import { standalonePage } from "../publish/standalonePage.js";
import { type Checks, checkRun } from "./checkRun.js";
import { type Command, oneOf, positive, text, UsageError, type Values } from "./command.js";
import { givenParameters } from "./givenParameters.js";
import { kernelFor } from "./kernelFor.js";
import { packageVersion } from "./packageVersion.js";
import { ProgressPrinter } from "./progressPrinter.js";
import { publishSite } from "./publishSite.js";
import { recordedFor } from "./recordedFor.js";

export const run: Command = {
  name: "run",
  positionals: "[NOTEBOOK ...]",
  summary: "Executes notebooks in their own folders and writes them elsewhere; a source is never changed.",
  details: `A NOTEBOOK is a file, a folder, a glob, or a key such as goldfeld2019 or goldfeld2019/figure1; without one, every
notebook below notebooks/. What has not changed since the last run is kept. The exit status is 1 when a cell
fails or a check does; what is done is written in every case.

Tags of cells: parameters (defaults for -p), raises-exception (may fail), skip-execution, no-cache (always executed),
no-check (not compared by --against).`,
  options: {
    out: { type: "string", short: "o", value: "DIR", help: "where executed notebooks go (build/notebooks)" },
    site: { type: "string", value: "DIR", help: "write a site of all executed notebooks to DIR" },
    html: { type: "boolean", help: "write each notebook as one HTML file too, beside the executed one" },
    mode: { type: "string", short: "m", value: "MODE", help: "quick or full: NOTEBOOK_MODE (quick)" },
    kernel: { type: "string", short: "k", value: "NAME", help: "an installed kernel instead of the notebook's own" },
    parameter: { type: "string", short: "p", multiple: true, value: "NAME=VALUE", help: "set a parameter; may be repeated" },
    "parameters-file": { type: "string", short: "f", value: "FILE", help: "set parameters from a JSON or YAML file" },
    jobs: { type: "string", short: "j", value: "N", help: "notebooks executed at a time (1; each uses all cores)" },
    timeout: { type: "string", value: "SECONDS", help: "for one cell" },
    "total-timeout": { type: "string", value: "SECONDS", help: "for one notebook" },
    "allow-errors": { type: "boolean", help: "go on after a cell that fails" },
    "no-cache": { type: "boolean", help: "execute also what has not changed" },
    record: { type: "boolean", help: "write records and claims to data/results/" },
    check: { type: "boolean", help: "compare records and claims with data/results/" },
    against: { type: "string", value: "FILE", help: "compare texts and tables with an executed notebook, or a folder of them" },
    relative: { type: "string", value: "TOLERANCE", help: "of numbers compared by --against (1e-6)" },
    absolute: { type: "string", value: "TOLERANCE", help: "of numbers compared by --against (1e-9)" },
  },
  run: runAll,
};

interface Plan {
  root: string;
  out: string;
  mode: string;
  jobs: number;
  timeout?: number;
  totalTimeout?: number;
  checks: Checks;
  values: Values;
  parameters: Record<string, unknown>;
  signal: AbortSignal;
}

async function runAll(values: Values, names: string[]): Promise<number> {
  const root = projectRoot(process.cwd());
  const interrupt = new AbortController();
  const plan: Plan = {
    root,
    out: resolve(text(values, "out") ?? join(root, "build", "notebooks")),
    mode: oneOf("run", values, "mode", ["quick", "full"]) ?? (process.env.NOTEBOOK_MODE === "full" ? "full" : "quick"),
    jobs: Math.ceil(positive("run", values, "jobs") ?? 1),
    timeout: positive("run", values, "timeout"),
    totalTimeout: positive("run", values, "total-timeout"),
    checks: {
      record: values.record === true,
      check: values.check === true,
      against: text(values, "against"),
      tolerance: { relative: positive("run", values, "relative") ?? 1e-6, absolute: positive("run", values, "absolute") ?? 1e-9 },
    },
    parameters: givenParameters(values),
    signal: interrupt.signal,
    values,
  };
  if (plan.checks.record && plan.mode === "quick" && Object.keys(plan.parameters).length > 0)
    throw new UsageError(
      "infoplane run: what quick mode records is of the notebook's own parameters; leave -p and -f out, or record a part of full mode with --mode full.",
    );
  if (plan.checks.against !== undefined && !existsSync(plan.checks.against))
    throw new UsageError(`infoplane run: --against ${plan.checks.against} does not exist.`);
  const site = text(values, "site");
  if (site !== undefined) siteFolder(resolve(site)); // a folder that cannot take it is said now, not after an hour
  const files = fastestFirst(selectNotebooks(names, root), plan.out);
  const release = onInterrupt(() => interrupt.abort());
  const waiting = [...files];
  let status = 0;
  const work = async () => {
    for (let file = waiting.shift(); file && !interrupt.signal.aborted; file = waiting.shift())
      status = Math.max(status, await runOne(file, plan));
  };
  await Promise.all(Array.from({ length: Math.min(plan.jobs, files.length) }, work));
  release();
  if (site !== undefined && !interrupt.signal.aborted) {
    const index = publishSite(executedNotebooks(plan, files), { root, out: site });
    console.log(`Open ${relative(process.cwd(), index)} in a browser.`);
  }
  return status;
}

/** @returns the exit status: 0, 1 where a cell or a check failed, 130 when interrupted */
async function runOne({ path, key }: NotebookFile, plan: Plan): Promise<number> {
  const { root, out, mode, values } = plan;
  const target = join(out, `${key}.ipynb`);
  if (resolve(path) === target) throw new UsageError(`infoplane run: ${path} would be overwritten; name another folder with --out.`);
  const printer = new ProgressPrinter({ name: plan.jobs > 1 ? key : undefined });
  let notebook: Notebook | undefined;
  const result = await runNotebook(path, {
    target,
    mode,
    parameters: plan.parameters,
    version: packageVersion(),
    kernel: (source) => {
      notebook = source;
      return kernelFor(source, text(values, "kernel"));
    },
    cache: values["no-cache"] !== true,
    allowErrors: values["allow-errors"] === true,
    timeout: plan.timeout,
    totalTimeout: plan.totalTimeout,
    checkpoints: join(root, "build", "checkpoints", key),
    sharedCheckpoints: join(root, "build", "shared"),
    signal: plan.signal,
    onStart: (event) => printer.begin(key, mode, event),
    onCell: (event) => printer.cell(event, notebook!),
  });
  const place = relative(process.cwd(), target);
  if (values.html) {
    const page = standalonePage(result.notebook, key, { folder: dirname(path), recorded: recordedFor(root, key, mode) });
    writeAtomically(target.replace(/\.ipynb$/, ".html"), page);
  }
  if (result.status === "interrupted") {
    printer.line(`  interrupted after ${duration(result.seconds)}; what is done is in ${place}`);
    console.error(`Resume with: infoplane run ${key} --mode ${mode}`);
    return 130;
  }
  if (result.status === "failed") {
    const where = result.problem?.cell ? `, cell ${result.problem.cell}` : "";
    printer.line(`  failed after ${duration(result.seconds)}; the notebook so far is in ${place}`);
    const message = result.problem?.message ?? "";
    console.error(`${path}${where}:\n${process.stderr.isTTY ? message : stripVTControlCharacters(message)}`);
    return 1;
  }
  printer.line(result.reused ? `${key}: nothing changed, ${place} is kept` : `  done in ${duration(result.seconds)}: ${place}`);
  return checkRun(result.notebook, key, root, plan.checks) ? 0 : 1;
}

/** Ctrl-C once ends what runs in order, twice at once. */
function onInterrupt(stop: () => void): () => void {
  let asked = 0;
  const handle = () => {
    if (++asked > 1) process.exit(130); // kernels end with us
    console.error("\ninterrupted: the running cell is asked to stop, then what is done is saved; once more ends at once");
    stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, handle);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, handle);
  };
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
function executedNotebooks({ root, out }: Plan, ran: readonly NotebookFile[]): { key: string; path: string; folder: string }[] {
  const sources = new Map(ran.map((file) => [file.key, file]));
  if (existsSync(join(root, "notebooks")))
    for (const file of selectNotebooks([], root)) if (!sources.has(file.key)) sources.set(file.key, file);
  return [...sources.values()]
    .map(({ key, path }) => ({ key, path: join(out, `${key}.ipynb`), folder: dirname(path) }))
    .filter(({ path }) => existsSync(path))
    .sort((a, b) => a.key.localeCompare(b.key, "en", { numeric: true }));
}
