import type { Matrix } from "../core/matrix.js";
import { normalCdf } from "../numeric/normalCdf.js";
import { concentricPair } from "./paired/concentricPair.js";
import { bimodalX, bimodalY, halfCube, wigglyX, wigglyY } from "./paired/coordinateMaps.js";
import { discreteUniformPair } from "./paired/discreteUniformPair.js";
import { galaxyPair } from "./paired/galaxyPair.js";
import { gaussianPair } from "./paired/gaussianPair.js";
import { inlierPair } from "./paired/inlierPair.js";
import { mapPair } from "./paired/mapPair.js";
import { mixturePair } from "./paired/mixturePair.js";
import type { PairedLaw } from "./paired/pairedLaw.js";
import { spiral } from "./paired/spiral.js";
import { studentPair } from "./paired/studentPair.js";
import { uniformAdditivePair } from "./paired/uniformAdditivePair.js";
import { wavesPair } from "./paired/wavesPair.js";
import { zeroInflatedPoissonPair } from "./paired/zeroInflatedPoissonPair.js";

const me = "bmiTask";
type Numbers = readonly number[];

/** Laws without a map, by the pattern of their id; the whole numbers in the places of @ and the numbers in those of # are the parameters. */
const BASES: readonly (readonly [string, (p: Numbers) => PairedLaw])[] = [
  ["1v1-normal-#", ([r]) => normal(r)],
  ["1v1-additive-#", ([epsilon]) => uniformAdditivePair(me, epsilon)],
  ["1v1-bimodal-#", ([r]) => two(normal(r), bimodalX, bimodalY, "the map to bimodal margins")],
  ["student-identity-@-@-@", ([m, n, dof]) => studentPair(me, equicorrelated(m + n, 0), m, dof)],
  ["multinormal-dense-@-@-#", ([m, n, r]) => gaussianPair(me, equicorrelated(m + n, r), m)],
  ["multinormal-sparse-@-@-@-#", ([m, n, pairs, strength]) => sparse(m, n, pairs, correlation(strength))],
  ["mult-sparse-w-inliers-@-@-2-#-#", ([m, n, strength, share]) => inlierPair(me, m, n, correlation(strength), share)],
  ["1v1-X-#", ([r]) => letterX(r)],
  ["1v1-AI", () => lettersAI()],
  ["2v1-waves-12-5.0-3.0", () => wavesPair(me)],
  ["2v1-galaxy-#-#", ([speed, distance]) => galaxyPair(me, speed, distance)],
  ["@v1-concentric_gaussians-@", ([d, m]) => concentricPair(me, d, m)],
  ["gao-discrete-uniform-@", ([m]) => discreteUniformPair(me, m)],
  ["gao-zip-#", ([p]) => zeroInflatedPoissonPair(me, p)],
];

/** Invertible maps, by the prefix of the id; the first prefix is applied last. */
const MAPS: Record<string, (law: PairedLaw) => PairedLaw> = {
  "normal_cdf-": (law) => each(law, normalCdf, "Φ"),
  "half_cube-": (law) => each(law, halfCube, "t√|t|"),
  "asinh-": (law) => each(law, Math.asinh, "asinh"),
  "wiggly-": (law) => two(law, wigglyX, wigglyY, "the wiggly map"),
  "spiral-": spirals,
};

/** The law that an id of the benchmark names, with the parameters in it; undefined if it names none. */
export function bmiLaw(id: string): PairedLaw | undefined {
  for (const [pattern, law] of BASES) {
    const numbers = pattern.replaceAll(".", "\\.").replaceAll("@", "(\\d+)").replaceAll("#", "(\\d+(?:\\.\\d+)?)");
    const found = new RegExp(`^${numbers}$`).exec(id);
    if (found) return law(found.slice(1).map(Number));
  }
  if (id.startsWith("swissroll_x-normal_cdf-1v1-normal-")) return swissRoll(bmiLaw(id.slice("swissroll_x-normal_cdf-".length))!);
  const prefix = Object.keys(MAPS).find((p) => id.startsWith(p));
  const inner = prefix && bmiLaw(id.slice(prefix.length));
  return inner && (prefix !== "spiral-" || (inner.dimX > 1 && inner.dimY > 2)) && (prefix !== "wiggly-" || inner.dimX + inner.dimY === 2)
    ? MAPS[prefix](inner)
    : undefined;
}

