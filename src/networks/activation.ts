/**
 * What a layer does to its sums: tanh x; 1 / (1 + e^-x); max(x, 0); x or slope·x below 0; x clipped to [-1, 1]; ln(1 + e^x);
 * x / (1 + |x|); softmax over the units, for the last layer with cross-entropy.
 */
export type Activation = "linear" | "tanh" | "sigmoid" | "relu" | "leakyRelu" | "hardtanh" | "softplus" | "softsign" | "softmax";

/** The numbers by which the kernels of `src/numeric/assembly/activation.ts` know them. */
export const ACTIVATION_CODES: Readonly<Record<Activation, number>> = {
  linear: 0,
  tanh: 1,
  sigmoid: 2,
  relu: 3,
  leakyRelu: 4,
  hardtanh: 5,
  softplus: 6,
  softsign: 7,
  softmax: 8,
};

export const ACTIVATIONS = Object.keys(ACTIVATION_CODES) as Activation[];

/** The range of the activations that can be rounded to levels. */
export const RANGES: Readonly<Partial<Record<Activation, readonly [number, number]>>> = {
  tanh: [-1, 1],
  hardtanh: [-1, 1],
  softsign: [-1, 1],
  sigmoid: [0, 1],
};
