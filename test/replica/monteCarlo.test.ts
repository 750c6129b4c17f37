import { bimodalPrior, entropyReplica, normalPrior, orthogonalSpectrum, type Random, random } from "infoplane";
import { normalCdf } from "src/numeric/normalCdf.js";
import { expect, test } from "vitest";

/** Rows of a Haar-distributed orthogonal matrix: Gram–Schmidt, twice, on Gaussian vectors. */
function haar(n: number, r: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const v = Float64Array.from({ length: n }, () => r.normal());
    for (let round = 0; round < 2; round++)
      for (const u of rows) {
        const d = u.reduce((sum, x, j) => sum + x * v[j], 0);
        for (let j = 0; j < n; j++) v[j] -= d * u[j];
      }
    const length = Math.hypot(...v);
    rows.push(v.map((x) => x / length));
  }
  return rows;
}

/** H(T)/n of T = ReLU(W X + noise), X ∈ {±1}ⁿ: −ln P(t) at drawn t, P(t) summed exactly over all 2ⁿ inputs. One value per matrix. */
function entropies(n: number, noise: number, matrices: number, draws: number, seed: number): number[] {
  const r = random(seed);
  const sd = Math.sqrt(noise);
  const inputs = 2 ** n;
  return Array.from({ length: matrices }, () => {
    const w = haar(n, r);
    const pre = new Float64Array(inputs * n);
    for (let c = 0; c < inputs; c++)
      for (let i = 0; i < n; i++) pre[c * n + i] = w[i].reduce((sum, x, j) => sum + ((c >> j) & 1 ? x : -x), 0);
    const off = pre.map((x) => Math.log(normalCdf(-x / sd)));
    const logs = new Float64Array(inputs);
    let sum = 0;
    for (let s = 0; s < draws; s++) {
      const c = r.below(inputs);
      logs.fill(0);
      for (let i = 0; i < n; i++) {
        const h = pre[c * n + i] + sd * r.normal();
        if (h < 0) for (let k = 0; k < inputs; k++) logs[k] += off[k * n + i];
        else
          for (let k = 0; k < inputs; k++) {
            const z = h - pre[k * n + i];
            logs[k] -= (z * z) / (2 * noise) + 0.5 * Math.log(2 * Math.PI * noise);
          }
      }
      const largest = logs.reduce((m, x) => Math.max(m, x), -Infinity);
      sum -= largest + Math.log(logs.reduce((total, x) => total + Math.exp(x - largest), 0) / inputs);
    }
    return sum / draws / n;
  });
}

test("a ReLU layer of 12 signs: Monte Carlo over rotations agrees with the replica entropy within 4 standard errors", () => {
  const noise = 0.5;
  const values = entropies(12, noise, 150, 60, 7);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length * (values.length - 1)));
  const layer = { activation: "relu", spectrum: orthogonalSpectrum(), noise } as const;
  expect(Math.abs(mean - entropyReplica({ prior: bimodalPrior(), layers: [layer] }).nats)).toBeLessThan(4 * error);
  // sharp enough to tell signs from Gaussian inputs of the same variance, which is also the sum of the units' own entropies
  expect(Math.abs(mean - entropyReplica({ prior: normalPrior(), layers: [layer] }).nats)).toBeGreaterThan(6 * error);
});
