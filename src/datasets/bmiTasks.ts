import { checkKnownOptions } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";
import { normalCdf } from "./normalCdf.js";
import { concentricPair } from "./paired/concentricPair.js";
import { bimodalX, bimodalY, halfCube, wigglyX, wigglyY } from "./paired/coordinateMaps.js";
import { discreteUniformPair } from "./paired/discreteUniformPair.js";
import { drawPairs, type PairedSamples } from "./paired/drawPairs.js";
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

/** A benchmark task: a law of (X, Y) with its exact mutual information. */
export interface BmiTask {
  readonly id: string;
  readonly name: string;
  readonly dimX: number;
  readonly dimY: number;
  /** `v1`: Beyond Normal; `v2`: the second version of the benchmark; `gao`: mixed discrete and continuous. */
  readonly sets: readonly ("v1" | "v2" | "gao")[];
  /** The exact I(X;Y), nats; computed on first access. */
  readonly nats: number;
  readonly how: string;
  /** n independent draws, not standardised. */
  sample(options: { n: number; seed?: number }): PairedSamples;
}

const me = "bmiTasks";
type Sets = BmiTask["sets"];

/**
 * The 56 tasks of the benchmark of mutual information estimators.
 *
 * The benchmark standardises every column before it estimates; the samples here are as drawn.
 *
 * @see Czyż, Grabowski, Vogt, Beerenwinkel & Marx, NeurIPS 2023 (v1); Gao, Kannan, Oh & Viswanath, NeurIPS 2017 (gao)
 */
export function bmiTasks(): readonly BmiTask[] {
  tasks ??= list();
  return tasks;
}

let tasks: readonly BmiTask[] | undefined;

function list(): BmiTask[] {
  const v1: Sets = ["v1"];
  const v2: Sets = ["v2"];
  const both: Sets = ["v1", "v2"];
  const normal = gaussianPair(me, equicorrelated(2, 0.75), 1);
  const out = [
    task("1v1-normal-0.75", "Bivariate normal 1x1", v1, normal),
    task("normal_cdf-1v1-normal-0.75", "Normal CDF @ Bivariate normal 1x1", v1, each(normal, normalCdf, "Φ")),
    task("1v1-additive-0.1", "Uniform 1x1 (additive noise=0.1)", v1, uniformAdditivePair(me, 0.1)),
    task("1v1-additive-0.75", "Uniform 1x1 (additive noise=0.75)", both, uniformAdditivePair(me, 0.75)),
    task("1v1-bimodal-0.75", "Bimodal 1x1", v1, both1(normal, bimodalX, bimodalY, "the map to bimodal margins")),
    task("wiggly-1v1-normal-0.75", "Wiggly @ Bivariate normal 1x1", v1, both1(normal, wigglyX, wigglyY, "the wiggly map")),
    task("half_cube-1v1-normal-0.75", "Half-cube @ Bivariate normal 1x1", v1, each(normal, halfCube, "t√|t|")),
    task("student-identity-1-1-1", "Student-t 1x1 (dof=1)", v1, student(1, 1)),
    task("asinh-student-identity-1-1-1", "Asinh @ Student-t 1x1 (dof=1)", both, each(student(1, 1), Math.asinh, "asinh")),
    task("swissroll_x-normal_cdf-1v1-normal-0.75", "Swiss roll 2x1", both, swissRoll(normal)),
    ...[2, 3, 5, 25, 50].map((d) =>
      task(
        `multinormal-dense-${d}-${d}-0.5`,
        `Multinormal ${d}x${d} (dense)`,
        d < 5 ? v1 : both,
        gaussianPair(me, equicorrelated(2 * d, 0.5), d),
      ),
    ),
    ...[2, 3, 5, 25].map((d) => task(`multinormal-sparse-${d}-${d}-2-2.0`, `Multinormal ${d}x${d} (2-pair)`, d < 5 ? v1 : both, sparse(d))),
    ...[
      [2, 1],
      [2, 2],
      [3, 2],
      [3, 3],
      [5, 2],
      [5, 3],
    ].map(([d, dof]) => task(`student-identity-${d}-${d}-${dof}`, `Student-t ${d}x${d} (dof=${dof})`, v1, student(d, dof))),
  ];
  for (const d of [3, 5, 25])
    out.push(
      task(
        `normal_cdf-multinormal-sparse-${d}-${d}-2-2.0`,
        `Normal CDF @ Multinormal ${d}x${d} (2-pair)`,
        v1,
        each(sparse(d), normalCdf, "Φ"),
      ),
    );
  for (const d of [3, 5, 25])
    out.push(
      task(
        `half_cube-multinormal-sparse-${d}-${d}-2-2.0`,
        `Half-cube @ Multinormal ${d}x${d} (2-pair)`,
        v1,
        each(sparse(d), halfCube, "t√|t|"),
      ),
    );
  for (const d of [3, 5, 25])
    out.push(
      task(`spiral-multinormal-sparse-${d}-${d}-2-2.0`, `Spiral @ Multinormal ${d}x${d} (2-pair)`, d < 25 ? both : v1, spirals(sparse(d))),
    );
  for (const d of [3, 5, 25]) {
    const law = spirals(each(sparse(d), normalCdf, "Φ"));
    out.push(task(`spiral-normal_cdf-multinormal-sparse-${d}-${d}-2-2.0`, `Spiral @ Normal CDF @ Multinormal ${d}x${d} (2-pair)`, v1, law));
  }
  for (const [d, dof] of [
    [2, 1],
    [3, 2],
    [5, 2],
  ])
    out.push(
      task(
        `asinh-student-identity-${d}-${d}-${dof}`,
        `Asinh @ Student-t ${d}x${d} (dof=${dof})`,
        both,
        each(student(d, dof), Math.asinh, "asinh"),
      ),
    );
  out.push(
    task("1v1-X-0.9", "X 1x1", v2, letterX(0.9)),
    task("1v1-AI", "AI 1x1", v2, lettersAI()),
    task("2v1-waves-12-5.0-3.0", "Waves 2x1", v2, wavesPair(me)),
    task("2v1-galaxy-0.5-3.0", "Galaxy 2x1", v2, galaxyPair(me, 0.5, 3)),
  );
  for (const [d, m] of [
    [3, 5],
    [5, 5],
    [3, 10],
    [5, 10],
    [25, 5],
  ])
    out.push(task(`${d}v1-concentric_gaussians-${m}`, `Concentric ${d}x1 (${m} components)`, v2, concentricPair(me, d, m)));
  for (const d of [5, 25])
    for (const f of [0.2, 0.5])
      out.push(
        task(
          `mult-sparse-w-inliers-${d}-${d}-2-2.0-${f}`,
          `Multinormal ${d}x${d} (sparse, ${f * 100}% inliers)`,
          v2,
          inlierPair(me, d, 0.8, f),
        ),
      );
  out.push(
    task("gao-discrete-uniform-5", "Discrete-uniform mixture 1x1", ["gao"], discreteUniformPair(me, 5)),
    task("gao-zip-0.15", "Zero-inflated Poissonization p=0.15", ["gao"], zeroInflatedPoissonPair(me, 0.15)),
    task("gao-zip-0.0", "Poissonization p=0", ["gao"], zeroInflatedPoissonPair(me, 0)),
  );
  return out;
}

