import MarkdownIt, { type MarkdownIt as Parser } from "markdown-it";
import { escapeHtml } from "../core/escapeHtml.js";
import { highlightCode } from "./highlightCode.js";
import { mathematics } from "./mathematics.js";

export interface MarkdownOptions {
  /** A data URL for an image that the text names, or undefined where it may not be shown. Nothing is ever loaded from a network. */
  image?: (source: string) => string | undefined;
  /** Filled with the headings; its ids are unique on the page that shares it. */
  headings?: Heading[];
}

export interface Heading {
  level: number;
  id: string;
  text: string;
}

/**
 * Markdown as HTML: CommonMark, tables, strikethrough, and mathematics between `$ $`, `$$ $$`, `\( \)`, `\[ \]` and `\begin{…} \end{…}`. HTML in the
 * text is shown as text, but for line breaks and a few inline elements without attributes (`<sub>`, `<kbd>` …) that are closed where they were
 * opened.
 */
export function markdown(source: string, options: MarkdownOptions = {}): string {
  if (source.length > 1_000_000) return `<pre>${escapeHtml(source)}</pre>`; // written by a program: not worth parsing
  return renderer.render(source, { ...options });
}

const renderer = new MarkdownIt({ html: false, linkify: true, typographer: false });
renderer.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
renderer.use(withMathematics).use(withInlineElements).use(withSafeTargets);

