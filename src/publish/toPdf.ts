import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { DomainError } from "../core/errors.js";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** An installed Chromium or a relative of it: $INFOPLANE_CHROMIUM, the PATH, the usual places. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.INFOPLANE_CHROMIUM) return env.INFOPLANE_CHROMIUM;
  const onPath = (env.PATH ?? "").split(delimiter).flatMap((folder) => PROGRAMS.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find((path) => existsSync(path));
}

/**
 * A page as PDF, printed by an installed Chromium without a network: black on white, figures as their pictures.
 *
 * @param html a page that stands alone
 * @throws {DomainError} there is no Chromium, or it prints nothing
 */
export function toPdf(html: string, { chromium = findChromium() } = {}): Buffer {
  if (!chromium)
    throw new DomainError(
      `toPdf: a PDF is printed by Chromium or Chrome; found none of ${PROGRAMS.join(", ")} on the PATH. Install one, or name it in INFOPLANE_CHROMIUM.`,
    );
  const folder = mkdtempSync(join(tmpdir(), "infoplane-pdf-"));
  try {
    const [page, pdf] = [join(folder, "page.html"), join(folder, "page.pdf")];
    writeFileSync(page, html);
    const root = process.getuid?.() === 0 ? ["--no-sandbox"] : []; // Chromium has no sandbox for root
    const quiet = ["--disable-gpu", "--disable-background-networking", "--no-first-run", `--user-data-dir=${join(folder, "profile")}`];
    const print = ["--headless", "--no-pdf-header-footer", "--proxy-server=127.0.0.1:9", `--print-to-pdf=${pdf}`, pathToFileURL(page).href];
    const result = spawnSync(chromium, [...root, ...quiet, ...print], { encoding: "utf8", timeout: 120_000 });
    if (!existsSync(pdf))
      throw new DomainError(`toPdf: ${chromium} printed nothing. ${result.error?.message ?? (result.stderr ?? "").trim().slice(-2000)}`);
    return readFileSync(pdf);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
