/// <reference path="./webassembly.d.ts" />
import { readFileSync } from "node:fs";

/** What `src/numeric/assembly` exports: functions of addresses (bytes) and counts. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  [name: string]: unknown;
}

/** 32-bit words of room that the kernels need to draw noise. */
export const NOISE_WORDS = 256;

let module: WebAssembly.Module | undefined;
let shared: Kernels | undefined;

/** A fresh instance with a memory of its own, for state that outlives one call. */
export function instantiateKernels(): Kernels {
  module ??= new WebAssembly.Module(readFileSync(new URL("./kernels.wasm", import.meta.url)));
  return new WebAssembly.Instance(module, {
    env: {
      abort: () => {
        throw new Error("numeric: a WASM kernel aborted.");
      },
    },
  }).exports as unknown as Kernels;
}

/** The instance of this thread, for synchronous calls through {@link scratch}. */
export function kernels(): Kernels {
  shared ??= instantiateKernels();
  return shared;
}
