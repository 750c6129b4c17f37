import { interfaceFunctions, outputFunctions, priorFunctions } from "infoplane";
import { normalCdf } from "src/numeric/normalCdf.js";
import { describe, expect, test } from "vitest";
import { activationOf, priorOf, reference } from "./vectors.js";

interface Case {
  a: number;
  v: number;
  rho: number;
  var_noise: number;
  eval_i: number;
  iter_a: number;
  iter_v: number;
  rho_out: number;
}
const ref = reference<{
  prior: (Case & { prior: string; I_scalar: number })[];
  interface: (Case & { act: string })[];
  output: (Case & { act: string })[];
}>("replicaScalar");

/** 1e-9 relative, one digit more than the vectors promise. */
function close(ours: number, theirs: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThan(Math.max(1e-9 * Math.abs(theirs), 1e-12));
}

describe("equal the independent implementation", () => {
  test.each(ref.prior)("prior $prior at a = $a", (c) => {
    const ours = priorFunctions(priorOf(c.prior), { precision: c.a });
    close(ours.rho, c.rho);
    close(ours.mmse, c.iter_v);
    close(ours.information, c.I_scalar);
    close(ours.potential, c.eval_i);
  });

  test.each(ref.interface)("hidden $act at a = $a, v = $v", (c) => {
    const ours = interfaceFunctions(activationOf(c.act), { precision: c.a, v: c.v, rho: c.rho, noise: c.var_noise });
    close(ours.mmse, c.iter_v);
    close(ours.precision, c.iter_a);
    close(ours.potential, c.eval_i);
    close(ours.rhoOut, c.rho_out);
  });

  test.each(ref.output)("last $act at v = $v, noise $var_noise", (c) => {
    const ours = outputFunctions(activationOf(c.act), { v: c.v, rho: c.rho, noise: c.var_noise });
    close(ours.precision, c.iter_a);
    close(ours.potential, c.eval_i);
  });
});

test("a hidden sign keeps the relative accuracy of an exponentially small error", () => {
  // E 4 w₊w₋/(w₊ + w₋) summed on a grid of w and r; the vectors have 7.2843e-24 here, within their absolute tolerance only
  const [a, V, m] = [100, 0.06, 0.95];
  let sum = 0;
  const [dw, dr] = [0.01, 0.001];
  for (let w = -8; w <= 8; w += dw) {
    const [p, q] = [normalCdf(w / Math.sqrt(V)), normalCdf(-w / Math.sqrt(V))];
    const weight = Math.exp((-w * w) / (2 * m)) / Math.sqrt(2 * Math.PI * m);
    for (let r = -1.5; r <= 1.5; r += dr) {
      const [x, y] = [p * Math.exp(-0.5 * a * (r - 1) ** 2), q * Math.exp(-0.5 * a * (r + 1) ** 2)];
      if (x + y > 0) sum += (((weight * 4 * x * y) / (x + y)) * Math.sqrt(a) * dw * dr) / Math.sqrt(2 * Math.PI);
    }
  }
  expect(interfaceFunctions("sign", { precision: a, v: 0.05, rho: 1, noise: 0.01 }).mmse / sum).toBeCloseTo(1, 7);
});
