import type { Engine } from "./engine.js";
import { fusedEngine } from "./fused/fusedEngine.js";
import { onnxEngine } from "./onnx/onnxEngine.js";
import { tfjsEngine } from "./tfjs/tfjsEngine.js";

/** Every engine by its name: the one place where they are listed. */
export const ENGINES = { fused: fusedEngine, onnx: onnxEngine, tfjs: tfjsEngine } satisfies Record<string, Engine>;

export type EngineName = keyof typeof ENGINES;
