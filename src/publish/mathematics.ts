import katex from "katex";
import { escapeHtml } from "../core/escapeHtml.js";

/**
 * TeX as HTML with MathML beside it, by KaTeX. A formula that KaTeX does not know is shown as it was written, marked and with the reason; commands
 * that would load or link anything (`\href`, `\includegraphics`, `\htmlStyle` …) are refused.
 */
export function mathematics(tex: string, { display }: { display: boolean }): string {
  try {
    return katex.renderToString(tex, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxExpand: 1000,
      maxSize: 40,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `<code class="bad-math" title="${escapeHtml(reason)}">${escapeHtml(tex)}</code>`;
  }
}
