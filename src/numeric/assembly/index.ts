/** One WASM module: every kernel file is re-exported here. All arguments are addresses and counts; nothing is allocated inside. */
export { heapBase } from "./memory";
