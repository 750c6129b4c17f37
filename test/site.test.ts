/// <reference lib="dom" />
/** The site that `npm start` has made, in a real browser, from the file system. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer, { type Browser } from "puppeteer-core";
import { afterAll, expect } from "vitest";
import { missingProgram, peerTest } from "./peers.js";

const CHROMIUM = "/usr/bin/chromium";
const site = fileURLToPath(new URL("../site/", import.meta.url));
const missing = existsSync(`${site}index.html`) ? missingProgram(CHROMIUM) : "there is no site/: run npm start first";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser | undefined;
afterAll(() => browser?.close());
const pages = missing ? ["index.html"] : readdirSync(site, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));

for (const path of pages)
  peerTest(
    missing,
    `site/${path}: no console error, no request that leaves the folder, no serious violation, every figure drawn`,
    async () => {
      const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"];
      browser ??= await puppeteer.launch({ executablePath: CHROMIUM, args });
      const page = await browser.newPage();
      const errors: string[] = [];
      const requests: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || requests.push(request.url()));
      await page.goto(pathToFileURL(site + path).href, { waitUntil: "load" });
      for (const figure of await page.$$("figure.plot")) {
        await figure.scrollIntoView(); // plots are drawn when they come near
        await page.waitForFunction((element) => element.hasAttribute("data-drawn"), { timeout: 20_000, polling: 100 }, figure);
      }
      await page.evaluate(axe);
      const serious = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(o: object): Promise<{ violations: { id: string; impact: string }[] }> } };
        const { violations } = await axe.run({ preload: false });
        return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id);
      });
      await page.close();
      expect({ errors, requests, serious }).toEqual({ errors: [], requests: [], serious: [] });
    },
  );
