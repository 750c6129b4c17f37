import type { OnnxSession, OnnxTensor } from "./onnxRuntime.js";

/** Makes sessions and tensors, on one provider. */
export interface OnnxDevice {
  /** Without some of the operators of a CPU. */
  readonly portable: boolean;
  /** Trained numbers can stay in its own memory. */
  readonly resident: boolean;
  /** @param stay outputs that are left in the memory of the device */
  session(model: Uint8Array, stay: readonly string[]): Promise<OnnxSession>;
  tensor(data: Float32Array, dims: readonly number[]): OnnxTensor;
}
