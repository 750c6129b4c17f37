import type { Random } from "../core/random.js";
import { type Kernels, kernels } from "./kernels.js";
import { scratch } from "./scratch.js";

interface Functions extends Kernels {
  reflectPanel32(v: number, n: number, last: number, panel: number): void;
}

/**
 * The first `count` columns of a random orthogonal n × n matrix (Haar's distribution), float32, row-major n × count: a product of reflections
 * by normal vectors of falling length, which is the Q of the QR decomposition of a Gaussian matrix without that matrix.
 *
 * @param count at most n
 * @see Stewart, SIAM J. Numer. Anal. 17, 403 (1980)
 */
export function haarColumns(n: number, count: number, random: Random): Float32Array {
  const instance = kernels() as Functions;
  const memory = scratch(4 * (count * n + 32 * n) + 128, instance);
  const v = memory.f32(count * n);
  const panel = memory.f32(32 * n);
  const signs = new Float32Array(count);
  const x = new Float64Array(n);
  for (let k = 0; k < count; k++) {
    let norm = 0;
    for (let i = k; i < n; i++) {
      x[i] = random.normal();
      norm += x[i] * x[i];
    }
    norm = Math.sqrt(norm);
    const alpha = x[k] > 0 ? -norm : norm;
    x[k] -= alpha;
    // |x|² is now 2 norm (norm + |x_k|): scaled to 2
    const scale = 1 / Math.sqrt(norm * Math.abs(x[k]));
    v.fill(0, k * n, k * n + k);
    for (let i = k; i < n; i++) v[k * n + i] = x[i] * scale;
    signs[k] = Math.sign(alpha);
  }
  const out = new Float32Array(n * count);
  for (let from = 0; from < count; from += 32) {
    const columns = Math.min(32, count - from);
    panel.fill(0);
    for (let j = 0; j < columns; j++) panel[(from + j) * 32 + j] = signs[from + j];
    instance.reflectPanel32(v.byteOffset, n, from + columns - 1, panel.byteOffset);
    for (let i = 0; i < n; i++) for (let j = 0; j < columns; j++) out[i * count + from + j] = panel[i * 32 + j];
  }
  return out;
}
