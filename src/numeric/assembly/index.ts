/** One WASM module: every kernel file is re-exported here. All arguments are addresses and counts; nothing is allocated inside. */
export { heapBase } from "./memory";
export { mixture32, mixture64 } from "./mixture";
export { countRows32, countRows64, distances32, distances64, nearestOfRows32, nearestOfRows64 } from "./distances";
export { treeCount, treeNearest } from "./kdTree";
