import { readFileSync } from "node:fs";
import type { Dataset } from "../core/dataset.js";
import { decodeMat } from "../formats/mat.js";
import { binaryEntropy } from "./binaryEntropy.js";
import { DataError } from "./dataError.js";
import { makeDataset } from "./makeDataset.js";
import { SZT_THRESHOLD, sztRule } from "./sztRule.js";
import { sztG1, sztG2 } from "./sztVariants.js";

/**
 * The 12-bit set from the authors' own MATLAB file (`var_u.mat`, or `g1.mat`, `g2.mat`), in the order of its rows. The labels are those of the file;
 * the facts say how many of them equal the rule that `szt` computes.
 *
 * @param path a MATLAB file with `F`, n × 12 bits, and `y`, n labels
 * @throws {DataError} no such arrays in it, or values that are not 0 or 1
 */
export function sztFromFile(path: string): Dataset {
  const { arrays } = decodeMat(readFileSync(path), path);
  const [f, y] = [arrays.get("F"), arrays.get("y")];
  const n = f?.shape[0] ?? 0;
  if (!f || !y || f.shape.length !== 2 || f.shape[1] !== 12 || y.data.length !== n)
    throw new DataError(
      `${path} must hold F (n × 12) and y (n labels); got ${[...arrays].map(([name, a]) => `${name} (${a.shape.join(" × ")})`).join(", ") || "no arrays"}.`,
    );
  const bits = Float64Array.from(f.data as Uint8Array, Number);
  const labels = Uint8Array.from(y.data as Uint8Array, Number);
  const bad = bits.findIndex((b) => b !== 0 && b !== 1);
  if (bad >= 0) throw new DataError(`${path}: F must hold 0 and 1; row ${Math.floor(bad / 12)}, column ${bad % 12} is ${bits[bad]}.`);
  if (labels.some((b) => b > 1)) throw new DataError(`${path}: y must hold 0 and 1.`);
  const patterns = Array.from({ length: n }, (_, i) => bits.subarray(i * 12, (i + 1) * 12).reduce((sum, b) => 2 * sum + b, 0));
  const rules = { rule: (p: number) => (sztRule(p) > SZT_THRESHOLD ? 1 : 0), g1: sztG1, g2: sztG2 };
  const agreement = Object.entries(rules).map(([name, rule]) => [name, patterns.filter((p, i) => rule(p) === labels[i]).length] as const);
  const [best, equal] = agreement.reduce((a, b) => (b[1] > a[1] ? b : a));
  const ones = labels.reduce((sum, b) => sum + b, 0);
  const entropy = binaryEntropy(ones / n);
  const distinct = new Set(patterns).size === n;
  return makeDataset({
    name: "szt, from its file",
    inputs: { rows: n, cols: 12, data: bits },
    labels,
    classes: 2,
    exact: {
      ...(distinct && { "H(X)": { nats: Math.log(n), how: `ln ${n}: no pattern comes twice` } }),
      "H(Y)": { nats: entropy, how: `entropy of P(y = 1) = ${ones}/${n}, counted` },
      ...(distinct && { "I(X;Y)": { nats: entropy, how: "H(Y): y is a function of x" } }),
    },
    source: `Shwartz-Ziv & Tishby, arXiv:1703.00810; ${path}`,
    licence: "not stated by the authors",
    facts: { check: `${equal} of ${n} labels equal szt(${best === "rule" ? "" : `{ variant: "${best}" }`})` },
  });
}
