"""Trains 12-10-7-5-4-3-2 (tanh, softmax cross-entropy, Adam, batch 256) with PyTorch or NumPy, and prints seconds and the final training loss.

Usage: train.py torch|numpy threads epochs noise < rows, one line of JSON: {"x": [...], "y": [...]}
With noise > 0, Gaussian noise of that standard deviation is added after every hidden tanh.
The faster idioms are used: one gather per epoch, slices per batch; in NumPy all parameters lie in one array, so that Adam is a few calls.
"""
import json, sys, time
import numpy as np

which, threads, epochs, noise = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
rows = json.load(sys.stdin)
y = np.array(rows["y"], dtype=np.int64)
x = np.array(rows["x"], dtype=np.float32).reshape(len(y), 12)
sizes = [12, 10, 7, 5, 4, 3, 2]
rng = np.random.default_rng(1)
batch, rate, b1, b2, eps = 256, 4e-4, 0.9, 0.999, 1e-8


def with_torch():
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    class Noise(torch.nn.Module):
        def forward(self, t):
            return t + noise * torch.randn_like(t) if self.training else t

    layers = []
    for i in range(6):
        layers.append(torch.nn.Linear(sizes[i], sizes[i + 1]))
        if i < 5:
            layers.append(torch.nn.Tanh())
            if noise:
                layers.append(Noise())
    net = torch.nn.Sequential(*layers)
    try:
        optimizer = torch.optim.Adam(net.parameters(), lr=rate, foreach=True)
    except TypeError:
        optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    loss = torch.nn.CrossEntropyLoss()
    X, Y = torch.from_numpy(x), torch.from_numpy(y)

    def epoch():
        order = torch.randperm(len(Y))
        xs, ys = X[order], Y[order]
        for k in range(0, len(Y), batch):
            optimizer.zero_grad(set_to_none=True)
            loss(net(xs[k : k + batch]), ys[k : k + batch]).backward()
            optimizer.step()

    return epoch, lambda: float(loss(net.eval()(X), Y))


def with_numpy():
    count = sum(a * b + b for a, b in zip(sizes, sizes[1:]))
    theta, grad, m, v = (np.zeros(count, np.float32) for _ in range(4))
    W, B, GW, GB, at = [], [], [], [], 0
    for a, b in zip(sizes, sizes[1:]):
        W.append(theta[at : at + a * b].reshape(a, b))
        GW.append(grad[at : at + a * b].reshape(a, b))
        B.append(theta[at + a * b : at + a * b + b])
        GB.append(grad[at + a * b : at + a * b + b])
        theta[at : at + a * b + b] = rng.uniform(-1, 1, a * b + b) / np.sqrt(a)
        at += a * b + b
    onehot = np.eye(2, dtype=np.float32)[y]
    step = [0]

    def forward(t, training=True):
        ts, clean = [t], [t]
        for k in range(6):
            z = ts[-1] @ W[k]
            z += B[k]
            if k < 5:
                np.tanh(z, out=z)
            clean.append(z)
            if noise and training and k < 5:
                z = z + np.float32(noise) * rng.standard_normal(z.shape, dtype=np.float32)
            ts.append(z)
        return ts, clean

    def softmax(z):
        z = z - z.max(1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(1, keepdims=True)
        return z

    def epoch():
        order = rng.permutation(len(y))
        xs, ys = x[order], onehot[order]
        for k in range(0, len(y), batch):
            ts, clean = forward(xs[k : k + batch])
            d = softmax(ts[-1])
            d -= ys[k : k + batch]
            d *= np.float32(1 / len(d))
            for l in range(5, -1, -1):
                np.dot(ts[l].T, d, out=GW[l])
                d.sum(0, out=GB[l])
                if l:
                    d = d @ W[l].T
                    d *= 1 - clean[l] * clean[l]
            step[0] += 1
            m[:] = b1 * m + np.float32(1 - b1) * grad
            v[:] = b2 * v + np.float32(1 - b2) * (grad * grad)
            root = np.sqrt(v)
            root *= np.float32(1 / np.sqrt(1 - b2 ** step[0]))
            root += np.float32(eps)
            np.subtract(theta, np.float32(rate / (1 - b1 ** step[0])) * m / root, out=theta)

    def final():
        p = softmax(forward(x, False)[0][-1])
        return float(-np.log(p[np.arange(len(y)), y]).mean())

    return epoch, final


epoch, final = with_torch() if which == "torch" else with_numpy()
for _ in range(20):
    epoch()
start = time.perf_counter()
for _ in range(epochs):
    epoch()
json.dump({"seconds": time.perf_counter() - start, "loss": final()}, sys.stdout)
