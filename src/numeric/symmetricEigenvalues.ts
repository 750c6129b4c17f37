/**
 * All eigenvalues of a symmetric matrix, ascending: Householder reduction to tridiagonal form (4n³/3 operations), then implicit QL. Absolute
 * error a few 1e-16 of the largest.
 *
 * @param lower n × n, row-major; only the lower triangle is read, and it is overwritten
 * @see Golub & Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3
 */
export function symmetricEigenvalues(lower: Float64Array, n: number): Float64Array {
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  tridiagonalise(lower, n, diagonal, off);
  implicitQl(diagonal, off, n);
  return diagonal.sort();
}

/**
 * All eigenvalues of a symmetric tridiagonal matrix, ascending, in place of its diagonal.
 *
 * @param off off[i] links i − 1 and i; off[0] is not read
 */
export function tridiagonalEigenvalues(diagonal: Float64Array, off: Float64Array): Float64Array {
  implicitQl(diagonal, off, diagonal.length);
  return diagonal.sort();
}

/** Rows are reduced from the last upwards: row i, left of its diagonal, becomes (0, …, 0, off[i]). */
function tridiagonalise(a: Float64Array, n: number, diagonal: Float64Array, off: Float64Array): void {
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    diagonal[i] = a[row + i];
    let scale = 0;
    for (let k = 0; k < i; k++) scale = Math.max(scale, Math.abs(a[row + k]));
    let norm = 0;
    for (let k = 0; k < i; k++) {
      const x = scale > 0 ? a[row + k] / scale : 0;
      norm += x * x;
    }
    norm = scale * Math.sqrt(norm);
    if (norm === 0) {
      off[i] = 0;
      continue;
    }
    const last = a[row + i - 1];
    const alpha = last > 0 ? -norm : norm;
    off[i] = alpha;
    // v = x − α e, H = I − v vᵀ/h with h = ½ vᵀv = norm² − α·last
    a[row + i - 1] = last - alpha;
    const h = norm * norm - alpha * last;
    p.fill(0, 0, i);
    for (let j = 0; j < i; j++) {
      const r = j * n;
      const vj = a[row + j];
      let s0 = 0;
      let s1 = 0;
      let k = 0;
      for (; k + 1 < j; k += 2) {
        const x = a[r + k];
        const y = a[r + k + 1];
        s0 += x * a[row + k];
        s1 += y * a[row + k + 1];
        p[k] += x * vj;
        p[k + 1] += y * vj;
      }
      for (; k < j; k++) {
        s0 += a[r + k] * a[row + k];
        p[k] += a[r + k] * vj;
      }
      p[j] += s0 + s1 + a[r + j] * vj;
    }
    let product = 0;
    for (let k = 0; k < i; k++) {
      p[k] /= h;
      product += p[k] * a[row + k];
    }
    const half = product / (2 * h);
    for (let k = 0; k < i; k++) p[k] -= half * a[row + k];
    for (let j = 0; j < i; j++) {
      const r = j * n;
      const vj = a[row + j];
      const pj = p[j];
      for (let k = 0; k <= j; k++) a[r + k] -= vj * p[k] + pj * a[row + k];
    }
  }
  diagonal[0] = a[0];
}

function implicitQl(d: Float64Array, off: Float64Array, n: number): void {
  const e = new Float64Array(n);
  for (let i = 1; i < n; i++) e[i - 1] = off[i];
  for (let l = 0; l < n; l++)
    for (let round = 0; ; round++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > 2.2e-16 * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++;
      if (m === l) break;
      if (round === 60) throw new Error("symmetricEigenvalues: no convergence after 60 QL steps for one eigenvalue; is the matrix finite?");
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      const r0 = Math.hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r0 : -r0));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
      }
      if (i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
}
