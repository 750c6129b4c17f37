import type { Engine } from "../engine.js";
import { fusedTrainer } from "./fusedTrainer.js";

/** Our own WASM kernels: always there, the same bits on every machine. */
export const fusedEngine: Engine = { name: "fused", where: "pool", check: () => {}, trainer: fusedTrainer };
