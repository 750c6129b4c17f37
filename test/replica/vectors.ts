import { readFileSync } from "node:fs";
import {
  bimodalPrior,
  eigenvaluesSpectrum,
  gaussianSpectrum,
  normalPrior,
  orthogonalSpectrum,
  type Prior,
  type ReplicaActivation,
  type Spectrum,
  spikeSlabPrior,
} from "infoplane";

/** A file of data/reference. */
export function reference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../data/reference/${name}.json`, import.meta.url), "utf8")) as T;
}

/** "Normal(0,1)", "Bimodal(0.5)", "SpikeSlab(0.2,0,1)" as the vectors write them. */
export function priorOf(name: string): Prior {
  const [, kind, list] = /(\w+)\((.*)\)/.exec(name)!;
  const p = list.split(",").map(Number);
  if (kind === "Normal") return normalPrior({ mean: p[0], variance: p[1] });
  if (kind === "Bimodal") return bimodalPrior({ probability: p[0] });
  return spikeSlabPrior({ probability: p[0], mean: p[1], variance: p[2] });
}

export function activationOf(name: string): ReplicaActivation {
  const leaky = /leaky_relu\((.*)\)/.exec(name);
  return leaky ? { kind: "leakyRelu", slope: Number(leaky[1]) } : (name as ReplicaActivation);
}

/** The spectra that the vectors define by formulas. */
export function spectrumOf(name: string): Spectrum {
  const gauss = /gauss:(.*):(.*)/.exec(name);
  if (gauss) return gaussianSpectrum({ alpha: Number(gauss[1]), scale: Number(gauss[2]) });
  const list = (n: number, f: (k: number) => number): number[] => Array.from({ length: n }, (_, k) => f(k));
  switch (name) {
    case "uniform02":
      return eigenvaluesSpectrum(list(64, (k) => (2 * (k + 0.5)) / 64));
    case "half_rank":
      return eigenvaluesSpectrum([...list(32, () => 0), ...list(32, (k) => 0.5 + (k + 0.5) / 32)], { alpha: 0.5 });
    case "tall":
      return eigenvaluesSpectrum(
        list(32, (k) => 1 + (3 * (k + 0.5)) / 32),
        { alpha: 2 },
      );
    case "orth":
      return orthogonalSpectrum();
    case "orth_half":
      return orthogonalSpectrum({ alpha: 0.5 });
    case "mp1":
      return eigenvaluesSpectrum(list(128, (k) => 4 * Math.sin((Math.PI * (k + 0.5)) / 256) ** 2));
  }
  throw new Error(`no spectrum ${name} in the vectors`);
}