/** X and Y share a latent variable of that strength: X = ε + strength · U, made to unit variance. */
function correlation(strength: number): number {
  return strength ** 2 / (1 + strength ** 2);
}

function equicorrelated(n: number, r: number): Matrix {
  return { rows: n, cols: n, data: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : r)) };
}

function normal(r: number): PairedLaw {
  return gaussianPair(me, equicorrelated(2, r), 1);
}

/** Unit normals of which the first coordinates of X and of Y are correlated, pair by pair. */
function sparse(m: number, n: number, pairs: number, r: number): PairedLaw {
  const s = equicorrelated(m + n, 0);
  for (let i = 0; i < Math.min(pairs, m, n); i++) s.data[i * (m + n) + m + i] = s.data[(m + i) * (m + n) + i] = r;
  return gaussianPair(me, s, m);
}

function each(law: PairedLaw, f: (t: number) => number, name: string): PairedLaw {
  const map = (row: Float64Array) => {
    for (let i = 0; i < row.length; i++) row[i] = f(row[i]);
  };
  return mapPair(law, map, `${name} on every coordinate`);
}

function two(law: PairedLaw, f: (x: number) => number, g: (y: number) => number, name: string): PairedLaw {
  const map = (row: Float64Array) => {
    row[0] = f(row[0]);
    row[1] = g(row[1]);
  };
  return mapPair(law, map, name);
}

/** X turned in the plane of its first two coordinates, Y in that of its second and third, by the angle |v|²/dim. */
function spirals(law: PairedLaw): PairedLaw {
  const { dimX, dimY } = law;
  const map = (row: Float64Array) => {
    spiral(row.subarray(0, dimX), 0, 1, 1 / dimX);
    spiral(row.subarray(dimX), 1, 2, 1 / dimY);
  };
  return mapPair(law, map, "the spiral");
}

/** X rolled up: u = Φ(x), t = 3π(1 + 2u)/2, X = (t cos t, t sin t)/21; y → Φ(y). */
function swissRoll(law: PairedLaw): PairedLaw {
  const flat = new Float64Array(2);
  return {
    ...law,
    dimX: 2,
    how: `${law.how}; the roll is invertible`,
    draw(random, out) {
      law.draw(random, flat);
      const t = 1.5 * Math.PI * (1 + 2 * normalCdf(flat[0]));
      out[0] = (t * Math.cos(t)) / 21;
      out[1] = (t * Math.sin(t)) / 21;
      out[2] = normalCdf(flat[1]);
    },
  };
}

function letterX(r: number): PairedLaw {
  return mixturePair(
    me,
    [-r, r].map((c) => ({
      weight: 0.5,
      mean: [0, 0],
      covariance: [
        [1, c],
        [c, 1],
      ],
    })),
  );
}

function lettersAI(): PairedLaw {
  const k = 0.95 * Math.sqrt(0.04 * 0.2);
  const parts: [number, number, number, number, number][] = [
    [1, 0, 0.01, 0.2, 0],
    [1, 1, 0.05, 0.001, 0],
    [1, -1, 0.05, 0.001, 0],
    [-0.8, -0.2, 0.03, 0.001, 0],
    [-1.2, 0, 0.04, 0.2, k],
    [-0.4, 0, 0.04, 0.2, -k],
  ];
  return mixturePair(
    me,
    parts.map(([x, y, xx, yy, xy]) => ({
      weight: 1 / 6,
      mean: [x, y],
      covariance: [
        [xx, xy],
        [xy, yy],
      ],
    })),
  );
}
