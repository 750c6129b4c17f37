import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { displayTable } from "./displayTable.js";
import { displayCell, displayText } from "./displayText.js";
import { displayValue, type MimeBundle } from "./displayValue.js";

// Taken now, because a cell may declare a `process` of its own; not imported, because node:process would open the original streams.
const { platform } = process;
const cpuUsage = process.cpuUsage.bind(process);
const killProcess = process.kill.bind(process);

/** When type errors of a cell are shown: never, beside the result, or instead of running it. */
export type CheckLevel = "off" | "warn" | "error";

/** What magics need of the kernel around them. */
export interface MagicsHost {
  readonly cwd: string;
  /** Aborted when the running cell is interrupted. */
  readonly signal: AbortSignal;
  display(bundle: MimeBundle): void;
  write(stream: "stdout" | "stderr", text: string): void;
  /** Puts the one `page` payload in the reply of the running cell. */
  page(bundle: MimeBundle): void;
  /** Sets how type errors are treated from the next cell on. */
  setCheck(level: CheckLevel): void;
}

interface Clock {
  readonly wall: number;
  readonly cpu: NodeJS.CpuUsage;
}

/** Installs `$magic`, which the JavaScript of cells with magics calls. On the main thread, once. */
export function installMagics(host: MagicsHost): void {
  const clocks: Clock[] = [];
  const magic = {
    begin(): object {
      clocks.push({ wall: performance.now(), cpu: cpuUsage() });
      return {};
    },
    end(): object {
      const clock = clocks.pop();
      if (clock) {
        const { user, system } = cpuUsage(clock.cpu);
        host.write("stdout", `CPU time: ${duration((user + system) / 1000)}, wall time: ${duration(performance.now() - clock.wall)}\n`);
      }
      return {};
    },
    who(names: readonly (readonly [string, () => unknown])[]): void {
      const rows = names.flatMap(([name, read]) => row(name, read));
      if (!rows.length) host.write("stdout", "No variables yet.\n");
      else
        host.display(
          displayTable({
            title: `Variables: ${rows.length}`,
            columns: ["name", "type", "value"],
            rows,
            totalRows: rows.length,
            totalColumns: 3,
          }),
        );
    },
    html: (text: string): void => host.display({ "text/html": text, "text/plain": text }),
    markdown: (text: string): void => host.display({ "text/markdown": text, "text/plain": text }),
    sh: (command: string): Promise<void> => shell(host, command, "%sh"),
    bash: (script: string): Promise<void> => shell(host, script, "%%bash"),
    check: (level: CheckLevel): void => host.setCheck(level),
    async page(name: string, known: MimeBundle, read: () => unknown): Promise<void> {
      host.page(await pageOf(name, known, read));
    },
  };
  Object.defineProperty(globalThis, "$magic", { value: magic, enumerable: false, configurable: true, writable: true });
}

/** What the pager shows: signature and documentation, then the value now. */
async function pageOf(name: string, known: MimeBundle, read: () => unknown): Promise<MimeBundle> {
  const parts = typeof known["text/plain"] === "string" ? [known["text/plain"]] : [];
  try {
    const value = read();
    if (typeof value !== "function") parts.push(`Value: ${(await displayValue(value))["text/plain"] ?? displayText(value)}`);
    else if (!parts.length) parts.push(displayText(value));
  } catch (error) {
    if (!parts.length) parts.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { ...known, "text/plain": parts.join("\n\n") };
}

function row(name: string, read: () => unknown): string[][] {
  try {
    const value = read();
    return [[name, typeName(value), displayCell(typeof value === "function" ? displayText(value) : value, 60)]];
  } catch {
    return []; // declared, but its cell threw before it had a value
  }
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "function") return /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  if (Object.prototype.toString.call(value) === "[object Module]") return "module";
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(4))} s`;
}

/** Runs a script in bash (cmd on Windows) in the notebook's folder; its output goes to the cell. A failure is an error of the cell. */
async function shell(host: MagicsHost, script: string, name: string): Promise<void> {
  const windows = platform === "win32";
  const [file, args] = windows ? ["cmd", ["/d", "/s", "/c", script]] : ["bash", ["-c", script]];
  const child = spawn(file, args, { cwd: host.cwd, stdio: ["ignore", "pipe", "pipe"], detached: !windows });
  const kill = (): void => {
    // The whole group: what the script started ends with it.
    if (child.pid !== undefined) killProcess(windows ? child.pid : -child.pid, "SIGKILL");
  };
  host.signal.addEventListener("abort", kill, { once: true });
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => host.write(stream, text));
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status, signal) => resolve(status ?? signal ?? "unknown"));
    });
    if (code !== 0) throw new Error(`${name}: ${typeof code === "number" ? `exit status ${code}` : `ended by ${code}`}`);
  } finally {
    host.signal.removeEventListener("abort", kill);
  }
}
