import type { Dataset } from "../core/dataset.js";
import type { Pixels } from "../formats/png.js";
import { binaryEntropy } from "./binaryEntropy.js";
import { makeDataset } from "./makeDataset.js";
import { SZT_THRESHOLD, sztRule } from "./sztRule.js";

/**
 * The 12-bit set of Shwartz-Ziv and Tishby, computed: all 4096 patterns, counted in binary (column 0 is the most significant bit), and a
 * label that does not change under the symmetries of the icosahedron on whose vertices the twelve bits sit. Equal to the 4096 labels of
 * the authors' file.
 *
 * The inputs are 0 and 1 in float64 (393 kB): estimators then compute in full precision, and training, which copies them to float32, loses nothing.
 *
 * @returns inputs 4096 × 12, labels 0 or 1; exact: H(X) = 12 ln 2, and H(Y) = I(X;Y) since y is a function of x
 * @see Shwartz-Ziv & Tishby, arXiv:1703.00810 (2017)
 */
export function szt(): Dataset {
  const inputs = { rows: 4096, cols: 12, data: new Float64Array(4096 * 12) };
  const labels = new Uint8Array(4096);
  for (let i = 0; i < 4096; i++) {
    for (let j = 0; j < 12; j++) inputs.data[i * 12 + j] = (i >> (11 - j)) & 1;
    labels[i] = sztRule(i) > SZT_THRESHOLD ? 1 : 0;
  }
  const ones = labels.reduce((sum, y) => sum + y, 0);
  const entropy = binaryEntropy(ones / 4096);
  const fields: Dataset = {
    name: "szt",
    inputs,
    labels,
    classes: 2,
    exact: {
      "H(X)": { nats: 12 * Math.LN2, how: "ln 4096: every pattern once" },
      "H(Y)": { nats: entropy, how: `entropy of P(y = 1) = ${ones}/4096, counted` },
      "I(X;Y)": { nats: entropy, how: "H(Y): y is a function of x" },
    },
    source: "Shwartz-Ziv & Tishby, arXiv:1703.00810; computed from the rule, equal to the authors' file in all 4096 labels",
    licence: "none needed: computed",
  };
  return makeDataset(fields, () => labelMap(labels));
}

/** The labels as 64 × 64 squares: the upper six bits down, the lower six across. */
function labelMap(labels: Uint8Array): Pixels {
  const data = new Uint8Array(256 * 256);
  for (let y = 0; y < 256; y++) for (let x = 0; x < 256; x++) data[y * 256 + x] = labels[(y >> 2) * 64 + (x >> 2)] ? 255 : 40;
  return { width: 256, height: 256, channels: 1, data };
}
