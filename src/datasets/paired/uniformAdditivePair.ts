import { checkPositive } from "../../core/checks.js";
import type { PairedLaw } from "./pairedLaw.js";

/** X uniform on (0, 1), Y = X + N, N uniform on (−ε, ε): I = ε − ln 2ε for ε ≤ ½, and 1/(4ε) above. */
export function uniformAdditivePair(me: string, epsilon: number): PairedLaw {
  checkPositive(me, "epsilon", epsilon);
  return {
    dimX: 1,
    dimY: 1,
    nats: () => (epsilon <= 0.5 ? epsilon - Math.log(2 * epsilon) : 1 / (4 * epsilon)),
    how: "closed form: ε − ln 2ε for ε ≤ ½, else 1/(4ε)",
    draw(random, out) {
      out[0] = random.uniform();
      out[1] = out[0] + epsilon * (2 * random.uniform() - 1);
    },
  };
}
