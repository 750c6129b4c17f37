import { philox } from "./random.js";

const f = Math.fround;
/** √2 erf⁻¹(x) / x as a polynomial in √(w + 2) − 2.8, w = −ln(1 − x²), 0 ≤ w ≤ 16: least-maximum fit, relative error 7e-6. */
const QUANTILE = [
  -0.0011143144166994338, 0.00036594622399370967, 0.008407193787863122, -0.008046948720233194, -0.021074222201125717, 0.052061383065831024,
  -0.04658100558474598, -0.015277145816614768, 1.5987883583506455, 3.188079078596352,
].map(f);
const LOG = [
  0.08722293942278939, -0.14366812952997648, 0.14952275653181957, -0.16562397939340373, 0.19956833150430017, -0.2500207384207479,
  0.33334185632146596, -0.49999987966841103, 0.9999999741893878,
].map(f);
const LN2 = f(Math.LN2);
const word = new Int32Array(1);
const real = new Float32Array(word.buffer);

/**
 * Standard normal noise in float32, 4 numbers per block of the counter: what is added to activations in training. Every engine gets the same
 * bits; the WASM kernels draw them themselves. The quantile of the upper 24 bits of a word, to 1e-5 relative: enough to train with; where the
 * distribution itself is studied, use `random(seed).normal()`.
 *
 * @param block first block of the stream, a whole number
 * @param out its length is a multiple of 4
 */
export function noise(seed: number, stream: number, block: number, out: Float32Array): Float32Array {
  const words = new Uint32Array(4);
  for (let i = 0; i < out.length; i += 4) {
    philox(seed, stream, block + i / 4, words);
    for (let k = 0; k < 4; k++) out[i + k] = normal32(words[k]);
  }
  return out;
}

/** √2 erf⁻¹(x) for the odd multiple x of 2⁻²⁴ that the upper 24 bits name, every operation rounded to float32. */
function normal32(bits: number): number {
  const x = f((2 * (bits >>> 8) + 1 - 16777216) / 16777216);
  const w = f(-log32(f(f(1 - x) * f(1 + x))));
  return f(horner(QUANTILE, f(f(Math.sqrt(f(w + 2))) - f(2.8))) * x);
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
