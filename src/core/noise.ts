import { philox } from "./random.js";

const f = Math.fround;
const CENTRE = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
].map(f);
const TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
].map(f);
const LOG = [
  0.08722293942278939, -0.14366812952997648, 0.14952275653181957, -0.16562397939340373, 0.19956833150430017, -0.2500207384207479,
  0.33334185632146596, -0.49999987966841103, 0.9999999741893878,
].map(f);
const SQRT2 = f(Math.SQRT2);
const LN2 = f(Math.LN2);
const word = new Int32Array(1);
const real = new Float32Array(word.buffer);

/**
 * Standard normal noise in float32, 4 numbers per block of the counter: what is added to activations in training. Every engine gets the same
 * bits; the WASM kernels draw them themselves in 3 ns each. For anything finer than float32 noise use `random(seed).normal()`.
 *
 * @param block first block of the stream, a whole number
 * @param out its length is a multiple of 4
 * @see Giles, GPU Computing Gems 2, ch. 10 (2011): the inverse error function in single precision (relative error 3e-7)
 */
export function noise(seed: number, stream: number, block: number, out: Float32Array): Float32Array {
  const words = new Uint32Array(4);
  for (let i = 0; i < out.length; i += 4) {
    philox(seed, stream, block + i / 4, words);
    for (let k = 0; k < 4; k++) out[i + k] = normal32(words[k]);
  }
  return out;
}

/** √2 erf⁻¹(x) of the odd multiple x of 2⁻²⁴ that the upper 24 bits name, every operation rounded to float32. */
function normal32(bits: number): number {
  const x = f((2 * (bits >>> 8) + 1 - 16777216) / 16777216);
  let w = f(-log32(f(f(1 - x) * f(1 + x))));
  let list = CENTRE;
  if (w < 5) w = f(w - 2.5);
  else {
    w = f(f(Math.sqrt(w)) - 3);
    list = TAIL;
  }
  return f(f(f(horner(list, w)) * x) * SQRT2);
}

/** ln x for normal positive x, as the kernels compute it. */
function log32(x: number): number {
  real[0] = x;
  const k = (word[0] - 0x3f3504f3) >> 23;
  word[0] -= k << 23;
  const m = f(real[0] - 1);
  return f(f(k * LN2) + f(m * horner(LOG, m)));
}

function horner(list: readonly number[], x: number): number {
  let y = list[0];
  for (let i = 1; i < list.length; i++) y = f(f(y * x) + list[i]);
  return y;
}
