import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { compareNotebooks, type Tolerance } from "../notebook/compareNotebooks.js";
import type { Notebook } from "../notebook/nbformat.js";
import { parseNotebook } from "../notebook/parseNotebook.js";
import { checkResults, resultsOf, writeResults } from "../notebook/results.js";

export interface Checks {
  record: boolean;
  check: boolean;
  /** An executed notebook, or a folder of them. */
  against?: string;
  tolerance: Tolerance;
}

/**
 * What has to be done with a complete execution: write its results, compare them with those on the disk, compare it with another execution.
 *
 * @returns whether everything agreed
 */
export function checkRun(notebook: Notebook, key: string, root: string, { record, check, against, tolerance }: Checks): boolean {
  const results = resultsOf(notebook, key);
  let agreed = true;
  if (check) {
    const problems = checkResults(root, results);
    for (const problem of problems) console.error(`  ${key}: ${problem}`);
    if (problems.length > 0) agreed = false;
    else console.log(`  ${key}: ${results.records.length} records and ${results.claims.length} claims agree with what is recorded`);
  }
  if (against !== undefined) {
    const path = existsSync(against) && statSync(against).isDirectory() ? join(against, `${key}.ipynb`) : against;
    const differences = compareNotebooks(parseNotebook(readFileSync(path, "utf8"), path), notebook, tolerance);
    for (const difference of differences) console.error(`  ${key}, ${difference}`);
    if (differences.length > 0) agreed = false;
    else console.log(`  ${key}: texts and tables agree with ${path}`);
  }
  if (record) console.log(`  recorded in ${relative(process.cwd(), writeResults(root, results))}`);
  return agreed;
}
