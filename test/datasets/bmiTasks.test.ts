import { readFileSync } from "node:fs";
import { bmiTask, bmiTasks, type Matrix } from "infoplane";
import { expect, test } from "vitest";

interface Reference {
  id: string;
  name: string;
  dimX: number;
  dimY: number;
  sets: string[];
  nats: number;
  ksg5?: { mean: number; sd: number };
  cca?: { mean: number; sd: number };
}
const references: Reference[] = JSON.parse(readFileSync(new URL("../../data/reference/bmiTasks.json", import.meta.url), "utf8")).tasks;

test("lists the 56 tasks, each with the exact mutual information of the reference", () => {
  const ours = bmiTasks().map(({ id, name, dimX, dimY, sets }) => ({ id, name, dimX, dimY, sets }));
  const theirs = references.map(({ id, name, dimX, dimY, sets }) => ({ id, name, dimX, dimY, sets }));
  expect(new Set(ours)).toEqual(new Set(theirs));
  for (const { id, nats } of references) expect(bmiTask(id).nats, id).toBeCloseTo(nats, 9);
});

const REPEATS = 2;
/** The reference's rule: 4 standard errors of the difference of a mean over 10 seeds and one over ours. */
const tolerance = (sd: number) => 4 * sd * Math.sqrt(1 / 10 + 1 / REPEATS);
const N = 5000;

// The covariance of the samples is right: the Gaussian plug-in estimate equals the one of the reference's samplers.
test("the Gaussian plug-in estimate on our samples agrees with the reference's samplers, all tasks", () => {
  for (const { id, cca } of references) {
    if (!cca) continue; // the tasks with a discrete variable, below
    let mean = 0;
    for (let seed = 0; seed < REPEATS; seed++) {
      const { x, y } = bmiTask(id).sample({ n: N, seed });
      mean += gaussianPlugIn(x, y) / REPEATS;
    }
    expect(Math.abs(mean - cca.mean), `${id}: ${mean}, reference ${cca.mean}`).toBeLessThan(tolerance(cca.sd));
  }
});

// More than the covariance: KSG sees the whole joint density. (All 54 tasks with a baseline were checked so once; the others take minutes.)
const SEEN_BY_KSG = [
  "student-identity-1-1-1",
  "spiral-multinormal-sparse-3-3-2-2.0",
  "1v1-AI",
  "2v1-waves-12-5.0-3.0",
  "2v1-galaxy-0.5-3.0",
];

test.each(references.filter(({ id }) => SEEN_BY_KSG.includes(id)))(
  "KSG on our samples of $id agrees with the reference's sampler",
  ({ id, ksg5 }) => {
    const { x, y } = bmiTask(id).sample({ n: N, seed: 0 });
    const value = ksg(standardised(x), standardised(y), 5);
    expect(Math.abs(value - ksg5!.mean), `${value}, reference ${ksg5!.mean}`).toBeLessThan(4 * ksg5!.sd * Math.sqrt(1 / 10 + 1));
  },
);

// Plug-in estimates on the tasks with a discrete variable. X is discrete in the first: H(X) less its entropy given the cell of Y.
test("the discrete tasks have the law they name", () => {
  const uniform = bmiTask("gao-discrete-uniform-5").sample({ n: 20_000, seed: 1 });
  expect(new Set(uniform.x.data)).toEqual(new Set([0, 1, 2, 3, 4]));
  uniform.y.data.forEach((y, i) => {
    if (!(y > uniform.x.data[i] && y < uniform.x.data[i] + 2)) throw new Error(`y = ${y} for x = ${uniform.x.data[i]}`);
  });
  for (const p of [0, 0.15]) {
    const { y } = bmiTask(p ? "gao-zip-0.15" : "gao-zip-0.0").sample({ n: 20_000, seed: 1 });
    // P(Y = 0) = p + (1 − p)/2, P(Y = k) = (1 − p)/2^(k + 1); 4 standard errors
    for (const k of [0, 1, 2, 3]) {
      const chance = (k === 0 ? p : 0) + (1 - p) / 2 ** (k + 1);
      const share = y.data.filter((v) => v === k).length / 20_000;
      expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 20_000));
    }
  }
});

