import { random } from "infoplane";
import { neighbours, type Variable } from "src/numeric/neighbours.js";
import { expect, test } from "vitest";

function cloud(n: number, d: number, seed: number, grid = 0): Variable {
  const draw = random(seed);
  return { d, data: Float64Array.from({ length: n * d }, () => (grid ? draw.below(grid) : draw.normal())) };
}

/** By definition, from all pairs. */
function direct(
  variables: readonly Variable[],
  n: number,
  k: number,
  norm: "max" | "euclidean",
  subset: readonly number[],
  rectangle: boolean,
  edge: string,
) {
  const distance = (v: Variable, i: number, j: number): number => {
    let r = 0;
    for (let c = 0; c < v.d; c++) {
      const e = Math.abs(v.data[i * v.d + c] - v.data[j * v.d + c]);
      r = norm === "max" ? Math.max(r, e) : r + e * e;
    }
    return r;
  };
  const of = (which: readonly number[], i: number, j: number): number => Math.max(...which.map((v) => distance(variables[v], i, j)));
  const all = variables.map((_, v) => v);
  return Array.from({ length: n }, (_, i) => {
    const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
    const nearest = others.sort((a, b) => of(all, i, a) - of(all, i, b) || a - b).slice(0, k);
    const reach = of(all, i, nearest[k - 1]);
    const r = rectangle ? Math.max(...nearest.map((j) => of(subset, i, j))) : reach;
    const closed = edge === "closed" || (edge === "closedAtZero" && r === 0);
    return { reach, count: others.filter((j) => (closed ? of(subset, i, j) <= r : of(subset, i, j) < r)).length };
  });
}

const spaces = [
  { dims: [1, 1], subsets: [[0], [1]] },
  { dims: [2, 3], subsets: [[0], [1]] },
  { dims: [1, 2, 1], subsets: [[0, 2], [1, 2], [2]] },
];
for (const search of ["tree", "brute"] as const)
  for (const norm of ["max", "euclidean"] as const)
    test.each(spaces)(`${search}, ${norm} norm, $dims columns: radius and counts by definition`, ({ dims, subsets }) => {
      const n = 150;
      const variables = dims.map((d, v) => cloud(n, d, v + 1));
      const found = neighbours(variables, { n, k: 3, norm, subsets, shape: "ball", edge: "open", search });
      for (const [s, subset] of subsets.entries()) {
        const expected = direct(variables, n, 3, norm, subset, false, "open");
        expect([...found.reach]).toEqual(expected.map((e) => e.reach));
        expect([...found.counts[s]]).toEqual(expected.map((e) => e.count));
      }
      const singles = dims.map((_, v) => [v]);
      const rectangle = neighbours(variables, { n, k: 3, norm, subsets: singles, shape: "rectangle", edge: "closed", search });
      for (const [s, subset] of singles.entries())
        expect([...rectangle.counts[s]]).toEqual(direct(variables, n, 3, norm, subset, true, "closed").map((e) => e.count));
    });

for (const edge of ["closedAtZero", "open"] as const)
  test.each(["tree", "brute"] as const)(`%s: on a grid with many ties and radii of 0, edge ${edge}`, (search) => {
    const n = 200;
    const variables = [cloud(n, 2, 1, 3), cloud(n, 1, 2, 4)];
    const options = { n, k: 4, norm: "max", shape: "ball", edge, search } as const;
    const found = neighbours(variables, { ...options, subsets: [[0], [1], [0, 1]] });
    expect([...found.reach]).toContain(0);
    for (const [s, subset] of [[0], [1], [0, 1]].entries())
      expect([...found.counts[s]]).toEqual(direct(variables, n, 4, "max", subset, false, edge).map((e) => e.count));
  });

test("float32 data give the radii of their float64 copies to 1e-6", () => {
  const single = { d: 3, data: Float32Array.from(cloud(400, 3, 5).data) };
  const double = { d: 3, data: Float64Array.from(single.data) };
  const options = { n: 400, k: 2, norm: "euclidean", subsets: [], shape: "ball", edge: "open", search: "brute" } as const;
  const a = neighbours([single], options).radius;
  const b = neighbours([double], options).radius;
  for (let i = 0; i < 400; i++) expect(Math.abs(a[i] / b[i] - 1)).toBeLessThan(1e-6);
});

test.each(["max", "euclidean"] as const)("both searches agree on 5000 rows, which several threads share, %s norm", (norm) => {
  const n = 5000;
  const variables = [cloud(n, 2, 1), cloud(n, 2, 2)];
  const options = { n, k: 4, norm, subsets: [[0], [1]], shape: "rectangle", edge: "closed" } as const;
  const tree = neighbours(variables, { ...options, search: "tree" });
  const brute = neighbours(variables, { ...options, search: "brute" });
  expect(tree.reach).toEqual(brute.reach);
  expect(tree.counts.map((c) => [...c])).toEqual(brute.counts.map((c) => [...c]));
});
