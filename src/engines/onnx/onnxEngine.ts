import { checkInteger, checkKnownOptions, checkOneOf } from "../../core/checks.js";
import { DomainError } from "../../core/errors.js";
import type { Engine } from "../engine.js";
import { windowsTouch } from "./layerGraph.js";
import { onnxRuntime } from "./onnxRuntime.js";
import { onnxTrainer } from "./onnxTrainer.js";

export interface OnnxSettings {
  /** What computes: "cpu" (default), a GPU through "webgpu", which comes with the package, or "cuda", where its libraries are installed. */
  readonly provider?: "cpu" | "webgpu" | "cuda";
  /** Threads of each repetition; those that `train` has, divided by the repetitions that run at once. */
  readonly threads?: number;
}

const PROVIDERS = ["cpu", "webgpu", "cuda"] as const;

/** Idle threads sleep: where they turn in circles instead, a second busy program on the same cores makes a step several times slower. */
const PASSIVE = { session: { intra_op: { allow_spinning: "0" } } };

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
    const gpu = provider !== "cpu";
    const overlapping = spec.network.layers.findIndex((l) => l.kind === "maxPool" && !windowsTouch(l));
    if (gpu && overlapping >= 0)
      throw new DomainError(
        `train: engine onnx on "${provider}" needs max-pools whose stride is their size; that of layer ${overlapping + 1} is not. Use provider "cpu".`,
      );
    return onnxTrainer(spec, {
      portable: gpu,
      resident: provider === "webgpu",
      session: (model, stay) =>
        InferenceSession.create(model, {
          ...(gpu && { executionProviders: [provider, "cpu"] }),
          ...(stay.length > 0 && { preferredOutputLocation: Object.fromEntries(stay.map((name) => [name, "gpu-buffer"])) }),
          ...(threads !== undefined && { intraOpNumThreads: threads }),
          extra: PASSIVE,
          logSeverityLevel: 3,
        }).catch((error: unknown) => {
          const reason = error instanceof Error ? error.message.trim() : String(error);
          throw new Error(
            `train: onnxruntime-node cannot start on "${provider}" (${reason}).${gpu ? ' Use provider "cpu", or look at the driver of the GPU.' : ""}`,
          );
        }),
      tensor: (data, dims) => new Tensor("float32", data, dims),
    });
  },
};
