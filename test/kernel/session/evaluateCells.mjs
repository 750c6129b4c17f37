// Runs sequences of cells as the kernel does: prepare, then Runtime.evaluate in REPL mode on the same thread.
// Standard input: { cwd, sequences: string[][] }. Standard output: for each sequence what each cell gave.
import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { inspect } from "node:util";
import { promiseHooks } from "node:v8";
import { nameOfError, tracebackOf } from "../../../dist/kernel/session/displayTraceback.js";
import { LanguageSession } from "../../../dist/kernel/session/languageSession.js";
import { installCellImports } from "../../../dist/kernel/session/localModules.js";

const { cwd, sequences } = JSON.parse(readFileSync(0, "utf8"));
installCellImports({ cwd });
const language = new LanguageSession({ cwd });
const session = new Session();
session.connect();
const post = (method, params) =>
  new Promise((resolve, reject) => session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))));
const maps = new Map();
const held = new Set();
let count = 0;

/** The real object behind a remote one. */
async function realValue(remote) {
  if (!remote.objectId) return remote.unserializableValue ? await realOf(remote.unserializableValue) : remote.value;
  await post("Runtime.callFunctionOn", { functionDeclaration: "function () { globalThis.$held = this; }", objectId: remote.objectId });
  return remote.subtype === "null" ? null : globalThis.$held;
}

async function realOf(text) {
  return text.endsWith("n") ? BigInt(text.slice(0, -1)) : Number(text);
}

async function run(source) {
  const cell = `In[${++count}]`;
  const prepared = language.prepare(source, cell);
  if (prepared.kind === "error") return { error: `${prepared.ename}: ${prepared.evalue}`, at: `${prepared.line}:${prepared.column}` };
  maps.set(cell, prepared.map);
  const expression = `${prepared.javascript}\n//# sourceURL=${cell}`;
  const own = []; // promises of the cell: Node 22 ends when one that V8 still waits for is collected
  const stop = promiseHooks.onInit((promise) => own.push(promise));
  const evaluated = post("Runtime.evaluate", { expression, replMode: true, awaitPromise: true });
  stop();
  held.add(own);
  const { result, exceptionDetails: details } = await evaluated;
  held.delete(own);
  if (!details) return { value: inspect(await realValue(result), { breakLength: Infinity }), map: prepared.map !== undefined };
  const error = await realValue(details.exception);
  const { ename, evalue } = nameOfError(error);
  const at = details.scriptId === undefined ? undefined : { cell, line: details.lineNumber + 1, column: details.columnNumber + 1 };
  return { error: `${ename}: ${evalue}`, traceback: tracebackOf(error, maps, at).map((line) => line.replaceAll(cell, "In[*]")) };
}

const results = [];
for (const cells of sequences) {
  const outcomes = [];
  for (const source of cells) outcomes.push(await run(source));
  results.push(outcomes);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
