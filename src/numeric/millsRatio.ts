const STEPS = 16; // intervals per unit
const END = 16; // the table covers [0, END); beyond it a short continued fraction is exact
const TERMS = 9; // Taylor terms about the middle of each interval: the first one left out is below 3e-17
const table = build();

/**
 * Mills ratio of the standard normal distribution, R(x) = Φ(−x) / φ(x) = √(π/2) erfcx(x/√2) for x ≥ 0. Falls from √(π/2) to 1/x, so a tail
 * probability φ(x) R(x) keeps its relative accuracy however far out it lies. Relative error below 1e-15; x < 0 is not handled (NaN).
 */
export function millsRatio(x: number): number {
  if (x < END) {
    const k = Math.floor(x * STEPS);
    const d = x - (k + 0.5) / STEPS;
    const o = k * TERMS;
    const high = table[o + 5] + d * (table[o + 6] + d * (table[o + 7] + d * table[o + 8]));
    const low = table[o + 2] + d * (table[o + 3] + d * table[o + 4]);
    const d2 = d * d;
    return table[o] + d * table[o + 1] + d2 * (low + d2 * d * high);
  }
  return 1 / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 5 / (x + 6 / (x + 7 / (x + 8 / (x + 9 / x)))))))));
}

/** Taylor coefficients at the middle of every interval, from R′ = x R − 1. */
function build(): Float64Array {
  const out = new Float64Array(END * STEPS * TERMS);
  for (let k = 0; k < END * STEPS; k++) {
    const x = (k + 0.5) / STEPS;
    let before = 0;
    let t = slow(x);
    for (let n = 0; n < TERMS; n++) {
      out[k * TERMS + n] = t;
      const next = (x * t + (n === 0 ? -1 : before)) / (n + 1);
      before = t;
      t = next;
    }
  }
  return out;
}

/** Power series near 0, Laplace's continued fraction (all terms positive) elsewhere. */
function slow(x: number): number {
  if (x < 0.75) {
    let term = x;
    let sum = 0;
    for (let n = 3; term > 1e-20; n += 2) {
      sum += term;
      term *= (x * x) / n;
    }
    return Math.sqrt(Math.PI / 2) * Math.exp((x * x) / 2) - sum;
  }
  let tail = 0;
  for (let n = Math.ceil(600 / (x * x)) + 40; n >= 1; n--) tail = n / (x + tail);
  return 1 / (x + tail);
}
