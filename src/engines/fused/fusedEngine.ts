import { DomainError } from "../../core/errors.js";
import type { Engine } from "../engine.js";
import { fusedTrainer } from "./fusedTrainer.js";

/** Our own WASM kernels: always there, the same bits on every machine. */
export const fusedEngine: Engine = {
  name: "fused",
  where: "pool",
  check(me, settings) {
    const keys = Object.keys(settings);
    if (keys.length > 0) throw new DomainError(`${me}: engine "fused" has no settings; got ${keys.join(", ")}.`);
  },
  trainer: fusedTrainer,
};
