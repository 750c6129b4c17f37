import { DomainError } from "../../core/errors.js";
import type { Engine } from "../engine.js";
import { type TensorFlow, tensorFlow } from "./tensorFlow.js";
import { tfjsTrainer } from "./tfjsTrainer.js";

/**
 * TensorFlow.js on the calling thread, which is free between batches: float32, on whatever backend it has. Its settings are the `tf` that the
 * user has, `train({ engine: { tfjs: tf } })`; `engine: "tfjs"` takes the first of tfjs-node-gpu, tfjs-node and tfjs that loads. "auto" never
 * chooses it.
 */
export const tfjsEngine: Engine = {
  name: "tfjs",
  where: "here",
  check: (me, settings) => void loaded(me, settings),
  note(settings) {
    const backend = backendOf(loaded("train", settings));
    return backend === "cpu" || backend === "wasm"
      ? `trained by TensorFlow.js on its "${backend}" backend, which is many times slower than "fused" and "onnx": it is for trying things out. @tensorflow/tfjs-node brings a faster one.`
      : undefined;
  },
  async trainer(spec, settings) {
    const tf = loaded("train", settings);
    await tf.ready();
    if (tf.getBackend() === "wasm" && spec.network.layers.some((l) => l.kind === "conv2d"))
      throw new DomainError(
        'train: the "wasm" backend of TensorFlow.js has no gradient of convolutions. Choose engine "onnx", or tf.setBackend("cpu"), which is very slow.',
      );
    return tfjsTrainer(spec, tf);
  },
};

function loaded(me: string, settings: object): TensorFlow {
  return tensorFlow(me, Object.keys(settings).length > 0 ? settings : undefined);
}

/** The backend that computes, or would: asking for it starts one, unless it starts later ("wasm" does). */
function backendOf(tf: TensorFlow): string | undefined {
  try {
    tf.backend();
    return tf.getBackend();
  } catch {
    return undefined;
  }
}
