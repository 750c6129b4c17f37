import { random } from "infoplane";
import { pairwiseLogMeans } from "src/numeric/pairwiseLogMeans.js";
import { expect, test } from "vitest";

type Reals = Float32Array | Float64Array;

const normals = (length: number, seed: number, scale = 1): Float64Array => {
  const { normal } = random(seed);
  return Float64Array.from({ length }, () => scale * normal());
};

/** The definition, pair by pair. */
function plain(c: Reals, n: number, d: number, scale: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      let square = 0;
      for (let k = 0; k < d; k++) square += (c[i * d + k] - c[j * d + k]) ** 2;
      sum += Math.exp(-scale * square) / n;
    }
    total += Math.log(sum);
  }
  return total;
}

const sizes = [1, 2, 7, 15, 16, 17, 33, 63, 64, 65, 130, 257];

test.each([1, 2, 3, 4, 5, 10, 131])("equals the definition for any number of points, also in panels, d = %d", (d) => {
  for (const n of sizes) {
    if (n * n * d > 1e6) continue;
    const c = normals(n * d, n);
    const single = Float32Array.from(c);
    for (const scale of [0.02 / d, 3 / d, 400]) {
      for (const panelBytes of [undefined, 1]) {
        const exact = plain(c, n, d, scale);
        expect(Math.abs(pairwiseLogMeans(c, n, d, scale, { panelBytes }) - exact) / n).toBeLessThan(1e-13);
        expect(Math.abs(pairwiseLogMeans(single, n, d, scale, { panelBytes }) - plain(single, n, d, scale)) / n).toBeLessThan(2e-6);
      }
    }
  }
});

/** Shapes on which rounding could lean to one side. */
const shapes: Record<string, (n: number, d: number) => Float64Array> = {
  "normal points": (n, d) => normals(n * d, 1),
  "points far from 0": (n, d) => normals(n * d, 2).map((x) => 100 + x),
  "saturated units": (n, d) => normals(n * d, 3, 4).map(Math.tanh),
  "units that are never negative": (n, d) => normals(n * d, 4).map((x) => Math.max(0, x)),
  "two tight clusters": (n, d) => normals(n * d, 5, 1e-4).map((x, at) => x + (Math.floor(at / d) % 2 ? 0.7318 : -0.7318)),
  "seven points many times": (n, d) =>
    Float64Array.from({ length: n * d }, (_, at) => Math.sin((at % d) + 1) * ((Math.floor(at / d) % 7) + 1)),
};

/** The largest squared distance from the mean. */
function farthest(c: Float64Array, n: number, d: number): number {
  const mean = new Float64Array(d);
  for (let at = 0; at < n * d; at++) mean[at % d] += c[at] / n;
  const squares = new Float64Array(n);
  for (let at = 0; at < n * d; at++) squares[Math.floor(at / d)] += (c[at] - mean[at % d]) ** 2;
  return squares.reduce((a, b) => Math.max(a, b));
}

test.each(Object.keys(shapes))("float32 is within 1e-5 nats of float64 whichever way the distances are computed: %s", (shape) => {
  for (const [n, d] of [
    [400, 3],
    [400, 40],
    [200, 1000],
  ]) {
    const single = Float32Array.from(shapes[shape](n, d));
    const same = Float64Array.from(single);
    for (const reach of [0.1, 1, 5, 15, 25]) {
      const scale = reach / farthest(same, n, d);
      expect(Math.abs(pairwiseLogMeans(single, n, d, scale) - pairwiseLogMeans(same, n, d, scale)) / n).toBeLessThan(1e-5);
    }
  }
});

test("has the same bits for any number of threads, in both precisions and both forms", () => {
  const [n, d] = [3000, 30];
  const c = normals(n * d, 6);
  for (const points of [c, Float32Array.from(c)])
    for (const scale of [0.005, 0.5]) {
      const alone = pairwiseLogMeans(points, n, d, scale, { threads: 1 });
      for (let again = 0; again < 3; again++) expect(pairwiseLogMeans(points, n, d, scale, { threads: 4 })).toBe(alone);
    }
});
