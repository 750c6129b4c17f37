/**
 * Anderson's acceleration of a fixed-point iteration x ← G(x): of the last steps, the combination whose residual is smallest. Where the
 * iteration drifts slowly and the combination points nowhere near, every third plain step is stretched along the drift instead.
 *
 * @param dimension length of x
 * @param depth how many differences are kept
 * @param largest a proposed step longer than this in any component is not taken; the plain step is
 * @returns `next(x, gx)`: the next x, from the present one and its image; `forget()` drops the past
 * @see Walker & Ni, SIAM J. Numer. Anal. 49, 1715 (2011)
 */
export function andersonMixing(dimension: number, depth: number, largest: number) {
  let xs: Float64Array[] = [];
  let fs: Float64Array[] = [];
  let refused = 0;
  return {
    forget(): void {
      xs = [];
      fs = [];
    },
    next(x: Float64Array, gx: Float64Array): Float64Array {
      xs.push(x.slice());
      fs.push(gx.map((g, i) => g - x[i]));
      if (xs.length > depth + 1) {
        xs.shift();
        fs.shift();
      }
      const k = Math.min(xs.length - 1, dimension);
      if (k === 0) return gx.slice();
      const last = xs.length - 1;
      const f = fs[last];
      const dF = Array.from({ length: k }, (_, j) => f.map((v, i) => v - fs[last - 1 - j][i]));
      const coefficients = leastSquares(dF, f);
      const out = gx.slice();
      for (let j = 0; j < k; j++) for (let i = 0; i < dimension; i++) out[i] -= coefficients[j] * (x[i] - xs[last - 1 - j][i] + dF[j][i]);
      if (out.every((value, i) => Math.abs(value - x[i]) <= largest)) {
        refused = 0;
        return out;
      }
      if (++refused % 3 !== 0) return gx.slice();
      const longest = f.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const stretch = Math.max(1, Math.min(100, 0.5 / longest));
      xs = [];
      fs = [];
      return x.map((value, i) => value + stretch * f[i]);
    },
  };
}

/** min |Σ c_j column_j − b|² by Gram–Schmidt; columns that add nothing new get 0. */
function leastSquares(columns: readonly Float64Array[], b: Float64Array): Float64Array {
  const k = columns.length;
  const basis: Float64Array[] = [];
  const upper = Array.from({ length: k }, () => new Float64Array(k));
  const used: boolean[] = [];
  for (let j = 0; j < k; j++) {
    const v = columns[j].slice();
    const before = Math.sqrt(dot(v, v));
    for (let i = 0; i < j; i++) {
      if (!used[i]) continue;
      upper[i][j] = dot(basis[i], v);
      for (let n = 0; n < v.length; n++) v[n] -= upper[i][j] * basis[i][n];
    }
    const norm = Math.sqrt(dot(v, v));
    used[j] = norm > 1e-7 * before && norm > 0;
    upper[j][j] = norm;
    basis.push(used[j] ? v.map((x) => x / norm) : v);
  }
  const out = new Float64Array(k);
  for (let j = k - 1; j >= 0; j--) {
    if (!used[j]) continue;
    let rest = dot(basis[j], b);
    for (let i = j + 1; i < k; i++) rest -= upper[j][i] * out[i];
    out[j] = rest / upper[j][j];
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
