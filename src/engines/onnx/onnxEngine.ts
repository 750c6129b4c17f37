import { checkInteger, checkKnownOptions, checkOneOf } from "../../core/checks.js";
import type { Engine } from "../engine.js";
import { onnxRuntime } from "./onnxRuntime.js";
import { onnxTrainer } from "./onnxTrainer.js";

export interface OnnxSettings {
  /** What computes: "cpu" (default), a GPU through "webgpu", which comes with the package, or "cuda", where its libraries are installed. */
  readonly provider?: "cpu" | "webgpu" | "cuda";
  /** Threads of each repetition; those that `train` has, divided by the repetitions that run at once. */
  readonly threads?: number;
}

const PROVIDERS = ["cpu", "webgpu", "cuda"] as const;

/** ONNX graphs of whole training steps on onnxruntime-node: for wide networks and convolutions. */
export const onnxEngine: Engine<OnnxSettings> = {
  name: "onnx",
  where: "pool",
  check(me, settings) {
    checkKnownOptions(`${me}, engine onnx`, settings, ["provider", "threads"]);
    const { provider = "cpu", threads } = settings;
    checkOneOf(`${me}, engine onnx`, "provider", provider, PROVIDERS);
    if (threads !== undefined) checkInteger(`${me}, engine onnx`, "threads", threads, 1, 1024);
    const there = onnxRuntime(me).listSupportedBackends();
    if (!there.some(({ name }) => name === provider))
      throw new Error(`${me}: onnxruntime-node has no "${provider}" here; it has ${there.map(({ name }) => `"${name}"`).join(", ")}.`);
  },
  trainer(spec, { provider = "cpu", threads = spec.threads }) {
    const { InferenceSession, Tensor } = onnxRuntime("train");
    return onnxTrainer(spec, {
      session: (model) =>
        InferenceSession.create(model, {
          ...(provider !== "cpu" && { executionProviders: [provider, "cpu"] }),
          ...(threads !== undefined && { intraOpNumThreads: threads }),
          logSeverityLevel: 3,
        }),
      tensor: (data, dims) => new Tensor("float32", data, dims),
    });
  },
};
