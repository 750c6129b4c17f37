import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { escapeHtml } from "../core/escapeHtml.js";
import type { Estimate } from "../core/estimate.js";
import { display, type MimeBundle } from "../core/host.js";
import { type Mode, notebookMode } from "../core/mode.js";
import { shownAlready } from "./shownAlready.js";

export type Verdict = "holds" | "holds in part" | "does not hold";

export interface ClaimOptions {
  /** Paper, figure and name: "goldfeld2019/figure1/converges". */
  readonly id: string;
  /** What the paper says, in one sentence. */
  readonly text: string;
  /** Where it says so: "Fig. 1, p. 2". */
  readonly source: string;
  /** The paper's value, or its words where it gives an ordering or a trend. */
  readonly paper: number | string;
  /** What came out here. */
  readonly ours: Estimate | number | string;
  readonly verdict: Verdict;
  /** Of `paper` and `ours`; an Estimate is in nats. Default: "nats" for an Estimate, none for anything else. */
  readonly unit?: string;
  /** Standard error of `ours`; an Estimate brings its own. */
  readonly error?: number;
  readonly seed?: number;
  readonly mode?: Mode;
}

/** What `application/vnd.infoplane.claim+json` holds. */
export interface Claim {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly paper: number | string;
  readonly ours: number | string;
  readonly verdict: Verdict;
  readonly mode: Mode;
  readonly unit?: string;
  readonly error?: number;
  readonly seed?: number;
  /** How `ours` was estimated, where it is an Estimate. */
  readonly how?: string;
}

const KNOWN = ["id", "text", "source", "paper", "ours", "verdict", "unit", "error", "seed", "mode"];
const VERDICTS = ["holds", "holds in part", "does not hold"] as const;

/** "paper/figure/name": first author and year, figure or table or section, a name; letters, digits and inner hyphens. */
const ID = /^[a-z][a-z]*\d{4}[a-z]?\/[a-z][a-zA-Z0-9]*\/[a-z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/;

/**
 * Sets a number, an ordering or a trend of the paper beside ours, with a verdict: shows a row, and hands it to whoever collects claims. A claim
 * that does not hold is a result, not an error.
 *
 * @returns the claim as it was recorded
 * @throws {DomainError} an id that is not paper/figure/name, an unknown verdict, an empty text or source
 */
export function claim(options: ClaimOptions): Claim {
  const me = "claim";
  checkKnownOptions(me, options, KNOWN);
  const { id, text, source, paper, verdict } = options;
  if (typeof id !== "string" || !ID.test(id))
    throw new DomainError(`${me}: id must be paper/figure/name, for example "goldfeld2019/figure1/converges"; got ${JSON.stringify(id)}.`);
  checkOneOf(me, `verdict of ${id}`, verdict, VERDICTS);
  for (const name of ["text", "source"] as const)
    if (typeof options[name] !== "string" || options[name].trim() === "")
      throw new DomainError(`${me}: ${name} of ${id} must say something; got ${JSON.stringify(options[name])}.`);
  for (const name of ["paper", "ours"] as const)
    if (!isValue(options[name]))
      throw new DomainError(
        `${me}: ${name} of ${id} must be a number${name === "ours" ? ", an Estimate" : ""} or a text; got ${options[name]}.`,
      );
  const value: Claim = { id, text, source, paper, ...ours(options), verdict, mode: options.mode ?? notebookMode(me, "quick") };
  void display({ [Symbol.for("Jupyter.display")]: () => bundle(value) });
  return shownAlready(value);
}

function ours({ ours: value, unit, error, seed }: ClaimOptions): Pick<Claim, "ours" | "unit" | "error" | "seed" | "how"> {
  const given = {
    ...(unit === undefined ? {} : { unit }),
    ...(error === undefined ? {} : { error }),
    ...(seed === undefined ? {} : { seed }),
  };
  if (typeof value !== "object") return { ours: value, ...given };
  return {
    ours: value.nats,
    unit: "nats",
    ...(value.error ? { error: value.error.nats } : {}),
    ...(value.seed === undefined ? {} : { seed: value.seed }),
    ...given,
    how: `${value.estimator}, n = ${value.samples}`,
  };
}

function isValue(value: unknown): boolean {
  if (typeof value === "number" || typeof value === "string") return true;
  return typeof (value as Estimate | null)?.nats === "number";
}

const MARK: Record<Verdict, { sign: string; colour: string }> = {
  holds: { sign: "✓", colour: "#00664b" },
  "holds in part": { sign: "◐", colour: "#8a5a00" },
  "does not hold": { sign: "✗", colour: "#a33b00" },
};

function bundle(c: Claim): MimeBundle {
  const { sign, colour } = MARK[c.verdict];
  const mine = quantity(c.ours, c.unit, c.error);
  const theirs = quantity(c.paper, c.unit);
  const notes = [c.how, c.seed === undefined ? "" : `seed ${c.seed}`, c.mode === "quick" ? "quick mode" : ""].filter(Boolean).join(", ");
  const cell = (content: string, style = ""): string => `<td style="text-align:left;padding:2px 10px;${style}">${content}</td>`;
  const html = [
    `<table data-infoplane-claim="${c.id}"><tbody><tr>`,
    cell(`<b style="color:${colour}">${sign} ${c.verdict}</b>`, "white-space:nowrap"),
    cell(`${escapeHtml(c.text)} <span style="color:#555">(${escapeHtml(c.source)})</span>`),
    cell(`paper: ${escapeHtml(theirs)}`),
    cell(`ours: ${escapeHtml(mine)}${notes ? ` <span style="color:#555">(${escapeHtml(notes)})</span>` : ""}`),
    "</tr></tbody></table>",
  ].join("");
  return {
    "application/vnd.infoplane.claim+json": c,
    "text/html": html,
    "text/plain": `${sign} ${c.verdict}: ${c.text} (${c.source}) paper: ${theirs}; ours: ${mine}${notes ? ` (${notes})` : ""} [${c.id}]`,
  };
}

function quantity(value: number | string, unit?: string, error?: number): string {
  if (typeof value === "string") return value;
  const digits = (x: number): string => String(Number(x.toPrecision(5)));
  return `${digits(value)}${error === undefined ? "" : ` ± ${digits(error)}`}${unit ? ` ${unit}` : ""}`;
}