function withMathematics(md: Parser): void {
  md.inline.ruler.before("escape", "mathematics", (state, silent) => {
    const found = inlineMathematics(state.src, state.pos);
    if (!found) return false;
    if (!silent) state.push("mathematics", "", 0).meta = found;
    state.pos = found.end;
    return true;
  });
  md.block.ruler.before(
    "fence",
    "mathematics_block",
    (state, start, end, silent) => {
      const first = state.bMarks[start] + state.tShift[start];
      if (state.sCount[start] - state.blkIndent >= 4) return false;
      const opening = /^(\$\$|\\\[|\\begin\{([a-zA-Z]+\*?)\})/.exec(state.src.slice(first, state.eMarks[start]));
      if (!opening) return false;
      const closing = opening[1] === "$$" ? "$$" : opening[1] === "\\[" ? "\\]" : `\\end{${opening[2]}}`;
      const from = first + opening[1].length;
      const close = state.src.indexOf(closing, from);
      if (close < 0) return false;
      const after = close + closing.length;
      let line = start;
      while (line < end && state.eMarks[line] < after) line++;
      if (line >= end || state.src.slice(after, state.eMarks[line]).trim() !== "") return false;
      if (silent) return true;
      const tex = opening[2] ? state.src.slice(first, after) : state.src.slice(from, close);
      const token = state.push("mathematics", "", 0);
      token.block = true;
      token.meta = { tex: tex.replace(/^[ \t]*>[ \t]?/gm, ""), display: true };
      state.line = line + 1;
      return true;
    },
    { alt: ["paragraph", "blockquote", "list"] },
  );
  md.renderer.rules.mathematics = (tokens, i) => {
    const { tex, display } = tokens[i].meta as { tex: string; display: boolean };
    const html = mathematics(tex, { display });
    return tokens[i].block ? `<div class="formula" tabindex="0">${html}</div>\n` : html;
  };
}

/** `$x$` as in Pandoc: no space inside the dollars, no digit after the closing one, so that prices stay prices. */
function inlineMathematics(src: string, pos: number): { tex: string; display: boolean; end: number } | undefined {
  for (const [open, close, display] of [
    ["$$", "$$", true],
    ["\\[", "\\]", true],
    ["\\(", "\\)", false],
  ] as const) {
    if (!src.startsWith(open, pos)) continue;
    const end = src.indexOf(close, pos + open.length);
    if (end > pos + open.length) return { tex: src.slice(pos + open.length, end), display, end: end + close.length };
  }
  if (src[pos] !== "$") return undefined;
  const found = /^\$(?=\S)((?:[^$\\]|\\.)+)\$(?!\d)/s.exec(src.slice(pos));
  return found && !/\s$/.test(found[1]) ? { tex: found[1], display: false, end: pos + found[0].length } : undefined;
}

const INLINE = "b|br|em|i|kbd|mark|s|small|strong|sub|sup|u";

function withInlineElements(md: Parser): void {
  md.inline.ruler.before("html_inline", "element", (state, silent) => {
    const rest = state.src.slice(state.pos);
    const whole = new RegExp(`^<(${INLINE})\\s*/?>`, "i").exec(rest);
    const name = whole?.[1].toLowerCase();
    if (!whole || !name) return false;
    if (name === "br") {
      if (!silent) state.push("hardbreak", "br", 0);
      state.pos += whole[0].length;
      return true;
    }
    const close = rest.toLowerCase().indexOf(`</${name}>`);
    if (close < 0) return false;
    if (!silent) {
      const inner = rest.slice(whole[0].length, close);
      state.push("element_open", name, 1);
      for (const token of md.parseInline(inner, state.env)[0].children ?? []) state.tokens.push(token);
      state.push("element_close", name, -1);
    }
    state.pos += close + name.length + 3;
    return true;
  });
}

/** Headings get ids, links open nothing by themselves, images are data or a note. */
function withSafeTargets(md: Parser): void {
  md.renderer.rules.heading_open = (tokens, i, _options, env) => {
    const headings = (env as MarkdownOptions).headings ?? [];
    const text = (tokens[i + 1].children ?? []).map((t) => (t.type === "mathematics" ? String(t.meta?.tex) : t.content)).join("");
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "");
    const base = `s-${slug || "section"}`;
    let id = base;
    for (let n = 2; headings.some((h) => h.id === id); n++) id = `${base}-${n}`;
    headings.push({ level: Number(tokens[i].tag.slice(1)), id, text });
    return `<${tokens[i].tag} id="${escapeHtml(id)}">`;
  };
  md.renderer.rules.link_open = (tokens, i) => {
    const href = String(tokens[i].attrGet("href") ?? "");
    const title = tokens[i].attrGet("title");
    return `<a href="${escapeHtml(href)}"${title ? ` title="${escapeHtml(String(title))}"` : ""} rel="noopener noreferrer">`;
  };
  md.renderer.rules.image = (tokens, i, _options, env) => {
    const source = String(tokens[i].attrGet("src") ?? "");
    const alt = tokens[i].content;
    const data = (env as MarkdownOptions).image?.(source);
    if (data) return `<img src="${escapeHtml(data)}" alt="${escapeHtml(alt)}">`;
    return `<span class="absent">[image: ${escapeHtml(alt || source)}]</span>`;
  };
  md.renderer.rules.fence = (tokens, i) => {
    const language = ALIASES[tokens[i].info.trim().split(/\s+/)[0]] ?? tokens[i].info.trim().split(/\s+/)[0];
    return `<pre tabindex="0"><code>${highlightCode(tokens[i].content, language)}</code></pre>\n`;
  };
  md.renderer.rules.table_open = () => `<div class="table" tabindex="0"><table>\n`;
  md.renderer.rules.table_close = () => "</table></div>\n";
}

const ALIASES: Record<string, string> = { ts: "typescript", js: "javascript", py: "python", sh: "bash" };

/** The words of a piece of Markdown, without marks; formulas stay as TeX. */
export function plainText(source: string): string {
  return words(
    renderer.parse(source, {}),
    (tex) => tex,
    (text) => text,
  )
    .replace(/\s+/g, " ")
    .trim();
}

/** The words of a piece of Markdown as HTML: formulas are set, links and marks are left out, so that it can stand inside a link. */
export function wordsHtml(source: string): string {
  return words(renderer.parse(source, {}), (tex) => mathematics(tex, { display: false }), escapeHtml);
}

function words(tokens: ReturnType<Parser["parse"]>, formula: (tex: string) => string, text: (text: string) => string): string {
  return tokens
    .map((t) => {
      if (t.type === "mathematics") return formula(String(t.meta?.tex));
      if (t.children) return words(t.children, formula, text);
      return t.type === "softbreak" || t.type === "hardbreak" ? " " : text(t.content);
    })
    .join("");
}
