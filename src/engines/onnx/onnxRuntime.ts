import { createRequire } from "node:module";

/** The part of onnxruntime-node that is used, so that the library compiles without the package. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: OnnxSessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
  listSupportedBackends(): readonly { readonly name: string }[];
}

export interface OnnxSessionOptions {
  readonly executionProviders?: readonly string[];
  readonly intraOpNumThreads?: number;
  readonly logSeverityLevel?: number;
  readonly preferredOutputLocation?: Readonly<Record<string, "gpu-buffer">>;
  readonly extra?: object;
}

export interface OnnxTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
  readonly type: string;
  /** "cpu", or where in a device its numbers are. */
  readonly location: string;
  dispose(): void;
}

export interface OnnxSession {
  /** @param fetches names of outputs; or by name null, or a tensor that receives the output */
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches: readonly string[] | Readonly<Record<string, OnnxTensor | null>>,
  ): Promise<Record<string, OnnxTensor>>;
  release(): Promise<void>;
}

/**
 * The package `onnxruntime-node`, which is not installed with the library. From 1.29 on its native part writes an identifier of the device into
 * ~/.cache and sends what it runs to its makers, unless `ORT_DISABLE_TELEMETRY` is set before it loads. So it is set here; whoever wants it otherwise
 * sets it to 0. It counts for the process when it is the main thread that loads the package first, as `train` does.
 *
 * @throws {Error} it is not there, or does not load; the message says how to install it
 */
export function onnxRuntime(me: string): OnnxRuntime {
  process.env.ORT_DISABLE_TELEMETRY ??= "1";
  try {
    return createRequire(import.meta.url)("onnxruntime-node") as OnnxRuntime;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`${me}: needs the package onnxruntime-node (${reason}). Install it with: npm i onnxruntime-node --ignore-scripts`);
  }
}
