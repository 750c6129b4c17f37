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
  givenV: number,
  m: number,
  q: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): ScalarChannel {
  const V = Math.max(givenV, 1e-20); // below, rounding of f(h) would be larger than its variance
  const sdV = Math.sqrt(V);
  const noise = 1 / Math.sqrt(a);
  const reach = q.cut * Math.sqrt(m);
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
    atMean(map, w, weight, a, V, hr, q, withEntropy, out);
  }
  out.open = 1 - out.precision * V;
  out.extrinsic = extrinsicPrecision(out.mmse, a, out.extrinsic);
  return out;
}

/**
 * Panels over w ± cut·√V, each 2.5 standard deviations of the narrowest posterior of h on it. Reuses its arrays; returns how many nodes.
 */
function graded(map: SmoothMap, a: number, V: number, w: number, { cut, nodes: count }: Quadrature): number {
  const rule = gaussLegendre(count);
  const sd = Math.sqrt(V);
  const end = cut * sd;
  let n = 0;
  for (let from = -end; from < end; ) {
    const left = w + from;
    const longest = left < 0 ? Math.min(2.5 * sd, 1.5) : 2.5 * sd;
    const slope = map.slope(left > 0 ? left : Math.min(0, left + longest)); // the steepest on the panel
    const narrowest = 2.5 / Math.sqrt(1 / V + a * slope * slope + (slope > 1e-9 ? 3 : 0));
    const width = Math.min(narrowest, longest, end - from + 1e-9 * sd);
    if (n + count > offsets.length) {
      offsets = doubledLength(offsets);
      values = doubledLength(values);
      spans = doubledLength(spans);
    }
    for (let k = 0; k < count; k++) {
      const offset = from + 0.5 * width * (1 + rule.nodes[k]);
      offsets[n] = offset;
      values[n] = map.f(w + offset);
      spans[n++] = 0.5 * width * rule.weights[k];
    }
    from += width;
  }
  return n;
}

let offsets = new Float64Array(1024); // h − w
let values = new Float64Array(1024); // f(h)
let spans = new Float64Array(1024); // dh

function doubledLength(values: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(2 * values.length);
  out.set(values);
  return out;
}

let buffers = { total: new Float64Array(0), slope: new Float64Array(0), first: new Float64Array(0), second: new Float64Array(0) };

function atMean(
  map: SmoothMap,
  w: number,
  weight: number,
  a: number,
  V: number,
  hr: number,
  quadrature: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): void {
  const { cut } = quadrature;
  const sdV = Math.sqrt(V);
  const noise = 1 / Math.sqrt(a);
  const end = graded(map, a, V, w, quadrature);
  const from = values[0] - cut * noise;
  const count = Math.ceil((values[end - 1] + cut * noise - from) / hr) + 1;
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
  for (let k = 0; k < end; k++) {
    const z = offsets[k] / V;
    const p = spans[k] * Math.exp(-0.5 * z * offsets[k]);
    mass += p;
    offset += p * z;
  }
  offset /= mass;
  for (let k = 0; k < end; k++) {
    const z = offsets[k] / V - offset;
    const p = front * spans[k] * Math.exp((-0.5 * offsets[k] * offsets[k]) / V);
    const first0 = Math.max(0, Math.ceil((values[k] - cut * noise - from) / hr));
    const last = Math.min(count - 1, Math.floor((values[k] + cut * noise - from) / hr));
    let d = values[k] - (from + first0 * hr); // f − r
    let g = p * Math.exp(-0.5 * a * d * d);
    let ratio = Math.exp(a * hr * d - 0.5 * a * hr * hr);
    const x = values[k] - centre;
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
    const d = first[i] / t + shift; // E[x | r, w] − r
    score += t * d * d;
    mmse += Math.max(0, second[i] - (first[i] * first[i]) / t);
    if (withEntropy) entropy -= t * (Math.log(t / Math.sqrt(a / (2 * Math.PI))) + 0.5);
  }
  out.precision += weight * hr * precision;
  out.mmse += weight * hr * mmse;
  out.extrinsic += weight * hr * a * a * score;
  out.entropy += weight * hr * entropy;
}
