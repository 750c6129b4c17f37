import { type CellEvent, type ExecuteOptions, executeNotebook } from "src/notebook/executeNotebook.js";
import type { Notebook } from "src/notebook/nbformat.js";
import { type Kernel, KernelDied } from "src/notebook/startKernel.js";
import { expect, test } from "vitest";
import { code, notebook, text } from "./fixtures.js";

type Behaviour = (code: string, say: (text: string) => void, interrupted: Promise<void>) => Promise<string> | string;

/** A kernel in this process: what a cell does is what `behave` does, "ok" is success. */
function fakeKernel(behave: Behaviour): Kernel & { executed: string[]; stopped: boolean } {
  let interrupt = () => {};
  let count = 0;
  return {
    executed: [],
    stopped: false,
    info: { language_info: { name: "typescript" } },
    async execute(source, onMessage) {
      this.executed.push(source);
      const interrupted = new Promise<void>((resolve) => {
        interrupt = resolve;
      });
      onMessage("execute_input", { execution_count: ++count });
      const outcome = await behave(source, (t) => onMessage("stream", { name: "stdout", text: t }), interrupted);
      if (outcome !== "ok") onMessage("error", { ename: "Error", evalue: outcome, traceback: [`In[${count}]: ${outcome}`] });
      return { status: outcome === "ok" ? "ok" : "error", execution_count: count, ename: "Error", evalue: outcome };
    },
    executeSilently: async () => ({ status: "ok" }),
    interrupt: () => interrupt(),
    async stop() {
      this.stopped = true;
    },
    kill() {
      this.stopped = true;
    },
  };
}

function execute(nb: Notebook, behave: Behaviour, options: Partial<ExecuteOptions> = {}) {
  const kernel = fakeKernel(behave);
  const provenance = { version: "1", mode: "quick", kernel: "fake", node: "v20", machine: "m", parameters: {} };
  return { kernel, running: executeNotebook(nb, { start: async () => kernel, provenance, ...options }) };
}

const echo: Behaviour = (source, say) => {
  say(`<${source}>`);
  return "ok";
};

test("executes code in order and writes outputs, counts, times and how it was made", async () => {
  const nb = notebook(text("# T"), code("a"), code(""), code("b", { tags: ["skip-execution"] }), code("c"));
  const events: CellEvent[] = [];
  const { kernel, running } = execute(nb, echo, { onCell: (e) => events.push(e) });
  expect(await running).toMatchObject({ status: "done" });
  expect(kernel).toMatchObject({ executed: ["a", "c"], stopped: true });
  expect(nb.cells[1]).toMatchObject({ execution_count: 1, outputs: [{ text: "<a>" }] });
  expect(nb.cells[4]).toMatchObject({ execution_count: 2, outputs: [{ text: "<c>" }] });
  expect(nb.cells[4].metadata.execution).toMatchObject({
    "iopub.execute_input": expect.stringMatching(/Z$/),
    "shell.execute_reply": expect.any(String),
  });
  expect(nb.metadata).toMatchObject({ language_info: { name: "typescript" }, infoplane: { status: "done", mode: "quick", version: "1" } });
  expect(events.map((e) => [e.number, e.of, e.seconds !== undefined])).toEqual([
    [1, 2, false],
    [1, 2, true],
    [2, 2, false],
    [2, 2, true],
  ]);
});

test("stops at a failing cell, keeps what is done and says where", async () => {
  const nb = notebook(code("a"), code("bad"), code("c"));
  const saved: string[] = [];
  const { kernel, running } = execute(nb, (source) => (source === "bad" ? "no such layer" : "ok"), {
    save: (soFar) => saved.push(JSON.stringify(soFar)),
  });
  expect(await running).toMatchObject({ status: "failed", problem: { cell: 2, message: "In[2]: no such layer" } });
  expect(kernel.executed).toEqual(["a", "bad"]);
  expect(saved.at(-1)).toContain("In[2]: no such layer");
  expect(nb.cells[2]).toMatchObject({ execution_count: null, outputs: [] });
});

test("goes on after an error with allowErrors, and after a cell tagged raises-exception", async () => {
  const fail: Behaviour = (source) => (source === "bad" ? "no" : "ok");
  const allowed = execute(notebook(code("bad"), code("c")), fail, { allowErrors: true });
  expect(await allowed.running).toMatchObject({ status: "done" });
  expect(allowed.kernel.executed).toEqual(["bad", "c"]);
  const tagged = execute(notebook(code("bad", { tags: ["raises-exception"] }), code("c")), fail);
  expect(await tagged.running).toMatchObject({ status: "done" });
});

test("a cell over its time is interrupted; the error says the limit", async () => {
  const nb = notebook(code("slow"), code("c"));
  const { kernel, running } = execute(
    nb,
    (source, _, interrupted) => (source === "slow" ? interrupted.then(() => "KeyboardInterrupt") : "ok"),
    {
      timeout: 0.05,
    },
  );
  expect(await running).toMatchObject({ status: "failed", problem: { cell: 1, message: "the cell did not end within 0.05 s" } });
  expect(kernel.executed).toEqual(["slow"]);
  expect(JSON.stringify(nb.cells[0])).toContain("TimeoutError");
});

test("the limit of the whole notebook ends the cell that reaches it", async () => {
  const nb = notebook(code("a"), code("slow"));
  const { running } = execute(nb, (source, _, interrupted) => (source === "slow" ? interrupted.then(() => "KeyboardInterrupt") : "ok"), {
    totalTimeout: 0.1,
  });
  expect(await running).toMatchObject({ status: "failed", problem: { cell: 2 } });
});

test("an abort interrupts the running cell and saves what is done", async () => {
  const controller = new AbortController();
  const nb = notebook(code("a"), code("slow"), code("c"));
  const saved: Notebook[] = [];
  const { kernel, running } = execute(
    nb,
    (source, say, interrupted) => {
      if (source !== "slow") return "ok";
      say("half");
      controller.abort();
      return interrupted.then(() => "KeyboardInterrupt");
    },
    { signal: controller.signal, save: (soFar) => saved.push(structuredClone(soFar)) },
  );
  expect(await running).toMatchObject({ status: "interrupted", problem: { cell: 2 } });
  expect(kernel).toMatchObject({ executed: ["a", "slow"], stopped: true });
  expect(saved.at(-1)!.cells[1]).toMatchObject({ outputs: [{ text: "half" }, { output_type: "error" }] });
  expect(saved.at(-1)!.metadata.infoplane).toMatchObject({ status: "interrupted" });
});

test("an abort before the first cell executes nothing", async () => {
  const { kernel, running } = execute(notebook(code("a")), () => "ok", { signal: AbortSignal.abort() });
  expect(await running).toMatchObject({ status: "interrupted" });
  expect(kernel.executed).toEqual([]);
});

test("a kernel that dies is reported in the cell and in the result", async () => {
  const nb = notebook(code("a"), code("die"));
  const { running } = execute(nb, (source) =>
    source === "die" ? Promise.reject(new KernelDied("the kernel is gone: it was ended by SIGKILL.")) : "ok",
  );
  expect(await running).toMatchObject({ status: "failed", problem: { cell: 2, message: expect.stringContaining("SIGKILL") } });
  expect(nb.cells[1]).toMatchObject({ outputs: [{ output_type: "error", ename: "KernelDied" }] });
});
