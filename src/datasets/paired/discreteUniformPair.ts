import { checkInteger } from "../../core/checks.js";
import type { PairedLaw } from "./pairedLaw.js";

/** X uniform on 0 … m − 1, Y | X uniform on (X, X + 2): I = ln m − ((m − 1)/m) ln 2. */
export function discreteUniformPair(me: string, m: number): PairedLaw {
  checkInteger(me, "m", m, 1);
  return {
    dimX: 1,
    dimY: 1,
    nats: () => Math.log(m) - ((m - 1) / m) * Math.LN2,
    how: "closed form: ln m − ((m − 1)/m) ln 2",
    draw(random, out) {
      out[0] = random.below(m);
      out[1] = out[0] + 2 * random.uniform();
    },
  };
}
