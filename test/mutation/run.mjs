/**
 * A mutation run over src/estimate: which small changes of the code does no test notice? Prints the mutants that survive and are not in
 * survivors.md; exits with 1 if there are any.
 *
 * Usage: node test/mutation/run.mjs [--continue] [--quick] [part of a file's name ...]
 * `--continue` keeps what the last report says was killed and does not try what survivors.md lists: after an interruption, or for new tests.
 * `--quick` leaves out tests of more than 5 s where another reaches the mutant.
 * All mutants are compiled into one copy of the build, build/mutation/dist, where a number in shared memory chooses one. The report, with the test that
 * kills each mutant, is build/mutation/report.json.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { mutants } from "./mutants.mjs";

// milliseconds without a word after which a mutant is taken to run for ever; before the first test it is the machine that is slow
const [STUCK, SLOW] = [40_000, 300_000];
const root = fileURLToPath(new URL("../../", import.meta.url));
const out = join(root, "build/mutation");
const FOLDER = "src/estimate";
const TESTS = readdirSync(join(root, "test/estimate"))
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `test/estimate/${name}`);

const SWITCH = `import { getEnvironmentData } from "node:worker_threads";
const { state, hits } = getEnvironmentData("mutation");
export function mutant(id) {
  hits[id] = 1;
  if (++state[1] > state[2]) throw new Error("mutant runs on and on");
  return state[0] === id;
}
`;

const [reportFile, orderFile] = [join(out, "report.json"), join(out, "order.json")];
const known = knownSurvivors();
const continued = process.argv.includes("--continue");
const slowest = process.argv.includes("--quick") ? 5000 : Number.MAX_VALUE;
const earlier = continued ? JSON.parse(readFileSync(reportFile, "utf8")) : [];
const all = build();
keepDead();
const wanted = process.argv.slice(2).filter((part) => !part.startsWith("--"));
const chosen = all.filter(({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
const began = performance.now();
for (const test of await fastestFirst()) await runTests(test);
for (const mutant of chosen) mutant.status ??= known.has(key(mutant)) ? "survived" : "not reached";
record();
report();

function build() {
  rmSync(join(out, "dist"), { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(join(root, "dist"), join(out, "dist"), { recursive: true });
  writeFileSync(join(out, "dist/estimate/mutant.js"), SWITCH);
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, module: "esnext" }, root);
  const list = [];
  for (const name of readdirSync(join(root, FOLDER))) {
    if (!name.endsWith(".ts")) continue;
    const mutated = mutants(`${FOLDER}/${name}`, readFileSync(join(root, FOLDER, name), "utf8"), list.length);
    list.push(...mutated.list);
    const { outputText } = ts.transpileModule(mutated.text, { compilerOptions: options, fileName: name });
    writeFileSync(join(out, "dist/estimate", name.replace(/ts$/, "js")), outputText);
  }
  return list;
}

function knownSurvivors() {
  const path = fileURLToPath(new URL("survivors.md", import.meta.url));
  return new Set(readFileSync(path, "utf8").split("\n").map(keyOfLine));
}

/** Takes over from an earlier report the mutants that were killed; the same change in the same file is one mutant, wherever its line is now. */
function keepDead() {
  const dead = new Map();
  for (const mutant of earlier) dead.set(key(mutant), [...(dead.get(key(mutant)) ?? []), mutant]);
  for (const mutant of all) {
    const same = dead.get(key(mutant))?.shift() ?? {};
    if (isDead(same)) Object.assign(mutant, { status: same.status, test: same.test, failure: same.failure });
  }
}

/** The test files with the time that their tests take without a mutant: what a fast test kills costs no slow one. */
async function fastestFirst() {
  if (continued) return JSON.parse(readFileSync(orderFile, "utf8"));
  const timed = [];
  for (const test of TESTS) {
    const { lines, code } = await vitest(test, []);
    if (code !== 0) throw new Error(`${test} fails without any mutant.`);
    timed.push({ test, milliseconds: lines.reduce((sum, line) => sum + (line.milliseconds ?? 0), 0) });
  }
  timed.sort((a, b) => a.milliseconds - b.milliseconds);
  console.log(`${minutes()} ${timed.map(({ test, milliseconds }) => `${test} ${Math.round(milliseconds)} ms`).join(", ")}`);
  const order = timed.map(({ test }) => test);
  writeFileSync(orderFile, JSON.stringify(order));
  return order;
}

