import { checkInteger, checkKnownOptions } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError } from "../core/errors.js";
import { type DrawnLayer, type LayeredOptions, layeredModel } from "./layeredModel.js";
import { makeDataset } from "./makeDataset.js";
import { noisySignEntropy } from "./noisySignEntropy.js";
import { signLabels } from "./signLabels.js";

/** A dataset that knows the network which made its targets. */
export interface TeacherDataset extends Dataset {
  readonly teacher: readonly DrawnLayer[];
}

/**
 * Regression or classification with a known teacher: x from a factorised prior, targets = teacher(x), the teacher a network with weights
 * N(0, 1/inputs) and Gaussian noise inside each activation. Drawn in the worker pool; the same numbers for any number of threads.
 *
 * @param options.inputs dimension of x
 * @param options.layers of the teacher: `[{ units: 4, activation: "linear", noise: 0.01 }]`; noise is a variance
 * @param options.noise "on" draws that noise, "off" leaves it out (with "off" the best possible test error is 0)
 * @param options.relevant fraction of the inputs that the teacher looks at; the weights of the last ones are 0
 * @returns inputs n × d, targets n × units, and labels where the last layer is `sign` with at most 8 units: bit k of the label says whether
 *   unit k is positive. Exact where it exists: H(X), or h(X) of a prior with a density; h(Y) and I(X;Y) of a noisy linear teacher on a normal prior; H(Y) and I(X;Y) of one sign
 *   unit on a centred normal prior. An interrupt leaves the samples that were complete.
 * @see Gabrié et al., J. Stat. Mech. 124014 (2019), section 4
 */
export async function teacherStudent(
  options: LayeredOptions & { readonly inputs: number; readonly relevant?: number },
): Promise<TeacherDataset> {
  const me = "teacherStudent";
  checkKnownOptions(me, options, ["n", "inputs", "layers", "prior", "noise", "relevant", "precision", "seed", "signal", "progress"]);
  const { inputs, relevant = 1 } = options;
  checkInteger(me, "inputs", inputs, 1);
  if (!(relevant > 0 && relevant <= 1)) throw new DomainError(`${me}: relevant must be above 0 and at most 1; got ${relevant}.`);
  const { first, last, layers, law, noisy, linear, seed, asked } = await layeredModel(me, inputs, relevant, options);
  const labels = layers[layers.length - 1].activation === "sign" && last.cols <= 8 ? signLabels(last, last.cols) : undefined;
  const exact: Record<string, { nats: number; how: string }> = {
    [`${law.entropy.symbol}(X)`]: { nats: inputs * law.entropy.nats, how: `${inputs} independent units: ${law.entropy.how}` },
  };
  if (linear) {
    exact["h(Y)"] = { nats: linear.entropy, how: "differential, ½ ln det 2πe(v WᵀW + N)" };
    exact["I(X;Y)"] = { nats: linear.information, how: "½ ln det(v WᵀW + N) − ½ ln det N of the drawn weights" };
  }
  const [unit] = layers;
  if (layers.length === 1 && unit.activation === "sign" && unit.units === 1 && law.normal?.mean === 0) {
    let power = 0;
    for (const w of unit.weights.data) power += law.normal.variance * w * w;
    const lost = noisySignEntropy(power, noisy ? unit.noise : 0);
    exact["H(Y)"] = { nats: Math.LN2, how: "both signs are equally likely" };
    exact["I(X;Y)"] = { nats: Math.LN2 - lost, how: noisy ? "ln 2 − E h(Φ(w·x/σ)), by quadrature" : "H(Y): y is a function of x" };
  }
  const data: Dataset = {
    name: `teacher ${[inputs, ...layers.map((l) => l.units)].join("-")}`,
    inputs: first,
    targets: last,
    ...(labels && { labels, classes: 2 ** last.cols }),
    exact,
    source: "Gabrié et al. 2019, teacher and student; drawn here",
    licence: "none needed: computed",
    facts: {
      teacher:
        layers.map((l) => `${l.units} ${l.activation}${noisy ? `, noise variance ${l.noise}` : ""}`).join("; ") +
        (noisy ? "" : "; without noise"),
      prior: law.name,
      ...(relevant < 1 && { relevant: `the first ${Math.round(relevant * inputs)} of ${inputs} inputs` }),
      seed: String(seed),
      ...(first.rows < asked && { interrupted: `${first.rows} of ${asked} samples` }),
    },
  };
  return makeDataset({ ...data, teacher: layers } as TeacherDataset) as TeacherDataset;
}
