"""Milliseconds of CPU per step of plain SGD on USV layers or dense ones of the same sizes, without biases, in PyTorch.

Usage: usv.py < one line of JSON: {sizes, activations, loss: "mse" | "crossEntropy", batchSize, steps, kind: "usv" | "dense"}
U and V are buffers, s is a parameter: y = ((x U) * s) V, so that PyTorch, too, computes no gradient for U and V.
"""
import json, sys, time
import torch

job = json.load(sys.stdin)
torch.set_num_threads(1)
torch.manual_seed(1)


class Usv(torch.nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        u, s, v = torch.linalg.svd(torch.randn(inputs, outputs) / inputs**0.5, full_matrices=False)
        self.register_buffer("u", u.contiguous())
        self.register_buffer("v", v.contiguous())
        self.s = torch.nn.Parameter(s)

    def forward(self, x):
        return ((x @ self.u) * self.s) @ self.v


sizes = job["sizes"]
layers = []
for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
    last = i == len(sizes) - 2
    layers.append(Usv(a, b) if job["kind"] == "usv" and not last else torch.nn.Linear(a, b, bias=False))
    if not last and job["activations"][i] == "hardtanh":
        layers.append(torch.nn.Hardtanh())
net = torch.nn.Sequential(*layers)
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3)
batch, steps = job["batchSize"], job["steps"]
x = torch.randn(steps * batch, sizes[0])
if job["loss"] == "mse":
    y, loss = torch.randn(steps * batch, sizes[-1]), torch.nn.MSELoss()
else:
    y, loss = torch.arange(steps * batch) % 2, torch.nn.CrossEntropyLoss()


def run(count):
    for k in range(0, count * batch, batch):
        optimizer.zero_grad(set_to_none=True)
        loss(net(x[k : k + batch]), y[k : k + batch]).backward()
        optimizer.step()


run(min(5, steps))
start = time.process_time()
run(steps)
print(1000 * (time.process_time() - start) / steps)
