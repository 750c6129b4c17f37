import { escapeHtml } from "../core/escapeHtml.js";
import { CLAIM, emitted } from "../notebook/emitted.js";
import type { Notebook } from "../notebook/nbformat.js";

/** What a paper says, what we found, and the verdict, as a notebook's cell emitted it. */
export interface Claim {
  id: string;
  text: string;
  source: string;
  paper: string;
  ours: string;
  verdict: string;
  mode: string;
  seed: string;
}

/** The claim in a bundle's content, every field as text; undefined where it is none. */
export function claimOf(content: unknown): Claim | undefined {
  if (typeof content !== "object" || content === null || Array.isArray(content)) return undefined;
  const c = content as Record<string, unknown>;
  if (typeof c.text !== "string" && typeof c.id !== "string") return undefined;
  const unit = typeof c.unit === "string" ? c.unit : undefined;
  const ours = quantity(c.ours, unit) + (typeof c.error === "number" ? ` ± ${quantity(c.error)}` : "");
  return {
    id: String(c.id ?? ""),
    text: String(c.text ?? c.id),
    source: String(c.source ?? ""),
    paper: quantity(c.paper, unit),
    ours,
    verdict: String(c.verdict ?? ""),
    mode: String(c.mode ?? ""),
    seed: c.seed === undefined || c.seed === null ? "" : String(c.seed),
  };
}

/** All claims of an executed notebook, in order; of two with one id the later stays. */
export function claimsIn(notebook: Notebook): Claim[] {
  const claims = new Map<string, Claim>();
  for (const content of emitted(notebook, CLAIM)) {
    const claim = claimOf(content);
    if (claim) claims.set(claim.id || claim.text, claim);
  }
  return [...claims.values()];
}

/** A claim table. With `link`, every row begins with a link to where the claim was decided. */
export function claimTable(claims: readonly Claim[], link?: (claim: Claim) => { href: string; text: string }): string {
  const rows = claims.map((claim) => {
    const target = link?.(claim);
    const first = target ? `<td><a href="${escapeHtml(target.href)}">${escapeHtml(target.text)}</a></td>` : "";
    const source = claim.source ? ` <span class="source">${escapeHtml(claim.source)}</span>` : "";
    const cells = `<td class="words">${escapeHtml(claim.text)}${source}</td>${valueCell(claim.paper)}${valueCell(claim.ours)}`;
    return `<tr>${first}${cells}<td>${verdictBadge(claim.verdict)}</td><td>${escapeHtml(claim.mode)}</td></tr>`;
  });
  const head = `${link ? '<th scope="col">Figure</th>' : ""}<th scope="col">Claim</th><th scope="col">Paper</th><th scope="col">Ours</th><th scope="col">Verdict</th><th scope="col">Mode</th>`;
  return `<div class="table" tabindex="0" role="group" aria-label="Claims"><table class="claims"><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

/** A number stays on one line; what a paper says in words may take several. */
function valueCell(value: string): string {
  return `<td class="${value.length <= 24 ? "value" : "quoted"}">${escapeHtml(value)}</td>`;
}

/** The verdict in a colour of its own and with a sign, so that it can be told without colours. */
export function verdictBadge(verdict: string): string {
  const [kind, sign] = VERDICTS[verdict] ?? ["unknown", "?"];
  return `<span class="verdict ${kind}"><span aria-hidden="true">${sign}</span> ${escapeHtml(verdict || "no verdict")}</span>`;
}

/** How many claims of each verdict. */
export function verdictCounts(claims: readonly Claim[]): string[] {
  const counts = new Map<string, number>();
  for (const { verdict } of claims) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, n]) => `<span>${n} × ${verdictBadge(verdict)}</span>`);
}

const VERDICTS: Record<string, readonly [string, string]> = {
  holds: ["holds", "✓"],
  "holds in part": ["part", "◐"],
  "does not hold": ["fails", "✗"],
};

function quantity(value: unknown, unit?: string): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value)) return value.map((v) => quantity(v)).join(", ") + (unit ? ` ${unit}` : "");
  if (typeof value === "number") return `${Number.isInteger(value) ? value : Number(value.toPrecision(5))}${unit ? ` ${unit}` : ""}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
