import { escapeHtml } from "../core/escapeHtml.js";
import type { Assets } from "./assets.js";

/** A whole HTML document. Scripts that draw stand last, so that the text is there first. */
export function htmlDocument({ title, bar, body, assets }: { title: string; bar: string; body: string; assets: Assets }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(assets.policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${assets.head}
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="bar"><nav aria-label="Site">${bar}<button type="button" data-do="theme">Light / dark</button></nav></header>
${body}
${assets.scripts}
</body>
</html>
`;
}
