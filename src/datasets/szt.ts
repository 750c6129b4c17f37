import { checkInteger, checkKnownOptions, checkOneOf, checkPositive } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError } from "../core/errors.js";
import { random } from "../core/random.js";
import type { Pixels } from "../formats/png.js";
import { binaryEntropy } from "./binaryEntropy.js";
import { makeDataset } from "./makeDataset.js";
import { SZT_THRESHOLD, sztRule } from "./sztRule.js";
import { sztG1, sztG2 } from "./sztVariants.js";

/**
 * The 12-bit set of Shwartz-Ziv and Tishby, computed: all 4096 patterns, counted in binary (column 0 is the most significant bit), and a
 * label that does not change under the symmetries of the icosahedron on whose vertices the twelve bits sit. Equal to the 4096 labels of
 * the authors' file.
 *
 * The inputs are 0 and 1 in float64 (393 kB): estimators then compute in full precision, and training, which copies them to float32, loses nothing.
 *
 * @param options.variant "rule", or "g1" or "g2": other labels on the same patterns, from the side files of the authors' code
 * @param options.gamma draws each label with p(y = 1 | x) = 1/(1 + exp(−gamma (f(x) − 7.63))), f as in the rule; `targets` then holds that
 *   probability, and the exact values are those of this law, not of the labels drawn
 * @param options.seed of the labels drawn
 * @returns inputs 4096 × 12, labels 0 or 1; exact: H(X) = 12 ln 2, H(Y), and I(X;Y), which is H(Y) where y is a function of x
 * @see Shwartz-Ziv & Tishby, arXiv:1703.00810 (2017)
 */
export function szt(options: { variant?: "rule" | "g1" | "g2"; gamma?: number; seed?: number } = {}): Dataset {
  const me = "szt";
  checkKnownOptions(me, options, ["variant", "gamma", "seed"]);
  const { variant = "rule", gamma, seed = 0 } = options;
  checkOneOf(me, "variant", variant, ["rule", "g1", "g2"]);
  checkInteger(me, "seed", seed, 0);
  if (gamma !== undefined && variant !== "rule")
    throw new DomainError(`${me}: gamma softens the rule, so it cannot go with variant "${variant}".`);
  const inputs = { rows: 4096, cols: 12, data: new Float64Array(4096 * 12) };
  for (let i = 0; i < 4096; i++) for (let j = 0; j < 12; j++) inputs.data[i * 12 + j] = (i >> (11 - j)) & 1;
  const patterns = "ln 4096: every pattern once";
  const common = { inputs, classes: 2, licence: "none needed: computed" };
  if (gamma === undefined) {
    const label = { rule: (i: number) => (sztRule(i) > SZT_THRESHOLD ? 1 : 0), g1: sztG1, g2: sztG2 }[variant];
    const labels = Uint8Array.from({ length: 4096 }, (_, i) => label(i));
    const ones = labels.reduce((sum, y) => sum + y, 0);
    const entropy = binaryEntropy(ones / 4096);
    const fields: Dataset = {
      ...common,
      name: variant === "rule" ? "szt" : `szt, variant ${variant}`,
      labels,
      exact: {
        "H(X)": { nats: 12 * Math.LN2, how: patterns },
        "H(Y)": { nats: entropy, how: `entropy of P(y = 1) = ${ones}/4096, counted` },
        "I(X;Y)": { nats: entropy, how: "H(Y): y is a function of x" },
      },
      source: "Shwartz-Ziv & Tishby, arXiv:1703.00810; computed from the rule, equal to the authors' file in all 4096 labels",
    };
    return makeDataset(fields, () => labelMap(labels));
  }
  checkPositive(me, "gamma", gamma);
  const chance = Float64Array.from({ length: 4096 }, (_, i) => 1 / (1 + Math.exp(-gamma * (sztRule(i) - SZT_THRESHOLD))));
  const source = random(seed);
  const labels = Uint8Array.from(chance, (p) => (source.uniform() < p ? 1 : 0));
  const mean = chance.reduce((sum, p) => sum + p, 0) / 4096;
  const noise = chance.reduce((sum, p) => sum + binaryEntropy(p), 0) / 4096;
  const fields: Dataset = {
    ...common,
    name: `szt, stochastic labels`,
    labels,
    targets: { rows: 4096, cols: 1, data: chance },
    exact: {
      "H(X)": { nats: 12 * Math.LN2, how: patterns },
      "H(Y)": { nats: binaryEntropy(mean), how: `entropy of P(y = 1) = ${Number(mean.toPrecision(6))}, the mean of p(y = 1 | x)` },
      "I(X;Y)": { nats: binaryEntropy(mean) - noise, how: "H(Y) less the mean entropy of p(y | x), summed over the 4096 patterns" },
    },
    source: "Shwartz-Ziv & Tishby, arXiv:1703.00810, with labels drawn from a sigmoid of the rule",
    facts: { gamma: String(gamma), seed: String(seed) },
  };
  return makeDataset(fields, () => labelMap(labels));
}

/** The labels as 64 × 64 squares: the upper six bits down, the lower six across. */
function labelMap(labels: Uint8Array): Pixels {
  const data = new Uint8Array(256 * 256);
  for (let y = 0; y < 256; y++) for (let x = 0; x < 256; x++) data[y * 256 + x] = labels[(y >> 2) * 64 + (x >> 2)] ? 255 : 40;
  return { width: 256, height: 256, channels: 1, data };
}
