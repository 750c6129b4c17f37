import { DomainError } from "../core/errors.js";
import type { Network } from "../networks/network.js";
import type { Engine } from "./engine.js";
import { ENGINES, type EngineName } from "./engines.js";
import type { OnnxSettings } from "./onnx/onnxEngine.js";

/** An engine by name, with settings of its own as `{ name: settings }`, or "auto". `{ tfjs: tf }` trains on the TensorFlow.js that you use. */
export type EngineChoice = EngineName | "auto" | { readonly onnx: OnnxSettings } | { readonly tfjs: object };

/** Where its settings are plain data, this can be sent to another thread. */
export interface ChosenEngine {
  readonly name: EngineName;
  readonly settings: object;
}

/** Dense chains up to this width are faster on fused than on engines that are called once per step. */
const WIDEST_FUSED = 128;

/**
 * The engine that will train a network. "auto" is fused for dense chains whose widest layer has at most 128 units, onnx for the rest where it is
 * installed, and otherwise fused with a note.
 *
 * @throws {DomainError} no such engine
 * @throws {Error} it is not installed, with what to install
 */
export function chooseEngine(me: string, choice: EngineChoice, network: Network): ChosenEngine & { note?: string } {
  const engines: Record<string, Engine | undefined> = ENGINES;
  if (choice === "auto") {
    const small = network.layers.every((l) => (l.kind === "dense" || l.kind === "usv") && Math.max(l.inputs, l.outputs) <= WIDEST_FUSED);
    const fused = { name: "fused", settings: {} } as const;
    if (small) return fused;
    try {
      ENGINES.onnx.check(me, {});
      return { name: "onnx", settings: {} };
    } catch (error) {
      return {
        ...fused,
        note: `trained by "fused"; wide dense and USV layers are several times faster on "onnx": ${(error as Error).message}`,
      };
    }
  }
  const named = typeof choice === "string" ? [choice, {}] : Object.entries(choice ?? {})[0];
  const [name, settings] = (named ?? []) as [EngineName, object];
  const engine = engines[name];
  if (!engine || (typeof choice === "object" && (Object.keys(choice).length !== 1 || typeof settings !== "object" || settings === null)))
    throw new DomainError(
      `${me}: engine must be one of ${[...Object.keys(ENGINES), "auto"].map((n) => `"${n}"`).join(", ")}, or { name: settings }; got ${shown(choice)}.`,
    );
  engine.check(me, settings);
  const note = engine.note?.(settings);
  return { name, settings, ...(note !== undefined && { note }) };
}

/** Settings can be whole libraries. */
function shown(choice: unknown): string {
  if (typeof choice === "string") return JSON.stringify(choice);
  return typeof choice === "object" && choice !== null
    ? `an object with keys ${Object.keys(choice).join(", ") || "(none)"}`
    : String(choice);
}
