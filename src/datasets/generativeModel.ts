import { checkInteger, checkKnownOptions } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { binaryEntropy } from "./binaryEntropy.js";
import { type DrawnLayer, type LayeredOptions, layeredModel } from "./layeredModel.js";
import { makeDataset } from "./makeDataset.js";
import { noisySignEntropy } from "./noisySignEntropy.js";
import { signLabels } from "./signLabels.js";

/** A dataset that knows the network which made its inputs. */
export interface GenerativeDataset extends Dataset {
  readonly decoder: readonly DrawnLayer[];
}

/**
 * Classification with a known generative model: a code y from a factorised prior, inputs x = decoder(y), a network with weights N(0, 1/inputs)
 * and Gaussian noise inside each activation. The class is the sign of one or more code units. Drawn in the worker pool.
 *
 * @param options.code dimension of y
 * @param options.layers of the decoder: `[{ units: 500, activation: "linear", noise: 0.01 }]`; noise is a variance
 * @param options.noise "on" draws that noise, "off" leaves it out
 * @param options.classUnits how many code units make the class, from the first; bit k of the label says whether unit k is positive
 * @returns inputs x, targets y, labels; exact where it exists: H(code), or h(code) of a prior with a density, H(class); of a noisy linear decoder on a normal prior h(X) and I(X;code),
 *   and, for one class unit with mean 0, I(X;class). An interrupt leaves the samples that were complete.
 * @see Gabrié et al., J. Stat. Mech. 124014 (2019), section 4
 */
export async function generativeModel(
  options: LayeredOptions & { readonly code: number; readonly classUnits?: number },
): Promise<GenerativeDataset> {
  const me = "generativeModel";
  checkKnownOptions(me, options, ["n", "code", "layers", "prior", "noise", "classUnits", "precision", "seed", "signal", "progress"]);
  const { code, classUnits = 1 } = options;
  checkInteger(me, "code", code, 1);
  checkInteger(me, "classUnits", classUnits, 1, Math.min(8, code));
  const { first, last, layers, law, noisy, linear, seed, asked } = await layeredModel(me, code, 1, options);
  const exact: Record<string, { nats: number; how: string }> = {
    [`${law.entropy.symbol}(code)`]: { nats: code * law.entropy.nats, how: `${code} independent units: ${law.entropy.how}` },
    "H(class)": {
      nats: classUnits * binaryEntropy(law.positive),
      how: `${classUnits} independent ${classUnits > 1 ? "signs" : "sign"}, P(+) = ${law.positive}`,
    },
  };
  if (linear && law.normal) {
    exact["h(X)"] = { nats: linear.entropy, how: "differential, ½ ln det 2πe(v WᵀW + N)" };
    exact["I(X;code)"] = { nats: linear.information, how: "½ ln det(v WᵀW + N) − ½ ln det N of the drawn weights" };
    if (classUnits === 1 && law.normal.mean === 0) {
      const lost = noisySignEntropy(law.normal.variance - linear.residualVariance, linear.residualVariance);
      exact["I(X;class)"] = {
        nats: Math.LN2 - lost,
        how: "ln 2 − E h(Φ(m/s)), m and s the posterior mean and deviation of the code unit, by quadrature",
      };
    }
  }
  const data: Dataset = {
    name: `generative ${[code, ...layers.map((l) => l.units)].join("-")}`,
    inputs: last,
    targets: first,
    labels: signLabels(first, classUnits),
    classes: 2 ** classUnits,
    exact,
    source: "Gabrié et al. 2019, generative model; drawn here",
    licence: "none needed: computed",
    facts: {
      decoder:
        layers.map((l) => `${l.units} ${l.activation}${noisy ? `, noise variance ${l.noise}` : ""}`).join("; ") +
        (noisy ? "" : "; without noise"),
      prior: law.name,
      seed: String(seed),
      ...(first.rows < asked && { interrupted: `${first.rows} of ${asked} samples` }),
    },
  };
  return makeDataset({ ...data, decoder: layers } as GenerativeDataset) as GenerativeDataset;
}
