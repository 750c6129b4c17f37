import { readFileSync } from "node:fs";
import { gaussianMixture } from "infoplane";
import { expect, test } from "vitest";

const { cases } = JSON.parse(readFileSync(new URL("../../data/reference/gmm_entropy.json", import.meta.url), "utf8"));
const centre = (d: number, i: number) =>
  d === 1 ? [Math.tanh(3 * Math.sin(1.3 * i + 0.4))] : [Math.sin(1.1 * i + 0.2), Math.cos(2.3 * i - 0.5)];

test.each(cases as { d: number; N: number; var: number; h: number }[])(
  "h(X) and I(X;Y) equal the reference, d = $d, $N components, variance $var",
  (c) => {
    const means = Array.from({ length: c.N }, (_, i) => centre(c.d, i));
    const { exact } = gaussianMixture({ n: 1, means, sd: Math.sqrt(c.var) });
    expect(exact["h(X)"].nats).toBeCloseTo(c.h, 9);
    expect(exact["I(X;Y)"].nats).toBeCloseTo(c.h - (c.d / 2) * Math.log(2 * Math.PI * Math.E * c.var), 9);
    expect(exact["H(Y)"].nats).toBeCloseTo(Math.log(c.N), 12);
  },
);

test("labels follow the weights, samples the mean and covariance of their component", () => {
  const n = 20_000;
  const covariances = [
    [
      [1, 0.8],
      [0.8, 1],
    ],
    [
      [4, 0],
      [0, 0.25],
    ],
  ];
  const { inputs, labels } = gaussianMixture({
    n,
    means: [
      [0, 0],
      [10, -10],
    ],
    covariances,
    weights: [3, 1],
    seed: 1,
  });
  const second = labels!.reduce((a, b) => a + b, 0);
  expect(Math.abs(second - n / 4)).toBeLessThan(4 * Math.sqrt((n * 3) / 16));
  let [xy, mean, square] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (labels![i] === 0) xy += (inputs.data[2 * i] * inputs.data[2 * i + 1]) / (n - second);
    else mean += inputs.data[2 * i] / second;
    if (labels![i] === 1) square += (inputs.data[2 * i + 1] + 10) ** 2 / second;
  }
  expect(Math.abs(xy - 0.8)).toBeLessThan(4 * Math.sqrt(1.64 / (n - second)));
  expect(Math.abs(mean - 10)).toBeLessThan(4 * Math.sqrt(4 / second));
  expect(Math.abs(square - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / second));
});

test("wrong shapes are named", () => {
  expect(() => gaussianMixture({ n: 1, means: [[0, 0], [1]], sd: 1 })).toThrow(
    /every mean must hold 2 finite numbers; means\[1\] does not/,
  );
  expect(() => gaussianMixture({ n: 1, means: [[0]] })).toThrow(/give either sd or covariances/);
  expect(() =>
    gaussianMixture({
      n: 1,
      means: [[0, 0]],
      covariances: [
        [
          [1, 2],
          [2, 1],
        ],
      ],
    }),
  ).toThrow(/the covariance of component 0 must be positive definite/);
  expect(() => gaussianMixture({ n: 1, means: [[0]], sd: 1, weights: [1, 1] })).toThrow(/weights must be as many as means, 1; got 2/);
  expect(gaussianMixture({ n: 1, means: [[0, 0, 0]], sd: 1 }).exact["h(X)"]).toBeUndefined();
});
