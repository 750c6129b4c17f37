import { uniformShape } from "infoplane";
import { BAT } from "src/datasets/bat.js";
import { expect, test } from "vitest";

test("a polygon: h(X) = ln area, mean at the centroid", () => {
  const triangle = [
    [0, 0],
    [3, 0],
    [0, 2],
  ] as const;
  const { inputs, exact } = uniformShape({ shape: triangle, n: 20_000, seed: 1 });
  expect(exact["h(X)"].nats).toBeCloseTo(Math.log(3), 14);
  // triangle: centroid (1, 2/3), variances 9/18 and 4/18
  const mean = [0, 1].map((j) => [...inputs.data].filter((_, i) => i % 2 === j).reduce((a, b) => a + b, 0) / 20_000);
  expect(Math.abs(mean[0] - 1)).toBeLessThan(4 * Math.sqrt(0.5 / 20_000));
  expect(Math.abs(mean[1] - 2 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 20_000));
  for (let i = 0; i < 20_000; i++) if (inputs.data[2 * i] / 3 + inputs.data[2 * i + 1] / 2 > 1) throw new Error(`sample ${i} lies outside`);
});

test("a disc: ln πr², half of the points within r/√2", () => {
  const { inputs, exact } = uniformShape({ shape: "disc", radius: 3, n: 10_000, seed: 2 });
  expect(exact["h(X)"].nats).toBeCloseTo(Math.log(9 * Math.PI), 14);
  let within = 0;
  for (let i = 0; i < 10_000; i++) if (inputs.data[2 * i] ** 2 + inputs.data[2 * i + 1] ** 2 < 4.5) within++;
  expect(Math.abs(within - 5000)).toBeLessThan(4 * 50);
});

test("the bat is symmetric, 2 wide, and its entropy is that of its share of the bounding box", () => {
  expect(BAT.map(([x, y]) => `${-x || 0},${y}`).sort()).toEqual(BAT.map(([x, y]) => `${x},${y}`).sort());
  expect([Math.min(...BAT.map(([x]) => x)), Math.max(...BAT.map(([x]) => x))]).toEqual([-1, 1]);
  const { inputs, exact } = uniformShape({ shape: "bat", n: 20_000, seed: 3 });
  // the right wing's strip .45 < x < .55 has the area that Simpson's rule finds between its edges; here: the share of samples on each side
  const right = inputs.data.filter((x: number, i: number) => i % 2 === 0 && x > 0).length;
  expect(Math.abs(right - 10_000)).toBeLessThan(4 * Math.sqrt(5000));
  expect(Math.exp(exact["h(X)"].nats)).toBeCloseTo(0.816, 3);
});

test("what is no simple polygon is refused", () => {
  expect(() =>
    uniformShape({
      shape: [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ],
      n: 5,
    }),
  ).toThrow(/edges 0 and 2 of the polygon cross; order its corners/);
  expect(() =>
    uniformShape({
      shape: [
        [0, 0],
        [1, 1],
      ],
      n: 5,
    }),
  ).toThrow(/at least three corners; got 2/);
  expect(() =>
    uniformShape({
      shape: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      n: 5,
    }),
  ).toThrow(/has no area/);
  expect(() => uniformShape({ shape: "cat" as never, n: 5 })).toThrow(/shape must be "disc", "bat" or the corners of a polygon.*got "cat"/);
});

test("is shown as a scatter", () => {
  const shown = uniformShape({ shape: "bat", n: 100 }) as unknown as Record<symbol, () => Record<string, string>>;
  expect(shown[Symbol.for("Jupyter.display")]()["image/png"].length).toBeGreaterThan(300);
});
