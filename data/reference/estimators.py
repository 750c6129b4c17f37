"""Makes estimators.json: the same data through scikit-learn, SciPy and NumPy. Run: python3 estimators.py > estimators.json"""

import json

import numpy as np
import scipy
import sklearn
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.special import digamma, gammaln, logsumexp
from scipy.stats import entropy, norm, rankdata
from sklearn.feature_selection._mutual_info import _compute_mi_cc, _compute_mi_cd
from sklearn.metrics import mutual_info_score

rng = np.random.default_rng(20250101)
n = 60
x1 = np.round(rng.standard_normal(n), 6)
y1 = np.round(0.8 * x1 + 0.6 * rng.standard_normal(n), 6)
x2 = np.round(rng.standard_normal((n, 2)), 6)
y2 = np.round(x2 @ np.array([[0.7, 0.2, 0.0], [0.1, 0.5, 0.4]]) + 0.5 * rng.standard_normal((n, 3)), 6)
z1 = np.round(x1 + 0.5 * rng.standard_normal(n), 6)
labels = (x1 + 0.7 * rng.standard_normal(n) > 0).astype(int) + (y1 > 1)
symbols = rng.integers(0, 5, n)
# half of the pairs sit on a 2 x 2 grid, half are continuous
mixed = rng.uniform(size=n) < 0.5
gx = np.where(mixed, rng.integers(0, 2, n), x1)
gy = np.where(mixed, gx, y1)


def pairs(a, p):
    a = a.reshape(n, -1)
    return cdist(a, a, {"max": "chebyshev", "euclidean": "euclidean"}[p])


def ksg(x, y, k, p, variant):
    dx, dy = pairs(x, p), pairs(y, p)
    joint = np.maximum(dx, dy)
    np.fill_diagonal(joint, np.inf)
    order = np.argsort(joint, axis=1)[:, :k]
    off = ~np.eye(n, dtype=bool)
    if variant == 1:
        r = np.take_along_axis(joint, order, 1)[:, -1:]
        nx, ny = ((dx < r) & off).sum(1), ((dy < r) & off).sum(1)
        return digamma(k) + digamma(n) - np.mean(digamma(nx + 1) + digamma(ny + 1))
    rx = np.take_along_axis(dx, order, 1).max(1, keepdims=True)
    ry = np.take_along_axis(dy, order, 1).max(1, keepdims=True)
    nx, ny = ((dx <= rx) & off).sum(1), ((dy <= ry) & off).sum(1)
    return digamma(k) - 1 / k + digamma(n) - np.mean(digamma(nx) + digamma(ny))


def cmi(x, y, z, k, p):
    dx, dy, dz = pairs(x, p), pairs(y, p), pairs(z, p)
    joint = np.maximum(np.maximum(dx, dy), dz)
    np.fill_diagonal(joint, np.inf)
    r = np.sort(joint, axis=1)[:, k - 1 : k]
    inside = [(np.maximum(a, dz) < r).sum(1) - 1 for a in (dx, dy, dz)]
    return digamma(k) - np.mean(digamma(inside[0] + 1) + digamma(inside[1] + 1) - digamma(inside[2] + 1))


def kozachenko(x, k, p):
    x = x.reshape(n, -1)
    d = x.shape[1]
    eps = cKDTree(x).query(x, k + 1, p={"max": np.inf, "euclidean": 2}[p])[0][:, k]
    volume = d * np.log(2) if p == "max" else d / 2 * np.log(np.pi) - gammaln(d / 2 + 1)
    return digamma(n) - digamma(k) + volume + d * np.mean(np.log(eps))


def gao(x, y, k):
    dx, dy = pairs(x, "max"), pairs(y, "max")
    joint = np.maximum(dx, dy)
    r = np.sort(joint, axis=1)[:, k]
    total = 0
    for i in range(n):
        if r[i] == 0:
            ki, nx, ny = (joint[i] == 0).sum(), (dx[i] == 0).sum(), (dy[i] == 0).sum()
        else:
            ki, nx, ny = k, (dx[i] < r[i]).sum(), (dy[i] < r[i]).sum()
        total += (digamma(ki) + np.log(n) - digamma(nx) - digamma(ny)) / n
    return total


def kde(x, v, bound):
    x = x.reshape(n, -1)
    d = x.shape[1]
    w = v if bound == "upper" else 4 * v
    inner = logsumexp(-cdist(x, x, "sqeuclidean") / (2 * w), axis=1) - np.log(n)
    return d / 2 * (1 + np.log(2 * np.pi * v)) - inner.mean()


def gaussian(x, y):
    x, y = x.reshape(n, -1), y.reshape(n, -1)
    dets = [np.linalg.slogdet(np.atleast_2d(np.cov(a, rowvar=False)))[1] for a in (x, y, np.hstack([x, y]))]
    return 0.5 * (dets[0] + dets[1] - dets[2])


def scores(x):
    return norm.ppf(np.apply_along_axis(rankdata, 0, x.reshape(n, -1)) / (n + 1))


ks = [1, 3, 5]
out = {
    "origin": f"estimators.py beside this file; scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}",
    "data": {
        "x1": x1.tolist(), "y1": y1.tolist(), "z1": z1.tolist(), "x2": x2.tolist(), "y2": y2.tolist(),
        "labels": labels.tolist(), "symbols": symbols.tolist(), "gx": gx.tolist(), "gy": gy.tolist(),
    },
    "sklearn_cc": {k: _compute_mi_cc(x1, y1, k) for k in ks},
    # k stays below half of the smallest class (10 rows): from there on scikit-learn's neighbours come from |x|^2 + |y|^2 - 2 x y, with
    # radii that rounding moves across a sample
    "sklearn_cd": {k: _compute_mi_cd(x1, labels, k) for k in (1, 3, 4)},
    "sklearn_mutual_info_score": mutual_info_score(labels, symbols),
    "scipy_entropy": entropy(np.unique(symbols, return_counts=True)[1]),
    "ksg": {f"{p} {v} {k}": ksg(x2, y2, k, p, v) for p in ("max", "euclidean") for v in (1, 2) for k in ks},
    "cmi": {f"{p} {k}": cmi(x1, y2, z1, k, p) for p in ("max", "euclidean") for k in ks},
    "kozachenko": {f"{p} {k}": kozachenko(y2, k, p) for p in ("max", "euclidean") for k in ks},
    "gao": {k: gao(gx, gy, k) for k in ks},
    "kde": {f"{b} {v}": kde(y2, v, b) for b in ("upper", "lower") for v in (0.01, 0.5)},
    "gaussian": gaussian(x2, y2),
    "gaussian_entropy": 0.5 * np.linalg.slogdet(2 * np.pi * np.e * np.cov(y2, rowvar=False))[1],
    "copula": gaussian(scores(x2), scores(y2)),
    "digamma": [[v, float(digamma(v))] for v in (1e-3, 0.1, 0.77, 1, 2.5, 9.99, 10, 60, 1e4, 1e9)],
    "log_gamma": [[v, float(gammaln(v))] for v in (1e-3, 0.5, 1, 1.5, 2, 7.25, 10, 33.5, 500.5)],
}
print(json.dumps(out))
