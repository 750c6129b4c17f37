import { DomainError } from "../core/errors.js";
import { display } from "../core/host.js";
import { type Mode, notebookMode } from "../core/mode.js";

/**
 * The settings of a notebook for the mode that it runs in, NOTEBOOK_MODE = "quick" (default: seconds, what CI runs) or "full" (the paper's).
 * Shows what was chosen.
 *
 * @returns the chosen set, and `mode`
 * @throws {DomainError} the two sets do not have the same keys, a key is called mode, or NOTEBOOK_MODE is neither
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
  const chosen = Object.freeze({ ...(mode === "quick" ? quick : full), mode });
  const settings = Object.entries(chosen).filter(([key]) => key !== "mode");
  void display(`${mode} mode: ${settings.map(([key, value]) => `${key} ${show(value)}`).join(", ")}`);
  return chosen as ReturnType<typeof parameters<Quick, Full>>;
}

/** 12 and 60 are both just numbers to the cells that follow. */
type Widened<T> = T extends number ? number : T extends string ? string : T extends boolean ? boolean : T;

function show(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
