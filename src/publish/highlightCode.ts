import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import julia from "highlight.js/lib/languages/julia";
import python from "highlight.js/lib/languages/python";
import r from "highlight.js/lib/languages/r";
import typescript from "highlight.js/lib/languages/typescript";
import { escapeHtml } from "../core/escapeHtml.js";

const LANGUAGES = { bash, javascript, json, julia, python, r, typescript };
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** Code as HTML with `hljs-` classes; in a language that we do not know, as plain escaped text. */
export function highlightCode(code: string, language: string): string {
  if (!hljs.getLanguage(language) || code.length > 100_000) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
