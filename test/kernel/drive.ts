import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installKernelSpec } from "src/kernel/install.js";
import { missingPython, python } from "../peers.js";

export const missingJupyter = missingPython("jupyter_client");

export interface Output {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a foreign client
  content: any;
  metadata: Record<string, unknown>;
  parent: string;
  buffers: string[];
}

export interface CellResult {
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a foreign client
  reply: any;
  outputs: Output[];
  prompts: { prompt: string; password: boolean }[];
  seconds: number;
  afterInterrupt?: number;
}

export interface ExecuteOptions {
  client?: number;
  timeout?: number;
  answers?: string[];
  interrupt_after?: number;
  how?: "message" | "signal";
  brief?: boolean;
  gap?: number;
  silent?: boolean;
  store_history?: boolean;
  stop_on_error?: boolean;
  allow_stdin?: boolean;
  user_expressions?: Record<string, string>;
}

/** A kernel driven by jupyter_client in a Python process. */
export class Driver {
  readonly dir = mkdtempSync(join(tmpdir(), "infoplane-kernel-"));
  readonly env: NodeJS.ProcessEnv;
  readonly #process: ChildProcess;
  #answered: ((line: string | undefined) => void) | undefined;
  stderr = "";
  pid = 0;

  constructor(env: Record<string, string> = {}) {
    installKernelSpec({ prefix: this.dir });
    this.env = {
      ...process.env,
      JUPYTER_PATH: join(this.dir, "share", "jupyter"),
      JUPYTER_DATA_DIR: join(this.dir, "data"),
      JUPYTER_RUNTIME_DIR: this.dir,
      ...env,
    };
    const script = fileURLToPath(new URL("./driver.py", import.meta.url));
    this.#process = spawn(python, [script], { env: this.env, stdio: ["pipe", "pipe", "pipe"], cwd: this.dir });
    this.#process.stderr!.on("data", (text) => {
      this.stderr += text;
    });
    let parts: string[] = [];
    this.#process.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const lines = text.split("\n");
      parts.push(lines[0]);
      for (const line of lines.slice(1)) {
        this.#answered?.(parts.join(""));
        parts = [line];
      }
    });
    this.#process.on("exit", () => this.#answered?.(undefined));
  }

  // biome-ignore lint/suspicious/noExplicitAny: JSON of a foreign client
  async call(name: string, options: object = {}): Promise<any> {
    const late = setTimeout(() => this.#process.kill("SIGKILL"), 90_000); // a driver that hangs must not hang the tests
    const line = await new Promise<string | undefined>((resolve) => {
      this.#answered = resolve;
      this.#process.stdin!.write(`${JSON.stringify({ name, options })}\n`);
    });
    clearTimeout(late);
    if (line === undefined) throw new Error(`the driver ended: ${this.stderr}`);
    const answer = JSON.parse(line) as { result?: unknown; error?: string };
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}; kernel said: ${this.stderr.slice(-2000)}`);
    return answer.result;
  }

  async start(options: object = {}): Promise<{ pid: number; connection_file: string; seconds: number }> {
    const started = await this.call("start", { cwd: this.dir, ...options });
    this.pid = started.pid;
    return started;
  }

  async run(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    return (await this.call("execute", { codes: [code], ...options }))[0];
  }

  runAll(codes: string[], options: ExecuteOptions = {}): Promise<CellResult[]> {
    return this.call("execute", { codes, ...options });
  }

  /** Kills the client, and with it the kernel's parent. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    this.#process.stdin!.end();
    await new Promise((resolve) =>
      this.#process.exitCode === null && this.#process.signalCode === null ? this.#process.once("exit", resolve) : resolve(undefined),
    );
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The text of a cell's result; undefined if it shows none. */
export function resultOf({ outputs }: CellResult): string | undefined {
  return outputs.find((o) => o.type === "execute_result")?.content.data["text/plain"];
}

/** All that a cell wrote to a stream. */
export function streamOf({ outputs }: Pick<CellResult, "outputs">, name: "stdout" | "stderr"): string {
  return outputs.flatMap((o) => (o.type === "stream" && o.content.name === name ? [o.content.text] : [])).join("");
}

/** A traceback without its colours. */
export function plain(lines: string[]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
  return lines.join("\n").replaceAll(/\u001b\[\d*m/g, "");
}
