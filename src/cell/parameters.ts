import { DomainError } from "../core/errors.js";
import { display } from "../core/host.js";
import { type Mode, notebookMode } from "../core/mode.js";

/**
 * The settings of a notebook for the mode that it runs in, NOTEBOOK_MODE = "quick" (default: seconds, what CI runs) or "full" (the paper's).
 * `infoplane run -p name=value` replaces single ones (NOTEBOOK_PARAMETERS, a JSON object, holds them). Shows what was chosen, and hands it to
 * whoever says how a page was made.
 *
 * @returns the chosen set, and `mode`
 * @throws {DomainError} the two sets do not have the same keys, a key is called mode, NOTEBOOK_MODE is neither, or NOTEBOOK_PARAMETERS is no
 *   JSON object of settings of the same types
 */
export function parameters<Quick extends object, Full extends Record<keyof Quick, unknown>>(sets: {
  readonly quick: Quick;
  readonly full: Full & Record<Exclude<keyof Full, keyof Quick>, never>;
}): Readonly<{ [K in keyof Quick]: Widened<Quick[K]> | Widened<Full[K]> } & { mode: Mode }> {
  const me = "parameters";
  const { quick, full } = sets;
  if (typeof quick !== "object" || typeof full !== "object" || quick === null || full === null)
    throw new DomainError(`${me}: both sets must be given: parameters({ quick: { … }, full: { … } }).`);
  const missing = (from: object, in_: object): string[] => Object.keys(in_).filter((key) => !(key in from));
  const [notQuick, notFull] = [missing(quick, full), missing(full, quick)];
  if (notQuick.length || notFull.length) {
    const parts = [notQuick.length ? `quick lacks ${notQuick.join(", ")}` : "", notFull.length ? `full lacks ${notFull.join(", ")}` : ""];
    throw new DomainError(`${me}: quick and full must have the same keys; ${parts.filter(Boolean).join(" and ")}.`);
  }
  if ("mode" in quick) throw new DomainError(`${me}: "mode" is set by NOTEBOOK_MODE; call the parameter something else.`);
  const mode = notebookMode(me, "quick");
  const set = { ...(mode === "quick" ? quick : full) } as Record<string, unknown>;
  const chosen = Object.freeze({ ...set, ...replaced(me, set), mode });
  const settings = Object.entries(chosen).filter(([key]) => key !== "mode");
  const text = `${mode} mode: ${settings.map(([key, value]) => `${key} ${show(value)}`).join(", ")}`;
  void display({
    [Symbol.for("Jupyter.display")]: () => ({ "application/vnd.infoplane.parameters+json": chosen, "text/plain": text }),
  });
  return chosen as ReturnType<typeof parameters<Quick, Full>>;
}

/** Settings of this set that the environment gives another value. The variable may also name parameters of other calls: those are left to them. */
function replaced(me: string, set: Record<string, unknown>): Record<string, unknown> {
  const text = process.env.NOTEBOOK_PARAMETERS;
  if (!text) return {};
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    given = undefined;
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new DomainError(`${me}: NOTEBOOK_PARAMETERS must be a JSON object; got ${text}.`);
  const found = Object.entries(given).filter(([key]) => Object.hasOwn(set, key));
  for (const [key, value] of found)
    if (typeof value !== typeof set[key] || Array.isArray(value) !== Array.isArray(set[key]))
      throw new DomainError(`${me}: ${key} must be like ${show(set[key])}; NOTEBOOK_PARAMETERS has ${show(value)}.`);
  return Object.fromEntries(found);
}

/** 12 and 60 are both just numbers to the cells that follow. */
type Widened<T> = T extends number ? number : T extends string ? string : T extends boolean ? boolean : T;

function show(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
