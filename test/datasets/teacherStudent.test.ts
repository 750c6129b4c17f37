import { bimodalPrior, type Matrix, spikeSlabPrior, teacherStudent } from "infoplane";
import { expect, test } from "vitest";

const progress = () => {};
const linear = { inputs: 20, layers: [{ units: 3, noise: 0.01 }], progress } as const;

test("targets are the inputs times the teacher's weights; noise is drawn only when it is on", async () => {
  for (const noise of ["off", "on"] as const) {
    const { inputs, targets, teacher } = await teacherStudent({ n: 4000, ...linear, noise, seed: 1, precision: "float64" });
    let square = 0;
    for (let i = 0; i < 4000; i++)
      for (let k = 0; k < 3; k++) square += (targets!.data[i * 3 + k] - dot(inputs, i, teacher[0].weights, k)) ** 2;
    const variance = square / 12_000;
    if (noise === "off") expect(variance).toBeLessThan(1e-28);
    else expect(Math.abs(variance - 0.01)).toBeLessThan(4 * 0.01 * Math.sqrt(2 / 12_000));
  }
});

test("the same numbers however the work is cut; another seed, others", async () => {
  const long = await teacherStudent({ n: 3000, ...linear, noise: "on", seed: 2 });
  const short = await teacherStudent({ n: 7, ...linear, noise: "on", seed: 2 });
  expect([...long.inputs.data.subarray(0, 140)]).toEqual([...short.inputs.data]);
  expect([...long.targets!.data.subarray(0, 21)]).toEqual([...short.targets!.data]);
  const other = await teacherStudent({ n: 7, ...linear, noise: "on", seed: 3 });
  expect([...other.inputs.data]).not.toEqual([...short.inputs.data]);
});

test("weights are N(0, 1/inputs) in every layer", async () => {
  const layers = [{ units: 300 }, { units: 40 }];
  const { teacher } = await teacherStudent({ n: 1, inputs: 50, layers, noise: "off", seed: 8, progress });
  for (const { weights } of teacher) {
    const { data, rows } = weights;
    const square = [...data].reduce((sum, w) => sum + w * w, 0) / data.length;
    expect(Math.abs(square * rows - 1)).toBeLessThan(4 * Math.sqrt(2 / data.length));
  }
});

test("one noisy linear unit: I(X;Y) = ½ ln(1 + |w|²/σ²); two layers: the noise inside counts too", async () => {
  const one = await teacherStudent({ n: 1, inputs: 5, layers: [{ units: 1, noise: 0.2 }], noise: "on", seed: 4, progress });
  const power = [...one.teacher[0].weights.data].reduce((sum, w) => sum + w * w, 0);
  expect(one.exact["I(X;Y)"].nats).toBeCloseTo(0.5 * Math.log1p(power / 0.2), 12);
  expect(one.exact["h(Y)"].nats).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * (power + 0.2)), 12);
  const layers = [
    { units: 1, noise: 0.5 },
    { units: 1, noise: 0.1 },
  ];
  const two = await teacherStudent({ n: 1, inputs: 1, layers, noise: "on", seed: 4, progress });
  const [a, b] = two.teacher.map((l) => l.weights.data[0]);
  expect(two.exact["I(X;Y)"].nats).toBeCloseTo(0.5 * Math.log1p((a * b) ** 2 / (b * b * 0.5 + 0.1)), 12);
});

test("no finite I(X;Y) is claimed of a noiseless linear teacher", async () => {
  const data = await teacherStudent({ n: 1, ...linear, noise: "off" });
  expect(Object.keys(data.exact)).toEqual(["h(X)"]);
  expect(data.facts!.teacher).toMatch(/without noise/);
});

