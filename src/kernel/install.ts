import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type KernelSpec, prefixDataDir, userDataDir } from "../wire/kernelSpecs.js";

export const KERNEL_NAME = "infoplane";

/** Where a kernel goes: for this user (default), under a prefix, or into the active Python environment. */
export interface InstallTarget {
  user?: boolean;
  prefix?: string;
  sysPrefix?: boolean;
}

/** The kernel.json of this build; running it needs no installation. */
export function kernelSpec(): KernelSpec {
  const main = fileURLToPath(new URL("./main.js", import.meta.url));
  return {
    argv: [process.execPath, "--no-force-async-hooks-checks", main, "{connection_file}"],
    display_name: "TypeScript (infoplane)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

/**
 * Writes the kernelspec where Jupyter finds it.
 *
 * @returns the folder written
 * @throws {Error} more than one target, or this build lies in an npx cache, which npm may empty at any time
 */
export function installKernelSpec(target: InstallTarget = {}): string {
  const spec = kernelSpec();
  if (spec.argv.some((part) => /[/\\]_npx[/\\]/.test(part)))
    throw new Error(
      "install: the kernel must stay where it is installed; got a copy in npx's cache, which npm may empty. " +
        "Run `npm install --global infoplane && infoplane install`, or in a project `npm install infoplane && npx infoplane install`.",
    );
  const dir = kernelDir(target);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "kernel.json"), `${JSON.stringify(spec, null, 1)}\n`);
  return dir;
}

/**
 * Removes what `installKernelSpec` wrote; a kernelspec of that name that starts something else stays.
 *
 * @returns the folder removed, or undefined when there was none
 * @throws {Error} the kernelspec there is not ours
 */
export function uninstallKernelSpec(target: InstallTarget = {}): string | undefined {
  const dir = kernelDir(target);
  const file = join(dir, "kernel.json");
  if (!existsSync(file)) return undefined;
  const { argv } = JSON.parse(readFileSync(file, "utf8")) as KernelSpec;
  if (!argv?.some((part) => /[/\\]kernel[/\\]main\.js$/.test(part)))
    throw new Error(`uninstall: ${file} must start infoplane's kernel; it starts ${argv?.join(" ")}. Remove it by hand if it is yours.`);
  rmSync(dir, { recursive: true });
  return dir;
}

function kernelDir({ user = false, prefix, sysPrefix = false }: InstallTarget): string {
  if (Number(user) + Number(prefix !== undefined) + Number(sysPrefix) > 1)
    throw new Error("install: one of --user, --prefix and --sys-prefix is possible; got more than one.");
  const data = prefix !== undefined ? prefixDataDir(prefix) : sysPrefix ? prefixDataDir(environmentPrefix()) : userDataDir();
  return join(data, "kernels", KERNEL_NAME);
}

/** The active environment: a virtual one, conda's, else that of python3. */
function environmentPrefix(): string {
  const active = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX;
  if (active) return active;
  for (const python of ["python3", "python"]) {
    try {
      return execFileSync(python, ["-c", "import sys; print(sys.prefix)"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    } catch {
      // try the next name
    }
  }
  throw new Error("install: --sys-prefix needs an active environment or a python3 on the PATH; found neither. Use --prefix DIR.");
}
