import { readFileSync } from "node:fs";
import { join } from "node:path";
import { callInfoplane } from "src/cli/callInfoplane.js";
import { expect, test, vi } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { infoplane, project } from "./project.js";

const root = project();

/** The program within this process. */
async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const into = (name: "out" | "err") => (line: unknown) => {
    printed[name] += `${line}\n`;
  };
  vi.spyOn(process, "cwd").mockReturnValue(root);
  vi.spyOn(console, "log").mockImplementation(into("out"));
  vi.spyOn(console, "error").mockImplementation(into("err"));
  try {
    return { status: await callInfoplane(args), ...printed };
  } finally {
    vi.restoreAllMocks();
  }
}

test("--version is that of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(infoplane(root, "--version")).toEqual({ status: 0, out: `${version}\n`, err: "" });
});

test("--help of the program and of every command", async () => {
  const { out } = await run("--help");
  const commands = [...out.matchAll(/^ {2}([a-z]+) +\S/gm)].map((m) => m[1]);
  expect(commands).toEqual(expect.arrayContaining(["run", "publish", "install", "uninstall", "data", "init"]));
  for (const command of commands) {
    const help = await run(command, "--help");
    expect(help).toMatchObject({ status: 0, err: "" });
    expect(help.out).toMatch(command === "data" ? /^usage: infoplane data list/ : new RegExp(`^infoplane ${command}.*Options:`, "s"));
  }
});

test.each([
  [[], 2, ""],
  [["rum"], 2, 'there is no command "rum"; did you mean run?'],
  [["run", "--mod", "full"], 2, "unknown option --mod; did you mean --mode?"],
  [["run", "--xyzzy"], 2, "unknown option --xyzzy; see infoplane run --help"],
  [["run", "--out"], 2, "--out needs a value (DIR)"],
  [["run", "--out", "--site", "x"], 2, "--out needs a value (DIR)"],
  [["run", "--html=yes"], 2, '--html takes no value; got "yes"'],
  [["run", "--mode", "fast"], 2, '--mode must be one of quick, full; got "fast"'],
  [["run", "--timeout", "soon"], 2, '--timeout must be a positive number; got "soon"'],
  [["run", "-p", "lr"], 2, '-p needs NAME=VALUE; got "lr"'],
  [["run", "-f", "absent.yaml"], 2, "absent.yaml cannot be read as parameters"],
  [["run", "--record", "-p", "a=1"], 2, "what quick mode records is of the notebook's own parameters"],
  [["run"], 1, "there is no notebook in"],
  [["run", "nothing"], 1, 'no notebook is called "nothing"'],
  [["publish"], 2, "name executed notebooks"],
  [["init"], 2, "name one new folder"],
  [["init", root], 2, "is not empty; name a new folder"],
  [["install", "here"], 2, "takes no arguments; got here"],
] as [string[], number, string][])("infoplane %j", async (args, status, message) => {
  const result = await run(...args);
  expect(result.status).toBe(status);
  expect(result.err).toContain(message);
  expect(result.err.split("\n").length).toBeLessThan(4); // a sentence, not a stack
});

test("install and uninstall under a prefix", async () => {
  expect((await run("install", "--prefix", root)).out).toBe(`installed in ${root}/share/jupyter/kernels/infoplane\n`);
  const spec = JSON.parse(readFileSync(`${root}/share/jupyter/kernels/infoplane/kernel.json`, "utf8"));
  expect(spec).toMatchObject({ display_name: "TypeScript (infoplane)", language: "typescript", interrupt_mode: "message" });
  expect((await run("uninstall", "--prefix", root)).out).toContain("removed");
  expect((await run("uninstall", "--prefix", root)).out).toBe("there was no kernelspec to remove\n");
});

test("init writes a project whose own test passes", () => {
  expect(infoplane(root, "init", "my study")).toMatchObject({ status: 0, out: expect.stringContaining("npm test") });
  const study = join(root, "my study");
  const { name, scripts } = JSON.parse(readFileSync(join(study, "package.json"), "utf8"));
  expect(name).toBe("my-study");
  const command = (script: string) => scripts[script].replace(/^infoplane /, "").split(" ");
  expect(infoplane(study, ...command("test"))).toMatchObject({ status: 0, err: "" });
  expect(infoplane(study, ...command("start"))).toMatchObject({ status: 0, out: expect.stringContaining("nothing changed") });
  expect(infoplane(study, ...command("full"))).toMatchObject({
    status: 0,
    out: expect.stringContaining("recorded in data/results/first.full.json"),
  });
  expect(infoplane(study, ...command("start"), "--check")).toMatchObject({
    status: 1,
    err: expect.stringContaining("nothing is recorded"),
  });
}, 60_000);

peerTest(missingPython("nbformat"), "the notebook that init writes is valid and written as Jupyter writes it", () => {
  infoplane(root, "init", "valid");
  const script = `
import json, sys, nbformat
text = open(json.load(sys.stdin)).read()
nb = nbformat.reads(text, as_version=4)
nbformat.validate(nb)
print(json.dumps(nbformat.writes(nb) + "\\n" == text))`;
  expect(runPython(script, join(root, "valid/notebooks/first.ipynb"))).toBe(true);
});
