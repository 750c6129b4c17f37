"""The same training steps as wide.mjs in PyTorch: prints the milliseconds of each round that is asked for.

Usage: wide.py work threads; one line "n" on standard input runs n steps. Work is JSON: {kind: "usv" | "dense" | "cnn", sizes, hidden, batch, loss}.
The algebra of USV layers is ours: rotations between linear ones are multiplied once, a narrow last layer is multiplied by the fixed factor below
it first, nothing is computed for fixed factors.
"""
import json, sys, time, torch

work, threads = json.loads(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
F = torch.nn.functional
kind, sizes, batch = work["kind"], work["sizes"], work["batch"]
hidden = [{"linear": None, "relu": torch.relu, "hardtanh": F.hardtanh, "tanh": torch.tanh}[f] for f in work["hidden"]]


def orthonormal(rows, cols):
    q = torch.linalg.qr(torch.randn(max(rows, cols), min(rows, cols)))[0]
    return (q if rows >= cols else q.T).contiguous()


def usv():
    """x U1 diag(s1) (V1 U2) diag(s2) V2 relu ...: one matrix between two diagonals, or two with an activation between."""
    depth = len(sizes) - 2
    U = [orthonormal(sizes[l], min(sizes[l], sizes[l + 1])) for l in range(depth)]
    V = [orthonormal(min(sizes[l], sizes[l + 1]), sizes[l + 1]) for l in range(depth)]
    s = [torch.rand(min(sizes[l], sizes[l + 1])).requires_grad_() for l in range(depth)]
    w = (torch.randn(sizes[-2], sizes[-1]) / sizes[-2] ** 0.5).requires_grad_()
    joined = [hidden[l] is None and l + 1 < depth for l in range(depth)]
    M = [V[l] @ U[l + 1] if joined[l] else None for l in range(depth)]

    def forward(t):
        t = t @ U[0]
        for l in range(depth):
            t = t * s[l]
            if joined[l]:
                t = t @ M[l]
                continue
            if hidden[l] is None:
                return t @ (V[l] @ w)
            t = hidden[l](t @ V[l])
            if l + 1 < depth:
                t = t @ U[l + 1]
        return t @ w

    return forward, s + [w]


def dense():
    W = [(torch.randn(a, b) / a**0.5).requires_grad_() for a, b in zip(sizes, sizes[1:])]

    def forward(t):
        for w, f in zip(W, hidden + [None]):
            t = t @ w if f is None else f(t @ w)
        return t

    return forward, W


if kind == "cnn":
    net = torch.nn.Sequential(
        *[torch.nn.Conv2d(1, 16, 5), torch.nn.Tanh(), torch.nn.MaxPool2d(2), torch.nn.Conv2d(16, 32, 5), torch.nn.Tanh()],
        *[torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(512, 128), torch.nn.Tanh(), torch.nn.Linear(128, 10)],
    )
    forward, parameters = net, list(net.parameters())
    x = torch.rand(16, batch, 1, 28, 28)
else:
    forward, parameters = usv() if kind == "usv" else dense()
    x = torch.randn(16, batch, sizes[0])

y = torch.randint(0, sizes[-1], (16, batch))
target = torch.randn(16, batch, sizes[-1])
optimizer = torch.optim.SGD(parameters, lr=1e-3)


def step(k):
    optimizer.zero_grad(set_to_none=True)
    out = forward(x[k % 16])
    (F.mse_loss(out, target[k % 16]) if work.get("loss") == "mse" else F.cross_entropy(out, y[k % 16])).backward()
    optimizer.step()


for line in sys.stdin:
    count = int(line)
    start = time.perf_counter()
    for k in range(count):
        step(k)
    print(1000 * (time.perf_counter() - start) / count, flush=True)
