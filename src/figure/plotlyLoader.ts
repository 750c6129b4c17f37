import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { MimeBundle } from "../core/host.js";

/**
 * Plotly.js as a display of its own, from the installed package: nothing is fetched. A publisher recognises it by
 * `data-infoplane="plotly-loader"` and may put one copy per page in its place.
 */
export function plotlyLoader(): MimeBundle {
  const { resolve } = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(resolve("plotly.js-cartesian-dist-min/package.json"), "utf8")) as { version: string };
  const source = readFileSync(resolve("plotly.js-cartesian-dist-min/plotly-cartesian.min.js"), "utf8").replace(/<\/script/gi, "<\\/script");
  const script = `if (!window.Plotly) {\n${source}\n}`;
  return {
    "text/html": `<div data-infoplane="plotly-loader" data-version="${version}"><script>${script}</script></div>`,
    "text/plain": `plotly.js ${version} for the figures of this session`,
  };
}