function task(id: string, name: string, sets: Sets, law: PairedLaw): BmiTask {
  let nats: number | undefined;
  return Object.freeze({
    id,
    name,
    dimX: law.dimX,
    dimY: law.dimY,
    sets,
    get nats() {
      nats ??= law.nats();
      return nats;
    },
    how: law.how,
    sample(options: { n: number; seed?: number }) {
      checkKnownOptions(`bmiTask("${id}").sample`, options, ["n", "seed"]);
      return drawPairs(`bmiTask("${id}").sample`, name, law, options.n, options.seed ?? 0);
    },
  });
}

function equicorrelated(n: number, r: number): Matrix {
  return { rows: n, cols: n, data: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : r)) };
}

/** d + d unit normals of which the first two of X and of Y are correlated, r = .8. */
function sparse(d: number): PairedLaw {
  const s = equicorrelated(2 * d, 0);
  for (const i of [0, 1]) s.data[i * 2 * d + d + i] = s.data[(d + i) * 2 * d + i] = 0.8;
  return gaussianPair(me, s, d);
}

function student(d: number, dof: number): PairedLaw {
  return studentPair(me, equicorrelated(2 * d, 0), d, dof);
}

function each(law: PairedLaw, f: (t: number) => number, name: string): PairedLaw {
  const map = (row: Float64Array) => {
    for (let i = 0; i < row.length; i++) row[i] = f(row[i]);
  };
  return mapPair(law, map, `${name} on every coordinate`);
}

function both1(law: PairedLaw, f: (x: number) => number, g: (y: number) => number, name: string): PairedLaw {
  const map = (row: Float64Array) => {
    row[0] = f(row[0]);
    row[1] = g(row[1]);
  };
  return mapPair(law, map, name);
}

function spirals(law: PairedLaw): PairedLaw {
  const { dimX: d } = law;
  const map = (row: Float64Array) => {
    spiral(row.subarray(0, d), 0, 1, 1 / d);
    spiral(row.subarray(d), 1, 2, 1 / d);
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
