import { random } from "infoplane";
import { singularValues } from "src/numeric/singularValues.js";
import { symmetricEigenvalues } from "src/numeric/symmetricEigenvalues.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

function matrixOf(rows: number, cols: number, seed: number): Float64Array {
  const r = random(seed);
  return Float64Array.from({ length: rows * cols }, () => r.normal());
}

function symmetric(n: number, seed: number): Float64Array {
  const a = matrixOf(n, n, seed);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
  return a;
}

describe("symmetricEigenvalues", () => {
  test("2 × 2 by hand, diagonal matrices, the zero matrix, and one number", () => {
    const [one, three] = symmetricEigenvalues(Float64Array.of(2, 0, 1, 2), 2);
    expect(one).toBeCloseTo(1, 15);
    expect(three).toBeCloseTo(3, 15);
    expect([...symmetricEigenvalues(Float64Array.of(3, 0, 0, 0, 1, 0, 0, 0, 2), 3)]).toEqual([1, 2, 3]);
    expect([...symmetricEigenvalues(new Float64Array(16), 4)]).toEqual([0, 0, 0, 0]);
    expect([...symmetricEigenvalues(Float64Array.of(7), 1)]).toEqual([7]);
  });

  test("the second difference matrix: 4 sin²(πk / 2(n + 1))", () => {
    const n = 60;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = -1;
    }
    symmetricEigenvalues(a, n).forEach((value, k) => {
      expect(value).toBeCloseTo(4 * Math.sin((Math.PI * (k + 1)) / (2 * (n + 1))) ** 2, 13);
    });
  });

  peerTest(missingPython("numpy"), "equals NumPy, also with repeated and tiny eigenvalues", () => {
    const cases = [symmetric(1, 1), symmetric(2, 2), symmetric(7, 3), symmetric(150, 4)];
    const low = matrixOf(40, 3, 5); // rank 3 of 40
    const gram = new Float64Array(1600);
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < 40; j++) for (let k = 0; k < 3; k++) gram[i * 40 + j] += low[3 * i + k] * low[3 * j + k] * 10 ** (-5 * k);
    cases.push(gram);
    const theirs = runPython(
      "import sys, json, numpy as np\nprint(json.dumps([np.linalg.eigvalsh(np.array(a).reshape(int(len(a) ** .5), -1)).tolist() for a in json.load(sys.stdin)]))",
      cases.map((a) => [...a]),
    ) as number[][];
    cases.forEach((a, c) => {
      const n = Math.sqrt(a.length);
      const ours = symmetricEigenvalues(a, n);
      const largest = Math.max(...theirs[c].map(Math.abs));
      theirs[c].forEach((value, k) => {
        expect(Math.abs(ours[k] - value)).toBeLessThan(1e-14 * largest * Math.sqrt(n));
      });
    });
  });
});

describe("singularValues", () => {
  test("of a diagonal and of a row", () => {
    expect([...singularValues({ rows: 2, cols: 3, data: Float64Array.of(0, -2, 0, 1, 0, 0) })]).toEqual([1, 2]);
    expect([...singularValues({ rows: 1, cols: 2, data: Float32Array.of(3, 4) })]).toEqual([5]);
  });

  peerTest(missingPython("numpy"), "equals NumPy for wide, tall and odd sizes", () => {
    const shapes = [
      [31, 31],
      [17, 50],
      [50, 17],
      [5, 3],
      [3, 5],
    ];
    const matrices = shapes.map(([rows, cols], k) => ({ rows, cols, data: matrixOf(rows, cols, 10 + k) }));
    const theirs = runPython(
      "import sys, json, numpy as np\nprint(json.dumps([np.linalg.svd(np.array(m['data']).reshape(m['rows'], m['cols']), compute_uv=False)[::-1].tolist() for m in json.load(sys.stdin)]))",
      matrices.map((m) => ({ ...m, data: [...m.data] })),
    ) as number[][];
    matrices.forEach((m, k) => {
      const ours = singularValues(m);
      theirs[k].forEach((value, i) => {
        expect(Math.abs(ours[i] - value)).toBeLessThan(1e-11 * theirs[k].at(-1)!);
      });
    });
  });
});
