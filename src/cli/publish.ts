import { relative, resolve } from "node:path";
import { projectRoot } from "../notebook/projectRoot.js";
import { selectNotebooks } from "../notebook/selectNotebooks.js";
import { type Command, text, UsageError, type Values } from "./command.js";
import { publishSite } from "./publishSite.js";

export const publish: Command = {
  name: "publish",
  positionals: "EXECUTED ...",
  summary: "Makes a site of executed notebooks. Nothing is executed.",
  details: "EXECUTED is a file, a folder or a glob; of build/notebooks the keys are those of the sources.",
  options: { out: { type: "string", short: "o", value: "DIR", help: "where the site goes (site)" } },
  run: publishAll,
};

function publishAll(values: Values, names: string[]): number {
  if (names.length === 0) throw new UsageError("infoplane publish: name executed notebooks, e.g. infoplane publish build/notebooks");
  const root = projectRoot(process.cwd());
  const out = resolve(text(values, "out") ?? "site");
  const files = selectNotebooks(names, root).map(({ key, path }) => {
    const source = key.replace(/^build\/notebooks\//, "");
    return { key: source, path, folder: resolve(root, "notebooks", source, "..") };
  });
  console.log(`Open ${relative(process.cwd(), publishSite(files, { root, out }))} in a browser.`);
  return 0;
}
