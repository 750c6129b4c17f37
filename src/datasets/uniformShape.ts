import { checkInteger, checkKnownOptions, checkPositive } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError } from "../core/errors.js";
import { random } from "../core/random.js";
import { BAT } from "./bat.js";
import { makeDataset } from "./makeDataset.js";

type Point = readonly [number, number];

/**
 * Points uniform on a shape in the plane: h(X) = ln area.
 *
 * @param options.shape "disc", "bat" (the outline of a bat, 2 wide), or the corners of a simple polygon in order
 * @param options.radius of the disc, 1 by default
 * @returns inputs n × 2; exact: h(X)
 * @throws {DomainError} a polygon with fewer than three corners, without area, or whose edges cross
 */
export function uniformShape(options: { shape: "disc" | "bat" | readonly Point[]; n: number; radius?: number; seed?: number }): Dataset {
  const me = "uniformShape";
  checkKnownOptions(me, options, ["shape", "n", "radius", "seed"]);
  const { shape, n, radius = 1, seed = 0 } = options;
  checkInteger(me, "n", n, 1);
  checkPositive(me, "radius", radius);
  if (typeof shape === "string" && shape !== "disc" && shape !== "bat")
    throw new DomainError(`${me}: shape must be "disc", "bat" or the corners of a polygon, [[0, 0], [1, 0], …]; got "${shape}".`);
  const source = random(seed);
  const data = new Float64Array(2 * n);
  let area: number;
  if (shape === "disc") {
    area = Math.PI * radius * radius;
    for (let i = 0; i < n; i++) {
      let [x, y] = [1, 1];
      while (x * x + y * y > 1) [x, y] = [2 * source.uniform() - 1, 2 * source.uniform() - 1];
      data.set([radius * x, radius * y], 2 * i);
    }
  } else {
    const corners = shape === "bat" ? BAT : shape;
    area = checkedArea(me, corners);
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
    const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - bottom];
    for (let i = 0; i < n; ) {
      const [x, y] = [left + width * source.uniform(), bottom + height * source.uniform()];
      if (inside(corners, x, y)) data.set([x, y], 2 * i++);
    }
  }
  return makeDataset({
    name: `uniform on a ${typeof shape === "string" ? shape : `polygon of ${shape.length} corners`}`,
    inputs: { rows: n, cols: 2, data },
    exact: { "h(X)": { nats: Math.log(area), how: `ln of the area, ${Number(area.toPrecision(6))}` } },
    source: "drawn here",
    licence: "none needed: computed",
    facts: { seed: String(seed) },
  });
}

function checkedArea(me: string, corners: readonly Point[]): number {
  if (corners.length < 3) throw new DomainError(`${me}: a polygon needs at least three corners; got ${corners.length}.`);
  const m = corners.length;
  const edges = corners.map((p, i) => [p, corners[(i + 1) % m]] as const);
  let twice = 0;
  edges.forEach(([[ax, ay], [bx, by]], i) => {
    if (![ax, ay].every(Number.isFinite)) throw new DomainError(`${me}: corner ${i} must be two finite numbers; got ${ax}, ${ay}.`);
    twice += ax * by - bx * ay;
    for (let j = i + 2; j < m; j++)
      if (!(i === 0 && j === m - 1) && cross(edges[i], edges[j]))
        throw new DomainError(`${me}: edges ${i} and ${j} of the polygon cross; order its corners along the outline.`);
  });
  if (twice === 0) throw new DomainError(`${me}: the polygon has no area.`);
  return Math.abs(twice) / 2;
}

function cross([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** Even–odd rule: a ray to the right crosses the outline an odd number of times. */
function inside(corners: readonly Point[], x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [ax, ay] = corners[i];
    const [bx, by] = corners[j];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
  }
  return odd;
}
