import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { installKernelSpec } from "src/kernel/install.js";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { missingProgram, missingPython, peerTest, python } from "../peers.js";

/** The classic Notebook in headless Chromium, driven as a user does: keys, buttons, fields. */
const chromium = "/usr/bin/chromium";
const missing = missingPython("notebook") ?? missingProgram(chromium);

const CELLS = [
  "let lr: number = 0.1; const step = () => lr * 2; console.log('ready'); step()",
  "lr = 0.5; step()",
  "globalThis[Symbol.for(\"Jupyter.host\")].display({ \"image/svg+xml\": \"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'><rect width='30' height='20' fill='teal'/></svg>\", \"text/plain\": \"figure\" }); 1",
  "let spins = 0; for (;;) spins++",
  "spins > 0",
  "const who = prompt('Your name? '); 'Hello ' + who",
  "Math.hypo",
  "lr.toFixe",
  "typeof lr",
];

let dir: string;
let server: ChildProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (missing) return;
  dir = mkdtempSync(join(tmpdir(), "infoplane-browser-"));
  installKernelSpec({ prefix: dir });
  const kernelspec = { name: "infoplane", display_name: "TypeScript (infoplane)", language: "typescript" };
  const cells = CELLS.map((source) => ({ cell_type: "code", metadata: {}, execution_count: null, outputs: [], source }));
  writeFileSync(join(dir, "test.ipynb"), JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: { kernelspec }, cells }));
  const port = await freePort();
  const env = {
    ...process.env,
    HOME: dir,
    JUPYTER_PATH: join(dir, "share", "jupyter"),
    JUPYTER_DATA_DIR: join(dir, "data"),
    JUPYTER_CONFIG_DIR: join(dir, "config"),
    JUPYTER_RUNTIME_DIR: join(dir, "run"),
  };
  const args = [
    "-m",
    "notebook",
    "--allow-root",
    "--no-browser",
    "--ip=127.0.0.1",
    `--port=${port}`,
    "--NotebookApp.token=",
    "--NotebookApp.password=",
  ];
  server = spawn(python, args, { cwd: dir, env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 300 && !(await answers(`${url}/api`)); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  browser = await puppeteer.launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu"],
    userDataDir: join(dir, "chromium"),
  });
  page = await browser.newPage();
  await page.goto(`${url}/notebooks/test.ipynb`);
  await page.waitForFunction(
    "window.Jupyter?.notebook?.kernel?.is_connected() && document.querySelector('#kernel_indicator_icon.kernel_idle_icon')",
    { timeout: 60_000 },
  );
}, 120_000);

afterAll(async () => {
  if (missing) return;
  await browser?.close();
  server?.kill("SIGTERM");
  await new Promise((resolve) =>
    server.exitCode === null && server.signalCode === null ? server.once("exit", resolve) : resolve(undefined),
  );
  rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}, 60_000);

async function select(cell: number): Promise<void> {
  await page.evaluate(`Jupyter.notebook.select(${cell}); Jupyter.notebook.edit_mode()`);
}

/** Shift+Enter in the cell. */
async function run(cell: number): Promise<void> {
  await select(cell);
  await page.keyboard.down("Shift");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Shift");
}

const outputText = (cell: number) =>
  page.evaluate(`document.querySelectorAll('.cell')[${cell}].querySelector('.output').innerText`) as Promise<string>;

async function shows(cell: number, text: string): Promise<void> {
  const found = `document.querySelectorAll('.cell')[${cell}].querySelector('.output').innerText.includes(${JSON.stringify(text)})`;
  await page.waitForFunction(found, { timeout: 30_000 }).catch(async () => expect(await outputText(cell)).toContain(text));
}

/** The reply, which fills the prompt in, comes after the output. */
async function prompts(cell: number, text: string): Promise<void> {
  const prompt = `document.querySelectorAll('.cell')[${cell}].querySelector('.input_prompt').innerText.replaceAll(/\\s/g, "")`;
  await page
    .waitForFunction(`${prompt} === ${JSON.stringify(text)}`, { timeout: 30_000 })
    .catch(async () => expect(await page.evaluate(prompt)).toBe(text));
}

describe("the classic Notebook", () => {
  peerTest(missing, "runs cells: streams, results and counts, live bindings", async () => {
    await run(0);
    await shows(0, "ready");
    await shows(0, "0.2");
    await run(1);
    await shows(1, "1");
    await prompts(1, "In[2]:");
  });

  peerTest(missing, "shows a figure", async () => {
    await run(2);
    await page.waitForFunction("document.querySelectorAll('.cell')[2].querySelector('.output_svg svg rect')", { timeout: 30_000 });
    const { width } = (await page.evaluate(
      "(({ width }) => ({ width }))(document.querySelectorAll('.cell')[2].querySelector('.output_svg svg').getBoundingClientRect())",
    )) as { width: number };
    expect(width).toBe(30);
  });

  peerTest(missing, "highlights TypeScript", async () => {
    expect(await page.evaluate("document.querySelectorAll('.cell')[0].querySelectorAll('.CodeMirror .cm-keyword').length")).toBeGreaterThan(
      0,
    );
  });

  peerTest(missing, "interrupts by its button, and the state is kept", async () => {
    await run(3);
    await page.waitForFunction("document.querySelector('#kernel_indicator_icon.kernel_busy_icon')", { timeout: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.click("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
    await shows(3, "KeyboardInterrupt");
    await run(4);
    await shows(4, "true");
  });

  peerTest(missing, "asks for input", async () => {
    await run(5);
    await page.waitForSelector(".raw_input", { timeout: 30_000 });
    expect(await page.evaluate("document.querySelector('.raw_input_prompt').innerText")).toContain("Your name?");
    await page.type(".raw_input", "Ada");
    await page.keyboard.press("Enter");
    await shows(5, "Hello Ada");
  });

  peerTest(missing, "completes by Tab, also variables of earlier cells with their type", async () => {
    for (const [cell, completed] of [
      [6, "Math.hypot"],
      [7, "lr.toFixed"],
    ] as const) {
      await select(cell);
      await page.keyboard.down("Control");
      await page.keyboard.press("End");
      await page.keyboard.up("Control");
      await page.waitForSelector("#kernel_indicator_icon.kernel_idle_icon"); // this front end asks no busy kernel
      await page.keyboard.press("Tab");
      const text = `Jupyter.notebook.get_cell(${cell}).get_text()`;
      await page
        .waitForFunction(`${text} === ${JSON.stringify(completed)}`, { timeout: 30_000 })
        .catch(async () => expect(await page.evaluate(text)).toBe(completed));
    }
  });

  peerTest(missing, "restarts: the variables are gone, the kernel works", async () => {
    await page.evaluate("Jupyter.notebook.kernel.restart()");
    await page.waitForFunction(
      "Jupyter.notebook.kernel.is_connected() && document.querySelector('#kernel_indicator_icon.kernel_idle_icon')",
      { timeout: 60_000 },
    );
    await run(8);
    await shows(8, "undefined");
    await prompts(8, "In[1]:");
  });
});

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (reply) => reply.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
