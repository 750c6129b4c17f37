/** One WASM module: every kernel file is re-exported here. All arguments are addresses and counts; nothing is allocated inside. */
export { trainingChainGradient, trainingChainOutputs, trainingChainTrain } from "./trainingChain";
export { activateRows64, denseForward64 } from "./denseForward64";
export { heapBase } from "./memory";
export { noise32 } from "./noise";
export { philoxBlocks, philoxPermutation } from "./philox";
export { expRange32, expRange64, logRange32, tanhRange32, tanhRange64 } from "./vectorMath";
export { mixture32, mixture64 } from "./mixture";
export { countRows32, countRows64, distances32, distances64, nearestOfRows32, nearestOfRows64 } from "./distances";
export { treeCount, treeNearest } from "./kdTree";
export { centreBlocks32, pairProducts32 } from "./pairProducts";
export { pairSums32, pairSums64 } from "./pairSums";
export { quantise64 } from "./activation";
export { reflectPanel32 } from "./reflections";
export { conv64, pool64 } from "./windowForward64";
