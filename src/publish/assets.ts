import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pageScript } from "./pageScript.js";
import { style } from "./style.js";

const require = createRequire(import.meta.url);

/** The file of an installed package. */
function packageFile(name: string, file: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

/** plotly.js with the cartesian traces: the only library that a page runs. */
export function plotlyScript(): string {
  return readFileSync(packageFile("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js"), "utf8").replace(
    /\/\/# sourceMappingURL=.*/g,
    "",
  );
}

let mathStyle: string | undefined;

/** KaTeX's style sheet with its fonts inside, so that a page opened from a file shows them in every browser. */
export function mathematicsStyle(): string {
  if (mathStyle) return mathStyle;
  const css = readFileSync(packageFile("katex", "dist/katex.min.css"), "utf8");
  mathStyle = css.replace(/src:url\(fonts\/([A-Za-z0-9_-]+\.woff2)\) format\("woff2"\)[^;}]*/g, (_, file: string) => {
    const font = readFileSync(packageFile("katex", `dist/fonts/${file}`)).toString("base64");
    return `src:url(data:font/woff2;base64,${font}) format("woff2")`;
  });
  return mathStyle;
}

export interface Licence {
  name: string;
  version: string;
  licence: string;
  text: string;
}

/** What a site contains of other people's work, with the texts that have to go with it. */
export function licences(): Licence[] {
  return ["plotly.js-cartesian-dist-min", "katex"].map((name) => {
    const { version, license } = JSON.parse(readFileSync(packageFile(name, "package.json"), "utf8"));
    return { name, version, licence: license, text: readFileSync(packageFile(name, "LICENSE"), "utf8") };
  });
}

/** Where a page finds its style and scripts: in files of the site, or inside the page. */
export interface Assets {
  head: string;
  scripts: string;
  policy: string;
}

/** For a page of a site, `depth` folders below its top. */
export function linkedAssets({ depth, plots, mathematics }: { depth: number; plots: boolean; mathematics: boolean }): Assets {
  const to = `${"../".repeat(depth)}assets/`;
  return {
    head: `${mathematics ? `<link rel="stylesheet" href="${to}mathematics.css">\n` : ""}<link rel="stylesheet" href="${to}style.css">\n<script src="${to}page.js"></script>`,
    scripts: plots ? `<script src="${to}plotly.min.js"></script>` : "",
    policy: policy("'self' file:", "'self' file:"),
  };
}

/** For a page that has to stand alone. Its scripts are allowed by their hashes, so nothing else can run on it. */
export function inlineAssets({ plots, mathematics }: { plots: boolean; mathematics: boolean }): Assets {
  const plotly = plots
    ? plotlyScript()
        .replace(/<\/script/gi, "<\\/script")
        .replace(/<!--/g, "<\\!--")
    : "";
  const hash = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  return {
    head: `<style>${mathematics ? mathematicsStyle() : ""}\n${style}</style>\n<script>${pageScript}</script>`,
    scripts: plots ? `<script>${plotly}</script>` : "",
    policy: policy(
      [pageScript, plotly]
        .filter((s) => s !== "")
        .map(hash)
        .join(" "),
      "",
    ),
  };
}

/** No request leaves a page: not for a script, an image, a font, a form or a connection. */
function policy(scripts: string, files: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src 'unsafe-inline' ${files}`.trim(),
    `img-src data: blob: ${files}`.trim(),
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
