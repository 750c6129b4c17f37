import { gaussLegendre } from "../numeric/gaussLegendre.js";
import type { SmoothMap } from "./activation.js";
import { type Quadrature, windows } from "./quadrature.js";
import { extrinsicPrecision, type ScalarChannel } from "./scalarChannel.js";

/**
 * A hidden layer x = f(h) with f smooth, increasing and bounded: h | w ~ N(w, V), w ~ N(0, m), x seen as r = x + N(0, 1/a). Trapezoidal
 * rules over w and over r, in steps of the noise; Gauss–Legendre panels over h, 2.5 standard deviations wide for the narrowest posterior
 * of h, 1/√(1/V + a f′(h)²). Gaussians on the grid of r are built by multiplication, without exponentials. The cost grows as
 * 1 + aV.
 */
export function smoothInterface(
  map: SmoothMap,
  a: number,
  V: number,
  m: number,
  q: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): ScalarChannel {
  const sdV = Math.sqrt(V);
  const noise = 1 / Math.sqrt(a);
  const reach = q.cut * Math.sqrt(m);
  const nodes = graded(map, a, V, reach + q.cut * sdV, q.nodes);
  const hr = q.stepR * noise;
  const scaleW = Math.max(sdV, 0.4); // f varies on the scale of 1, and the average over h | w smooths it further
  const stepW = q.stepW / Math.sqrt(1 / (scaleW * scaleW) + (m > 0 ? 1 / m : 0));
  const grid = m > 0 ? windows([0], reach) : [];
  const [from, to] = grid[0] ?? [0, 0];
  const count = m > 0 ? Math.ceil((to - from) / stepW) : 0;
  out.precision = 0;
  out.mmse = 0;
  out.entropy = 0;
  out.extrinsic = 0; // holds a² E (E[x | r, w] − r)² until the end
  for (let k = 0; k <= count; k++) {
    const w = count === 0 ? 0 : from + ((to - from) * k) / count;
    const weight = count === 0 ? 1 : (((to - from) / count) * Math.exp((-0.5 * w * w) / m)) / Math.sqrt(2 * Math.PI * m);
    if (weight < 1e-300) continue;
    atMean(map, nodes, w, weight, a, V, hr, q, withEntropy, out);
  }
  out.open = 1 - out.precision * V;
  out.extrinsic = extrinsicPrecision(out.mmse, a, out.extrinsic);
  return out;
}

interface Nodes {
  readonly h: Float64Array;
  readonly f: Float64Array;
  /** dh of each node. */
  readonly weight: Float64Array;
}

/** From 0 outwards: f is steepest there, so the left end of each panel sets its width. */
function graded(map: SmoothMap, a: number, V: number, reach: number, count: number): Nodes {
  const rule = gaussLegendre(count);
  const h: number[] = [];
  const weight: number[] = [];
  for (let from = 0; from < reach; ) {
    const slope = map.slope(from);
    const width = 2.5 / Math.sqrt(1 / V + a * slope * slope + (slope > 1e-9 ? 3 : 0));
    for (let k = 0; k < count; k++) {
      h.push(from + 0.5 * width * (1 + rule.nodes[k]));
      weight.push(0.5 * width * rule.weights[k]);
    }
    from += width;
  }
  const both = Float64Array.from([...h.map((x) => -x).reverse(), ...h]);
  return { h: both, f: both.map((x) => map.f(x)), weight: Float64Array.from([...weight.slice().reverse(), ...weight]) };
}

let buffers = { total: new Float64Array(0), slope: new Float64Array(0), first: new Float64Array(0), second: new Float64Array(0) };

function atMean(
  map: SmoothMap,
  { h, f, weight: dh }: Nodes,
  w: number,
  weight: number,
  a: number,
  V: number,
  hr: number,
  { cut }: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): void {
  const sdV = Math.sqrt(V);
  const noise = 1 / Math.sqrt(a);
  const start = lowerBound(h, w - cut * sdV);
  const end = lowerBound(h, w + cut * sdV);
  const from = f[start] - cut * noise;
  const count = Math.ceil((f[Math.min(end, h.length - 1)] + cut * noise - from) / hr) + 1;
  if (buffers.total.length < count)
    buffers = {
      total: new Float64Array(2 * count),
      slope: new Float64Array(2 * count),
      first: new Float64Array(2 * count),
      second: new Float64Array(2 * count),
    };
  const { total, slope, first, second } = buffers;
  total.fill(0, 0, count);
  slope.fill(0, 0, count);
  first.fill(0, 0, count);
  second.fill(0, 0, count);
  const centre = map.f(w);
  const front = Math.sqrt(a) / (2 * Math.PI * sdV);
  const local = a * V < 1; // moments about f(w) where the prior is narrower than the noise, about r where it is not
  const q2 = Math.exp(-a * hr * hr);
  let mass = 0;
  let offset = 0; // the mean of (h − w)/V under the rule: 0 but for its error, which V would magnify
  for (let k = start; k < end; k++) {
    const z = (h[k] - w) / V;
    const p = dh[k] * Math.exp(-0.5 * z * (h[k] - w));
    mass += p;
    offset += p * z;
  }
  offset /= mass;
  for (let k = start; k < end; k++) {
    const z = (h[k] - w) / V - offset;
    const p = front * dh[k] * Math.exp((-0.5 * (h[k] - w) ** 2) / V);
    const first0 = Math.max(0, Math.ceil((f[k] - cut * noise - from) / hr));
    const last = Math.min(count - 1, Math.floor((f[k] + cut * noise - from) / hr));
    let d = f[k] - (from + first0 * hr); // f − r
    let g = p * Math.exp(-0.5 * a * d * d);
    let ratio = Math.exp(a * hr * d - 0.5 * a * hr * hr);
    const x = f[k] - centre;
    for (let i = first0; i <= last; i++) {
      const value = local ? x : d;
      total[i] += g;
      slope[i] += g * z;
      first[i] += g * value;
      second[i] += g * value * value;
      g *= ratio;
      ratio *= q2;
      d -= hr;
    }
  }
  let precision = 0;
  let mmse = 0;
  let entropy = 0;
  let score = 0;
  for (let i = 0; i < count; i++) {
    const t = total[i];
    if (t < 1e-280) continue;
    precision += (slope[i] * slope[i]) / t;
    const shift = local ? centre - (from + i * hr) : 0;
    score += t * (first[i] / t + shift) ** 2;
    mmse += Math.max(0, second[i] - (first[i] * first[i]) / t);
    if (withEntropy) entropy -= t * (Math.log(t / Math.sqrt(a / (2 * Math.PI))) + 0.5);
  }
  out.precision += weight * hr * precision;
  out.mmse += weight * hr * mmse;
  out.extrinsic += weight * hr * a * a * score;
  out.entropy += weight * hr * entropy;
}

/** Index of the first value that is not below x. */
function lowerBound(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
