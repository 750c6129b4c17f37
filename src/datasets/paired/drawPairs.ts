import { checkInteger } from "../../core/checks.js";
import type { MimeBundle } from "../../core/host.js";
import type { Matrix } from "../../core/matrix.js";
import { random } from "../../core/random.js";
import { natsToBits } from "../../core/units.js";
import { factsBundle } from "../factsBundle.js";
import { scatterPixels } from "../scatterPixels.js";
import type { PairedLaw } from "./pairedLaw.js";

/** Samples of two variables, paired row by row, and their exact mutual information. */
export interface PairedSamples {
  readonly name: string;
  readonly x: Matrix;
  readonly y: Matrix;
  /** The exact I(X;Y) of the law they were drawn from. */
  readonly nats: number;
  readonly how: string;
  readonly seed: number;
}

/** n independent draws. The first rows are the same for every n. */
export function drawPairs(me: string, name: string, law: PairedLaw, n: number, seed: number): PairedSamples {
  checkInteger(me, "n", n, 1);
  checkInteger(me, "seed", seed, 0);
  const { dimX, dimY, how } = law;
  const x = { rows: n, cols: dimX, data: new Float64Array(n * dimX) };
  const y = { rows: n, cols: dimY, data: new Float64Array(n * dimY) };
  const row = new Float64Array(dimX + dimY);
  const source = random(seed);
  for (let i = 0; i < n; i++) {
    law.draw(source, row);
    x.data.set(row.subarray(0, dimX), i * dimX);
    y.data.set(row.subarray(dimX), i * dimY);
  }
  let nats: number | undefined;
  const made = {
    name,
    x,
    y,
    get nats() {
      nats ??= law.nats();
      return nats;
    },
    how,
    seed,
    [Symbol.for("Jupyter.display")](): MimeBundle {
      const value = `${Number(made.nats.toPrecision(6))} nats (${Number(natsToBits(made.nats).toPrecision(6))} bits)`;
      const size = `n = ${n}, dim X = ${dimX}, dim Y = ${dimY}`;
      const facts = [
        ["samples", name],
        ["size", size],
        ["I(X;Y)", `${value}, exact: ${how}`],
        ["seed", String(seed)],
      ] as const;
      return factsBundle(name, facts, () => scatterPixels(firstCoordinates(x, y)));
    },
  };
  return Object.freeze(made);
}

/** The first coordinate of X against the first of Y, for a picture. */
function firstCoordinates(x: Matrix, y: Matrix): Matrix {
  const data = new Float64Array(2 * x.rows);
  for (let i = 0; i < x.rows; i++) data.set([x.data[i * x.cols], y.data[i * y.cols]], 2 * i);
  return { rows: x.rows, cols: 2, data };
}
