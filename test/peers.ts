import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "vitest";

/** Debian's Python, which sees Debian's packages; another one by INFOPLANE_PYTHON. */
export const python = process.env.INFOPLANE_PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");

/** A program on this machine that we did not write: a reason why it cannot be used, or undefined. */
export function missingPython(...modules: string[]): string | undefined {
  const probe = spawnSync(python, ["-c", modules.map((m) => `import ${m}`).join("\n")], { encoding: "utf8" });
  return probe.status === 0 ? undefined : `${python} cannot import ${modules.join(", ")}`;
}

export function missingProgram(path: string): string | undefined {
  return existsSync(path) ? undefined : `${path} is not installed`;
}

/** A test against a peer. Without the peer it is skipped with the reason in its title; under INFOPLANE_REQUIRE_PEERS=1 that is a failure. */
export function peerTest(missing: string | undefined, title: string, body: () => void | Promise<void>, timeout = 120_000): void {
  if (!missing) test(title, body, timeout);
  else if (process.env.INFOPLANE_REQUIRE_PEERS === "1")
    test(title, () => {
      throw new Error(`INFOPLANE_REQUIRE_PEERS=1, and ${missing}.`);
    });
  else test.skip(`${title} (skipped: ${missing})`, body);
}

/** Runs a Python script with JSON on its standard input, and parses what it prints. */
export function runPython(script: string, input: unknown = null): unknown {
  const out = execFileSync(python, ["-c", script], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "inherit"],
  });
  return JSON.parse(out);
}
