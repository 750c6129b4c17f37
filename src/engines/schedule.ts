/** A learning rate that changes from epoch to epoch: plain data, made by `stepDecay`, `exponentialDecay` or `linearDecay`. */
export type Schedule =
  | { readonly kind: "step"; readonly start: number; readonly every: number; readonly factor: number }
  | { readonly kind: "exponential"; readonly start: number; readonly factor: number }
  | { readonly kind: "linear"; readonly start: number; readonly end: number; readonly from: number; readonly to: number };

/** The learning rate of an epoch, counted from 1. */
export function learningRateAt(rate: number | Schedule, epoch: number): number {
  if (typeof rate === "number") return rate;
  switch (rate.kind) {
    case "step":
      return rate.start * power(rate.factor, Math.floor((epoch - 1) / rate.every));
    case "exponential":
      return rate.start * power(rate.factor, epoch - 1);
    case "linear": {
      const share = Math.min(1, Math.max(0, (epoch - rate.from) / (rate.to - rate.from)));
      return rate.start + share * (rate.end - rate.start);
    }
  }
}

/** base^n by squaring: multiplications alone, so the same bits everywhere. */
function power(base: number, n: number): number {
  let result = 1;
  for (let square = base, left = n; left > 0; left = Math.floor(left / 2), square *= square) if (left % 2 === 1) result *= square;
  return result;
}
