import { checkInteger } from "./checks.js";
import { exactLog } from "./exact.js";

/** A stream of random numbers that depends on (seed, stream) alone. */
export interface Random {
  /** 32 uniform bits. */
  uint32(): number;
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer from 0 to n − 1, without modulo bias. */
  below(n: number): number;
  /** Standard normal, by inversion of its distribution function. */
  normal(): number;
  /** 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array;
}

/**
 * Random numbers by counting: word i of a stream is a pure function of (seed, stream, i), so any thread can compute any part of it and the
 * result does not depend on how many threads there are.
 *
 * @param seed integer, 0 ≤ seed < 2⁵³
 * @param stream separates the uses of one seed (initial weights, shuffles, noise …), integer, 0 ≤ stream < 2⁵³
 * @see Salmon, Moraes, Dror & Shaw, SC'11: Philox4x32-10
 */
export function random(seed: number, stream = 0): Random {
  checkInteger("random", "seed", seed, 0);
  checkInteger("random", "stream", stream, 0);
  const block = new Uint32Array(4);
  let index = 0;
  let used = 4;
  const uint32 = (): number => {
    if (used === 4) {
      philox(seed, stream, index++, block);
      used = 0;
    }
    return block[used++];
  };
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  const below = (n: number): number => {
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const word = uint32();
      if (word < limit) return word % n;
    }
  };
  const normal = (): number => inverseNormal((Math.floor(uniform() * 4503599627370496) + 0.5) / 4503599627370496);
  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = below(i + 1);
      const t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    return order;
  };
  return { uint32, uniform, below, normal, permutation };
}

/** Block `index` of Philox4x32-10: counter words (index low, index high, stream low, stream high), key (seed low, seed high). */
export function philox(seed: number, stream: number, index: number, out: Uint32Array): void {
  let c0 = index >>> 0;
  let c1 = Math.floor(index / 4294967296) >>> 0;
  let c2 = stream >>> 0;
  let c3 = Math.floor(stream / 4294967296) >>> 0;
  let k0 = seed >>> 0;
  let k1 = Math.floor(seed / 4294967296) >>> 0;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53) >>> 0;
    const low1 = Math.imul(c2, 0xcd9e8d57) >>> 0;
    const high0 = mulHigh(c0, 0xd2511f53);
    const high1 = mulHigh(c2, 0xcd9e8d57);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c1 = low1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the product of two unsigned 32-bit integers. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(cross / 65536)) >>> 0;
}

/**
 * Quantile function of the standard normal distribution, relative error about 1e-16.
 *
 * @param p 0 < p < 1
 * @see Wichura, Applied Statistics 37, 477 (1988), algorithm AS 241 (PPND16)
 */
export function inverseNormal(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return q * ratio(CENTRE, r);
  }
  let r = Math.sqrt(-exactLog(q < 0 ? p : 1 - p));
  r = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -r : r;
}

function ratio([top, bottom]: readonly (readonly number[])[], x: number): number {
  let a = 0;
  let b = 0;
  for (let i = 7; i >= 0; i--) {
    a = a * x + top[i];
    b = b * x + bottom[i];
  }
  return a / b;
}

const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813,
    2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
    5226.495278852546,
  ],
] as const;
const MIDDLE = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
    0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345,
    1.0507500716444169e-9,
  ],
] as const;
const TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784,
    2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7,
    2.0442631033899397e-15,
  ],
] as const;
