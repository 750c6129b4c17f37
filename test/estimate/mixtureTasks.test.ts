import { random } from "infoplane";
import { estimateStream } from "src/estimate/estimateStream.js";
import mixtureDraws, { type MixtureDraws } from "src/estimate/mixtureDrawsTask.js";
import mixtureSetup from "src/estimate/mixtureSetupTask.js";
import proxies from "src/estimate/proxyTask.js";
import { blockCentres } from "src/numeric/blockCentres.js";
import { expect, test } from "vitest";
import { normals } from "./points.js";

const quiet = { aborted: () => false, report: () => {} };

/** |a − b|² of row i of a and row j of b. */
function square(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (a[i * d + k] - b[j * d + k]) ** 2;
  return sum;
}

/** ln n − ⟨ln Σ_j exp(−|c_i ± z − c_j|² / 2)⟩ and |z|² / 2 over the centres first … first + n − 1. */
function pairOfDraws(points: ArrayLike<number>, first: number, n: number, row: number, z: number[]): [value: number, energy: number] {
  const d = z.length;
  let value = 0;
  for (const sign of [1, -1]) {
    const g = z.map((v, k) => points[row * d + k] + sign * v);
    let sum = 0;
    for (let j = first; j < first + n; j++) sum += Math.exp(-square(g, 0, points, j, d) / 2);
    value += (Math.log(n) - Math.log(sum)) / 2;
  }
  return [value, z.reduce((s, v) => s + (v * v) / 2, 0)];
}

test.each([
  [Float64Array, 11],
  [Float32Array, 4],
] as const)("draws from one mixture: value and controls as the formula says, %o", (Reals, digits) => {
  const [n, d, seed, stream] = [40, 3, 5, 1000];
  const points = new Reals(Array.from(normals(n, d, 1).data, (v) => 3 * v));
  const order = random(9).permutation(n);
  const proxy = Float64Array.from({ length: n }, (_, i) => i / 7);
  const job = { points, d, blocks: blockCentres(points, n, d), replicas: 1, order, first: 37, count: 300, seed, stream };
  const reports: number[] = [];
  const values = mixtureDraws({ ...job, proxy }, { aborted: () => false, report: (size) => reports.push(size as number) });
  expect(values.length).toBe(900);
  for (let t = 0; t < 300; t++) {
    const { normal } = random(seed, stream + 37 + t);
    const row = order[(37 + t) % n];
    const [value, energy] = pairOfDraws(points, 0, n, row, Array.from({ length: d }, normal));
    expect(values[3 * t]).toBeCloseTo(value - d / 2, digits);
    expect(values[3 * t + 1]).toBeCloseTo(energy - d / 2, digits);
    expect(values[3 * t + 2]).toBe(proxy[row]);
  }
  expect(reports).toEqual([256, 44]);
  expect([...mixtureDraws(job, quiet)].filter((_, i) => i % 3 === 2)).toEqual(Array(300).fill(0));
});

test.each([3, 20])("draws from mixtures of %d rows each: up to 16 of a set's centres, from one stream per set", (replicas) => {
  const [sets, d, seed, stream] = [5, 2, 5, 1000];
  const points = Float64Array.from(normals(sets * replicas, d, 1).data);
  const order = random(9).permutation(sets);
  const job: MixtureDraws = { points, d, replicas, order, first: 2, count: 8, seed, stream };
  const values = mixtureDraws(job, quiet);
  const used = Math.min(16, replicas);
  for (let t = 0; t < 8; t++) {
    const { normal, below } = random(seed, stream + 2 + t);
    const set = order[(2 + t) % sets];
    let [value, energy] = [0, 0];
    for (let i = 0; i < used; i++) {
      const row = set * replicas + below(replicas);
      const [v, e] = pairOfDraws(points, set * replicas, replicas, row, Array.from({ length: d }, normal));
      value += v / used;
      energy += e / used;
    }
    expect(values[3 * t]).toBeCloseTo(value - d / 2, 12);
    expect(values[3 * t + 1]).toBeCloseTo(energy - d / 2, 12);
    expect(values[3 * t + 2]).toBe(0);
  }
});

test("draws end with an abort: what is missing is NaN", () => {
  const points = Float64Array.from(normals(10, 1, 1).data);
  const job = {
    points,
    d: 1,
    blocks: blockCentres(points, 10, 1),
    replicas: 1,
    order: random(1).permutation(10),
    first: 0,
    count: 600,
    seed: 1,
    stream: 0,
  };
  let asked = 0;
  const values = mixtureDraws(job, { aborted: () => ++asked > 1, report: () => {} });
  expect([...values.subarray(0, 768)].every(Number.isFinite)).toBe(true);
  expect([...values.subarray(768)].every(Number.isNaN)).toBe(true);
});

test("the setup of a run: an order of the strata, all centres in blocks, and some of them for the proxy, marked", () => {
  const [n, d, seed, stream] = [30, 2, 3, 500];
  const points = Float64Array.from(normals(n, d, 1).data);
  const job = { points, n, d, strata: n, seed, stream, whole: true, proxyCentres: 12 };
  const { order, blocks, some, among } = mixtureSetup(job);
  expect([...order]).toEqual([...random(seed, stream + 2 ** 47).permutation(n)]);
  expect([blocks!.n, some!.n, among!.length]).toEqual([n, 12, n]);
  const drawn = random(seed, stream + 2 ** 47 + 1)
    .permutation(n)
    .subarray(0, 12); // not the first strata of the order
  expect([...among!]).toEqual(Array.from({ length: n }, (_, i) => Number(drawn.includes(i))));
  for (const shared of [order, blocks!.data, some!.data, among!]) expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
  // −ln [1/n + (1/m) Σ_j exp(−|c_i − c_j|² / 4)] over the marked centres j ≠ i
  const direct = Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) if (among![j] && j !== i) sum += Math.exp(-square(points, i, points, j, d) / 4);
    return -Math.log(1 / n + sum / 12);
  });
  const ours = [0, 20].flatMap((first) => [...proxies({ points, n, first, count: first === 0 ? 20 : 10, some: some!, among: among! })]);
  for (const [i, v] of ours.entries()) expect(v).toBeCloseTo(direct[i], 12);
  expect(Object.keys(mixtureSetup({ ...job, proxyCentres: 0 }))).toEqual(["order", "blocks"]);
  const sets = mixtureSetup({ ...job, strata: 10, whole: false });
  expect(Object.keys(sets)).toEqual(["order"]);
  expect([...sets.order]).toEqual([...random(seed, stream + 2 ** 47).permutation(10)]);
});

test("a centre far from all others has the proxy ln n, not what rounding leaves of its own term", () => {
  const points = Float64Array.of(0, 100, 200, 300);
  const { some, among } = mixtureSetup({ points, n: 4, d: 1, strata: 4, seed: 1, stream: 0, whole: true, proxyCentres: 4 });
  for (const v of proxies({ points, n: 4, first: 0, count: 4, some: some!, among: among! })) expect(v).toBeCloseTo(Math.log(4), 14);
});

test("streams of random numbers: from 2⁵² on, one range of 2⁴⁸ for each purpose, none twice", () => {
  const purposes = ["addNoise", "propagation", "marginal", "conditional", "repetition", "folds", "subset"] as const;
  expect(purposes.map((purpose) => (estimateStream(purpose) - 2 ** 52) / 2 ** 48)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(estimateStream("marginal", 12) - estimateStream("marginal")).toBe(12);
});