/** Tries on every mutant that still lives the tests of one file. A mutant that leaves the process unfit is tried again in a fresh one. */
async function runTests(test) {
  const tried = new Set();
  let first;
  for (;;) {
    const todo = chosen
      .filter((mutant) => !tried.has(mutant.id) && !isDead(mutant) && !(continued && known.has(key(mutant))))
      .map(({ id }) => id);
    if (first !== undefined) todo.unshift(...todo.splice(todo.indexOf(first), 1));
    const { lines, stuck } = await vitest(test, todo);
    if (!lines.some((line) => line.result)) throw new Error(`${test}: no test ran.`);
    const failed = lines.find((line) => line.result === "fail");
    if (failed) throw new Error(`${test}: "${failed.test}" fails without any mutant.`);
    for (const line of lines) {
      if (line.status === undefined) continue;
      const mutant = all[line.id];
      if (line.status !== "survived" && !line.fit && line.id !== todo[0]) continue; // perhaps another one's fault
      tried.add(line.id);
      Object.assign(mutant, { status: line.status, test: line.test, failure: line.failure });
    }
    record();
    const last = lines.at(-1);
    if (last.end) break;
    // it ended, or was ended, while this mutant was tried
    if (last.try !== undefined) {
      tried.add(last.try);
      Object.assign(all[last.try], { status: stuck ? "timed out" : "killed", test: last.test, failure: "the process ended" });
    }
    const id = last.id ?? last.try;
    if (id === undefined) throw new Error(`${test}: Vitest ended before the first mutant.`);
    first = tried.has(id) ? undefined : id;
    console.log(
      `${minutes()} ${test}: ${tried.size} tried; a fresh process after ${last.status ?? (stuck ? "timed out" : "the end")} ${name(all[id])}`,
    );
  }
  const count = (status) => chosen.filter((mutant) => mutant.status === status).length;
  console.log(
    `${minutes()} ${test}: ${tried.size} tried; so far ${count("killed")} killed, ${count("timed out")} timed out, ${count("survived")} live`,
  );
}

/** One Vitest process; ended when it says nothing for too long. */
function vitest(test, todo) {
  const [jobFile, log] = [join(out, "job.json"), join(out, "log.jsonl")];
  writeFileSync(jobFile, JSON.stringify({ todo, total: all.length, log, slowest }));
  writeFileSync(log, "");
  const arguments_ = ["vitest", "run", "--config", "test/mutation/vitest.config.ts", "--bail", "1", test];
  const env = { ...process.env, MUTATION_JOB: jobFile };
  const child = spawn("npx", arguments_, { cwd: root, env, detached: true, stdio: "ignore" });
  return new Promise((resolve) => {
    let [size, since, stuck] = [0, performance.now(), false];
    const watch = setInterval(() => {
      const now = readFileSync(log).length;
      if (now !== size) [size, since] = [now, performance.now()];
      else if (performance.now() - since > (size > 0 ? STUCK : SLOW)) {
        stuck = true;
        process.kill(-child.pid, "SIGKILL");
      }
    }, 1000);
    child.on("exit", (code) => {
      clearInterval(watch);
      const lines = readFileSync(log, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      resolve({ lines, stuck, code });
    });
  });
}

function record() {
  writeFileSync(reportFile, JSON.stringify(all, null, 1));
}

function report() {
  const alive = chosen.filter((mutant) => !isDead(mutant));
  const news = alive.filter((mutant) => !known.has(key(mutant)));
  for (const mutant of news) console.log(`${mutant.status}: ${name(mutant)}`);
  const counts = {};
  for (const { status } of chosen) counts[status] = (counts[status] ?? 0) + 1;
  console.log(`${minutes()} ${chosen.length} mutants: ${JSON.stringify(counts)}; ${news.length} of those alive are not in survivors.md`);
  process.exitCode = news.length > 0 ? 1 : 0;
}

function name({ file, line, from, to }) {
  return `\`${file}:${line}\` \`${from}\` → \`${to}\``;
}

function isDead({ status }) {
  return status === "killed" || status === "timed out";
}

/** Without the line, which moves. */
function key({ file, from, to }) {
  return `${file} ${from} → ${to}`;
}

function keyOfLine(line) {
  const found = /^- `(.+?):\d+` `(.*?)` → `(.*?)`/.exec(line);
  return found ? `${found[1]} ${found[2]} → ${found[3]}` : line;
}

function minutes() {
  return `${((performance.now() - began) / 60_000).toFixed(1)} min`;
}
