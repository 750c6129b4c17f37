type Reals = Float32Array | Float64Array;
/** Bin numbers: 32-bit integers, or float64 where a bin number may pass 2³¹. */
export type Codes = Int32Array | Float64Array;

/** Code ⌊x / width⌋ of every value. Returns how many values lie within `near` bins of an edge, those equal to `exempt` left out. */
export function quantiseWidth(data: Reals, width: number, codes: Codes, near: number, exempt: number): number {
  let close = 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    const q = x / width;
    const c = Math.floor(q);
    codes[i] = c;
    const f = q - c;
    if ((f < near || f > 1 - near) && x !== exempt) close++;
  }
  return close;
}

/**
 * Code ⌊(x − low) / step⌋, at most `last`, of every `stride`-th value from `start`. Returns how many lie within `near` bins of an inner edge.
 */
export function quantiseRange(
  data: Reals,
  start: number,
  stride: number,
  low: number,
  step: number,
  last: number,
  codes: Int32Array,
  near: number,
): number {
  let close = 0;
  for (let i = start; i < data.length; i += stride) {
    const q = (data[i] - low) / step;
    const c = Math.floor(q);
    codes[i] = Math.min(c, last);
    const f = q - c;
    if ((f < near && c > 0 && c <= last) || (f > 1 - near && c < last)) close++;
  }
  return close;
}

/**
 * Code = number of `edges` ≤ x, minus 1, of every `stride`-th value from `start`. The edges increase; the search starts where equal spacing
 * would put the value. No code passes `top`. Returns how many values lie within `near` of an edge.
 */
export function quantiseEdges(
  data: Reals,
  start: number,
  stride: number,
  edges: Float64Array,
  top: number,
  codes: Int32Array,
  near: number,
): number {
  const last = edges.length - 1;
  const scale = last / (edges[last] - edges[0]);
  let close = 0;
  for (let i = start; i < data.length; i += stride) {
    const x = data[i];
    let c = Math.floor((x - edges[0]) * scale);
    if (!(c > 0)) c = 0;
    if (c > last) c = last;
    if (edges[c] > x) {
      let low = 0; // the largest index with edges[index] ≤ x lies below c
      while (low < c) {
        const middle = (low + c) >> 1;
        if (edges[middle] > x) c = middle;
        else low = middle + 1;
      }
      c--;
    } else if (c < last && edges[c + 1] <= x) {
      let high = last;
      c++;
      while (c < high) {
        const middle = (c + high + 1) >> 1;
        if (edges[middle] <= x) c = middle;
        else high = middle - 1;
      }
    }
    codes[i] = Math.min(c, top);
    if ((c >= 0 && x - edges[c] < near) || (c < last && edges[c + 1] - x < near)) close++;
  }
  return close;
}
