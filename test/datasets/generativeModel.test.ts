import { bimodalPrior, generativeModel, normalPrior } from "infoplane";
import { expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const progress = () => {};

test("inputs are the decoder's output, targets the code, and the label the sign of its first unit", async () => {
  const data = await generativeModel({
    n: 500,
    code: 6,
    layers: [{ units: 15, noise: 0.01 }],
    noise: "off",
    precision: "float64",
    seed: 1,
    progress,
  });
  expect([data.inputs.cols, data.targets!.cols, data.classes]).toEqual([15, 6, 2]);
  expect([...data.labels!]).toEqual(Array.from({ length: 500 }, (_, i) => (data.targets!.data[i * 6] > 0 ? 1 : 0)));
  const { weights } = data.decoder[0];
  for (let k = 0; k < 15; k++) {
    let sum = 0;
    for (let j = 0; j < 6; j++) sum += data.targets!.data[7 * 6 + j] * weights.data[j * 15 + k];
    expect(data.inputs.data[7 * 15 + k]).toBeCloseTo(sum, 12);
  }
  expect(data.exact["H(class)"].nats).toBeCloseTo(Math.LN2, 14);
  expect(data.exact["I(X;code)"]).toBeUndefined(); // infinite without noise
});

test("two class units make four classes, each as likely as its signs", async () => {
  const prior = bimodalPrior({ probability: 0.25 });
  const data = await generativeModel({
    n: 8000,
    code: 4,
    layers: [{ units: 5, activation: "relu" }],
    noise: "off",
    classUnits: 2,
    prior,
    seed: 2,
    progress,
  });
  const expected = [9 / 16, 3 / 16, 3 / 16, 1 / 16];
  expected.forEach((p, c) => {
    expect(Math.abs(data.labels!.filter((y) => y === c).length / 8000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 8000));
  });
  expect(data.exact["H(class)"].nats).toBeCloseTo(-expected.reduce((sum, p) => sum + p * Math.log(p), 0), 12);
});

peerTest(
  missingPython("numpy", "scipy"),
  "h(X), I(X;code) and I(X;class) of noisy linear decoders equal NumPy's determinants and SciPy's quadrature",
  async () => {
    const layers = [
      { units: 4, noise: 0.3 },
      { units: 7, noise: 0.05 },
    ];
    const data = await generativeModel({ n: 1, code: 3, layers, prior: normalPrior({ variance: 2 }), noise: "on", seed: 3, progress });
    const weights = data.decoder.map((l) => ({ rows: l.weights.rows, values: [...l.weights.data], noise: l.noise }));
    const theirs = runPython(
      `
import json, sys, numpy as np
from scipy.integrate import quad
from scipy.stats import norm
layers = json.load(sys.stdin)
A = np.eye(3); N = np.zeros((3, 3))
for l in layers:
    W = np.array(l["values"]).reshape(l["rows"], -1)
    A = A @ W
    N = W.T @ N @ W + l["noise"] * np.eye(W.shape[1])
C = 2 * A.T @ A + N
c = 2 * A[0]
s2 = 2 - c @ np.linalg.solve(C, c)
m = np.sqrt(2 - s2)
def h(p): return 0 if p <= 0 or p >= 1 else -p * np.log(p) - (1 - p) * np.log1p(-p)
lost = quad(lambda t: norm.pdf(t) * h(norm.cdf(m * t / np.sqrt(s2))), -12, 12, epsabs=1e-13, limit=500)[0]
logdet = lambda M: np.linalg.slogdet(M)[1]
print(json.dumps([0.5 * logdet(2 * np.pi * np.e * C), 0.5 * (logdet(C) - logdet(N)), np.log(2) - lost]))`,
      weights,
    ) as number[];
    ["h(X)", "I(X;code)", "I(X;class)"].forEach((key, i) => {
      expect(data.exact[key].nats, key).toBeCloseTo(theirs[i], 9);
    });
  },
);
