import { createHash } from "node:crypto";
import { host, type MimeBundle } from "../core/host.js";
import type { Figure } from "./figure.js";
import { plotlyLoader } from "./plotlyLoader.js";
import { png } from "./png.js";
import { figureSvg } from "./svg/figureSvg.js";
import { plainText } from "./svg/richText.js";

/** Kernels that have got plotly.js from us: it goes out once per session, before the first figure. */
const loaded = new WeakSet<object>();

/** A figure for every front end: plotly's own type, HTML that starts as a picture, a picture, and a line of text. */
export function mimeBundle(figure: Figure): MimeBundle {
  const kernel = host();
  if (kernel && !loaded.has(kernel)) {
    loaded.add(kernel);
    kernel.display(plotlyLoader());
  }
  const picture = Buffer.from(png(figureSvg(figure))).toString("base64");
  return {
    "application/vnd.plotly.v1+json": { data: figure.data, layout: figure.layout, config: CONFIG },
    "text/html": figureHtml(figure, picture),
    "image/png": picture,
    "text/plain": `figure ${plainText(figure.key)}: ${figure.alt}`.replace(/\s+/g, " "),
  };
}

/** Version 4 of plotly.js would offer to send the data to its makers' server. */
const CONFIG = { displaylogo: false, displayModeBar: "hover", showSendToCloud: false, plotlyServerURL: "", responsive: false };

/**
 * A picture, and a script that puts plotly's drawing in its place once `window.Plotly` is there. If it never comes, the picture stays. The
 * script finds its `div` by a hash of the contents, because front ends insert outputs in different ways.
 */
export function figureHtml({ data, layout, alt }: Figure, picture: string): string {
  const content = scriptJson({ data, layout, config: CONFIG });
  const id = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const label = escapeAttribute(alt);
  const size = `width="${layout.width}" height="${layout.height}"`;
  return `<div data-infoplane-figure="${id}" style="overflow-x:auto"><img src="data:image/png;base64,${picture}" alt="${label}" ${size} style="max-width:100%;height:auto"></div>
<script>(function () {
  var figure = ${content}, tries = 0;
  function draw() {
    if (!window.Plotly) return false;
    document.querySelectorAll('[data-infoplane-figure="${id}"]:not([data-drawn])').forEach(function (box) {
      var picture = box.firstElementChild, plot = document.createElement("div"), copy = JSON.parse(JSON.stringify(figure));
      box.setAttribute("data-drawn", "");
      plot.style.display = "none";
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", picture.getAttribute("alt"));
      box.appendChild(plot);
      window.Plotly.newPlot(plot, copy.data, copy.layout, copy.config).then(function () {
        plot.style.display = "";
        picture.remove();
      });
    });
    return true;
  }
  if (!draw()) var timer = setInterval(function () { if (draw() || ++tries === 300) clearInterval(timer); }, 100);
})();</script>`;
}

/** JSON that may stand inside a script element. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function escapeAttribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