test("a task draws the same for the same seed, and says what it is", async () => {
  const task = bmiTask("student-identity-2-2-1");
  const draw = (seed: number) => [...task.sample({ n: 3, seed }).x.data];
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  const shown = (task.sample({ n: 3 }) as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();
  expect(shown["text/plain"].split("\n")).toEqual([
    "samples  Student-t 2x2 (dof=1)",
    "size     n = 3, dim X = 2, dim Y = 2",
    "I(X;Y)   0.431946 nats (0.623166 bits), exact: closed form: difference of entropies of the multivariate t",
    "seed     0",
  ]);
  expect(shown["image/png"].length).toBeGreaterThan(100);
});

test("an id with other parameters names the law with those parameters", () => {
  expect(bmiTask("half_cube-1v1-normal-0.3").nats).toBeCloseTo(-0.5 * Math.log(1 - 0.09), 12);
  // Strength s makes the correlation s²/(1 + s²); with three pairs, three times the information of one.
  expect(bmiTask("multinormal-sparse-4-6-3-1.0").nats).toBeCloseTo(-1.5 * Math.log(0.75), 12);
  expect(bmiTask("mult-sparse-w-inliers-3-4-2-2.0-0.0").nats).toBeCloseTo(-Math.log(0.36), 9);
  expect(bmiTask("1v1-additive-0.25").nats).toBeCloseTo(0.25 + Math.LN2, 12);
  expect(bmiTask("gao-discrete-uniform-2").nats).toBeCloseTo(Math.LN2 / 2, 12);
  const wide = bmiTask("student-identity-4-2-7").sample({ n: 5 });
  expect([wide.x.cols, wide.y.cols, bmiTask("student-identity-4-2-7").sets]).toEqual([4, 2, []]);
  expect(bmiTask("2v1-galaxy-0.1-100.0").nats).toBeCloseTo(Math.LN2, 9); // Y tells the two arms apart
});

test("an unknown id is refused with similar ones, a wrong parameter by its law", () => {
  expect(() => bmiTask("student-normal-1")).toThrow(/bmiTask: no task "student-normal-1"; similar: 1v1-normal-0.75/);
  expect(() => bmiTask("nope")).toThrow('bmiTask: no task "nope"; bmiTasks() lists all ids.');
  expect(() => bmiTask("spiral-1v1-normal-0.75")).toThrow(/no task/); // Y has no three coordinates to turn
  expect(() => bmiTask("1v1-normal-1.5")).toThrow("bmiTask: covariance must be positive definite; its leading 2×2 block is not.");
  expect(() => bmiTask("1v1-X-0.9").sample({ n: 0 })).toThrow(/n must be an integer at least 1; got 0/);
});

function standardised({ rows, cols, data }: Matrix): Matrix {
  const out = new Float64Array(data.length);
  for (let j = 0; j < cols; j++) {
    let [sum, square] = [0, 0];
    for (let i = 0; i < rows; i++) sum += data[i * cols + j];
    for (let i = 0; i < rows; i++) square += (data[i * cols + j] - sum / rows) ** 2;
    for (let i = 0; i < rows; i++) out[i * cols + j] = (data[i * cols + j] - sum / rows) / Math.sqrt(square / rows);
  }
  return { rows, cols, data: out };
}

/** ½ ln(det Sxx det Syy / det S) of the sample covariance. */
function gaussianPlugIn(x: Matrix, y: Matrix): number {
  const [a, b] = [standardised(x), standardised(y)];
  const d = a.cols + b.cols;
  const s = new Float64Array(d * d);
  const row = new Float64Array(d);
  for (let i = 0; i < a.rows; i++) {
    row.set(a.data.subarray(i * a.cols, (i + 1) * a.cols));
    row.set(b.data.subarray(i * b.cols, (i + 1) * b.cols), a.cols);
    for (let j = 0; j < d; j++) for (let k = 0; k <= j; k++) s[j * d + k] += (row[j] * row[k]) / a.rows;
  }
  return 0.5 * (logDet(s, d, 0, a.cols) + logDet(s, d, a.cols, d) - logDet(s, d, 0, d));
}

/** ln det of a diagonal block given by its lower triangle. */
function logDet(s: Float64Array, d: number, from: number, to: number): number {
  const l = s.slice();
  let sum = 0;
  for (let i = from; i < to; i++)
    for (let j = from; j <= i; j++) {
      for (let k = from; k < j; k++) l[i * d + j] -= l[i * d + k] * l[j * d + k];
      if (i === j) {
        sum += Math.log(l[i * d + i]);
        l[i * d + i] = Math.sqrt(l[i * d + i]);
      } else l[i * d + j] /= l[j * d + j];
    }
  return sum;
}

/** KSG-1 by brute force: ψ(k) + ψ(n) − ⟨ψ(nx + 1) + ψ(ny + 1)⟩; the norm is Euclidean within X and within Y, the larger of the two counts. */
function ksg(x: Matrix, y: Matrix, k: number): number {
  const n = x.rows;
  const psi = new Float64Array(n + 1);
  psi[1] = -0.5772156649015329;
  for (let i = 1; i < n; i++) psi[i + 1] = psi[i] + 1 / i;
  let sum = 0;
  const nearest = new Float64Array(k);
  const [dx, dy] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    squaredDistances(x, i, dx);
    squaredDistances(y, i, dy);
    nearest.fill(Infinity);
    for (let j = 0; j < n; j++) {
      const distance = Math.max(dx[j], dy[j]);
      if (distance >= nearest[k - 1] || j === i) continue;
      let at = k - 1;
      for (; at > 0 && nearest[at - 1] > distance; at--) nearest[at] = nearest[at - 1];
      nearest[at] = distance;
    }
    const radius = nearest[k - 1];
    let [nx, ny] = [0, 0];
    for (let j = 0; j < n; j++) {
      if (dx[j] < radius) nx++;
      if (dy[j] < radius) ny++;
    }
    sum += psi[nx] + psi[ny]; // the point itself is counted, so these are n + 1
  }
  return psi[k] + psi[n] - sum / n;
}

function squaredDistances({ rows, cols, data }: Matrix, i: number, out: Float64Array): void {
  for (let j = 0; j < rows; j++) {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += (data[i * cols + c] - data[j * cols + c]) ** 2;
    out[j] = sum;
  }
}