test("one sign unit: labels, ln 2 without noise, and with noise what a sum over its law gives", async () => {
  const layers = [{ units: 1, activation: "sign", noise: 0.5 }] as const;
  const clean = await teacherStudent({ n: 500, inputs: 8, layers, noise: "off", seed: 5, progress });
  expect(clean.exact["I(X;Y)"].nats).toBe(Math.LN2);
  expect([...clean.labels!]).toEqual([...clean.targets!.data].map((y) => (y > 0 ? 1 : 0)));
  const noisy = await teacherStudent({ n: 40_000, inputs: 8, layers, noise: "on", seed: 5, progress });
  // P(sign differs from that of w·x) = arctan(σ/|w|)/π; the exact information lies between those of a binary channel with that error and ln 2
  const power = [...noisy.teacher[0].weights.data].reduce((sum, w) => sum + w * w, 0);
  const flip = Math.atan(Math.sqrt(0.5 / power)) / Math.PI;
  let flipped = 0;
  for (let i = 0; i < 40_000; i++) if (dot(noisy.inputs, i, noisy.teacher[0].weights, 0) > 0 !== noisy.labels![i] > 0) flipped++;
  expect(Math.abs(flipped / 40_000 - flip)).toBeLessThan(4 * Math.sqrt((flip * (1 - flip)) / 40_000));
  const binaryChannel = Math.LN2 + flip * Math.log(flip) + (1 - flip) * Math.log(1 - flip);
  expect(noisy.exact["I(X;Y)"].nats).toBeGreaterThan(binaryChannel);
  expect(noisy.exact["I(X;Y)"].nats).toBeLessThan(Math.LN2);
});

test("activations keep their ranges, priors their moments, irrelevant inputs have weight 0", async () => {
  const layers = [
    { units: 30, activation: "relu" },
    { units: 2, activation: "hardtanh" },
  ] as const;
  const prior = spikeSlabPrior({ probability: 0.3, mean: 1, variance: 4 });
  const data = await teacherStudent({ n: 2000, inputs: 10, layers, noise: "off", relevant: 0.3, prior, seed: 6, progress });
  expect(Math.max(...data.targets!.data.map(Math.abs))).toBeLessThanOrEqual(1);
  const { weights } = data.teacher[0];
  expect([...weights.data.subarray(3 * 30)].every((w) => w === 0)).toBe(true);
  expect([...weights.data.subarray(0, 3 * 30)].every((w) => w !== 0)).toBe(true);
  const zeros = data.inputs.data.filter((x: number) => x === 0).length / 20_000;
  expect(Math.abs(zeros - 0.7)).toBeLessThan(4 * Math.sqrt(0.21 / 20_000));
  // h(.3) + .3 · ½ ln(2πe·4)
  const h = -0.3 * Math.log(0.3) - 0.7 * Math.log(0.7) + 0.15 * Math.log(8 * Math.PI * Math.E);
  expect(data.exact["h(X)"].nats).toBeCloseTo(10 * h, 12);
  const binary = await teacherStudent({ n: 100, ...linear, noise: "off", prior: bimodalPrior({ probability: 0.25 }) });
  expect(new Set(binary.inputs.data)).toEqual(new Set([1, -1]));
  expect(binary.exact["H(X)"].nats).toBeCloseTo(20 * (0.25 * Math.log(4) + 0.75 * Math.log(4 / 3)), 12);
});

test("an interrupt leaves the complete samples in front, or says that there are none", async () => {
  await expect(teacherStudent({ n: 1000, ...linear, noise: "on", signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
  const controller = new AbortController();
  const options = { n: 400_000, ...linear, noise: "on", seed: 2 } as const;
  const part = await teacherStudent({ ...options, signal: controller.signal, progress: () => controller.abort() });
  expect(part.inputs.rows).toBeLessThan(400_000);
  expect(part.inputs.data.length).toBe(part.inputs.rows * 20);
  expect(part.facts!.interrupted).toBe(`${part.inputs.rows} of 400000 samples`);
  const whole = await teacherStudent({ n: 7, ...linear, noise: "on", seed: 2 });
  expect([...part.inputs.data.subarray(0, 140)]).toEqual([...whole.inputs.data]);
});

test("what is missing or wrong is named", async () => {
  await expect(teacherStudent({ n: 5, inputs: 3, layers: [{ units: 1 }] } as never)).rejects.toThrow(
    'teacherStudent: noise must be one of "on", "off"; got undefined.',
  );
  await expect(teacherStudent({ n: 5, inputs: 3, layers: [], noise: "on" })).rejects.toThrow(/layers must hold at least one layer/);
  await expect(teacherStudent({ n: 5, inputs: 3, layers: [{ units: 1, activation: "tanh" as never }], noise: "on" })).rejects.toThrow(
    /layers\[0\].activation must be one of/,
  );
  await expect(teacherStudent({ n: 5, inputs: 3, layers: [{ units: 1 }], noise: "on", relevant: 0 })).rejects.toThrow(
    /relevant must be above 0/,
  );
});

function dot(x: Matrix, row: number, weights: Matrix, unit: number): number {
  let sum = 0;
  for (let j = 0; j < x.cols; j++) sum += x.data[row * x.cols + j] * weights.data[j * weights.cols + unit];
  return sum;
}
