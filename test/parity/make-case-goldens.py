"""Writes what real PyTorch computes for the cases in cases/, for the tests beside this file. Run by hand:

    python -m venv /tmp/torch && /tmp/torch/bin/pip install torch numpy
    /tmp/torch/bin/python test/parity/make-case-goldens.py [name of a table ...]

A table of cases is read by this script and by the tests alike. Each case starts from `manual_seed(seed)` (by
default 1), so initial weights and inputs need not be stored: both sides draw them. Names are Gradbook's; here
they become PyTorch's (`numLayers` -> `num_layers`).

- a case is `new nn[name](...args, options)`, called with the inputs and the options `call`.
- inputs: a shape is `randn`; {"shape", "as"} is `rand`, `int` (with low, high), `positive`, `softmax`,
  `logSoftmax`, `sign`, `probability` or `special`; `constant` asks for no gradient; {"list": [...]} is a list of inputs.
- {"tensor": nested, "dtype"} in args and options is a tensor, {"module": {"name", "args", "options"}} a module.
- in tensors.json a case is a method of the first input, or a `function` of `torch`, with the other inputs, `args` and
  `options`; where `args` or options beside them have {"input": i}, the inputs stand there. What a method that ends in `_` changes is a copy.
  In functional.json a case is a function of `nn.functional`, in linalg.json one of `linalg`, in fft.json one of `fft`, in
  special.json one of `special`.
- {"complex": shape} is complex numbers of two `randn`; a result that is complex is its real and its imaginary part.
- `lengths` packs the first input, sequences of these lengths, and pads the first result.
- `wrap` names a function of `nn.utils.parametrizations`, or where it is `old` of `nn.utils`, that the module goes through, with the options `wrapOptions`.

The gradient that goes in is ((7 i) mod 11 - 5) / 5 at element i of each result. Tensors of more than LONG
elements are stored as every n-th element, n the first odd number that leaves no more.
"""

import hashlib
import json
import math
import pathlib
import re
import sys

import torch
import torch.nn.functional as F
from torch import nn

here = pathlib.Path(__file__).parent
LONG = 160
SPECIAL = [math.nan, 0.5, -math.inf, 1.5, 0.0, -2.5, math.inf, -0.5, 2.5, -1.5, 3e38, 1e-30]
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True, warn_only=True)
# Muon iterates in bfloat16; Gradbook in float32, as here.
torch.bfloat16 = torch.float32


def snake(name):
    name = re.sub(r"^atleast(\d)", r"atleast_\1", name)
    return name if name.isupper() else re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def value(x):
    """An argument as PyTorch takes it."""
    if isinstance(x, dict) and "tensor" in x:
        dtype = {"float32": torch.float32, "int32": torch.int64, "bool": torch.bool}[x.get("dtype", "float32")]
        return torch.tensor(x["tensor"], dtype=dtype)
    if isinstance(x, dict) and "module" in x:
        made = x["module"]
        return getattr(nn, made["name"])(*map(value, made.get("args", [])), **options(made))
    if isinstance(x, dict):
        return {snake(k): value(v) for k, v in x.items()}
    if isinstance(x, list):
        return tuple(value(v) for v in x)
    return x


def options(case):
    result = {snake(k): value(v) for k, v in case.get("options", {}).items()}
    if isinstance(result.get("dtype"), str):
        result["dtype"] = getattr(torch, result["dtype"])
    return {case.get("renamed", {}).get(k, k): v for k, v in result.items()}


def made(spec):
    """An input; only floats that aren't constant need a gradient."""
    if spec is None:
        return None
    if isinstance(spec, list):
        return torch.randn(spec).requires_grad_()
    if "complex" in spec:
        parts = [torch.randn(spec["complex"]).requires_grad_() for _ in range(2)]
        x = torch.complex(*parts)
        x.parts = parts
        return x
    if "list" in spec:
        return [made(item) for item in spec["list"]]
    if "tensor" in spec:
        x = value(spec)
        return x if spec.get("constant") or not x.is_floating_point() else x.requires_grad_()
    shape, kind = spec["shape"], spec.get("as", "randn")
    x = {
        "randn": lambda: torch.randn(shape),
        "rand": lambda: torch.rand(shape),
        "positive": lambda: torch.rand(shape) + 0.5,
        "probability": lambda: torch.rand(shape) * 0.9 + 0.05,
        "softmax": lambda: torch.randn(shape).softmax(1),
        "logSoftmax": lambda: torch.randn(shape).log_softmax(spec.get("dim", 1)),
        "sign": lambda: torch.randint(0, 2, shape) * 2.0 - 1,
        "int": lambda: torch.randint(spec.get("low", 0), spec["high"], shape),
        "special": lambda: torch.tensor([SPECIAL[i % len(SPECIAL)] for i in range(math.prod(shape))]).reshape(shape),
    }[kind]()
    return x.requires_grad_() if x.is_floating_point() and not spec.get("constant") else x


def flat(x):
    """All tensors in a result, in order."""
    if hasattr(x, "parts"):
        return x.parts
    if isinstance(x, torch.Tensor):
        return [x.real, x.imag] if x.is_complex() else [x]
    if isinstance(x, (list, tuple)):
        return [t for item in x for t in flat(item)]
    return []


def rounded(values):
    """Seven digits; what JSON has no number for, as JavaScript reads it."""
    names = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    return [names.get(str(v)) or float(f"{v:.7g}") if isinstance(v, float) else v for v in values]


def entry(x):
    values = x.detach().flatten().tolist()
    step = 1
    while len(values) / step > LONG:
        step += 2
    return [list(x.shape), rounded(v if isinstance(v, (bool, int)) else v for v in values[::step])]


def incoming(y):
    return ((torch.arange(y.numel()) * 7 % 11 - 5) / 5).reshape(y.shape)


def run(function, inputs):
    """Results, and the gradients of inputs."""
    outputs = flat(function())
    floats = [y for y in outputs if y.requires_grad]
    if floats:
        torch.autograd.backward(floats, [incoming(y) for y in floats])
    result = {"outputs": [entry(y) for y in outputs]}
    if floats:
        result["gradients"] = [None if x.grad is None else entry(x.grad + 0) for x in inputs]
    return result


def module_case(case):
    module = getattr(nn, case["name"])(*map(value, case.get("args", [])), **options(case))
    if "wrap" in case:
        wrap = getattr(nn.utils if "old" in case else nn.utils.parametrizations, snake(case["wrap"]))
        named = options({"options": case.get("wrapOptions", {})})
        module = wrap(module, **{k: snake(v) if k == "orthogonal_map" else v for k, v in named.items()})
    inputs = [made(spec) for spec in case["inputs"]]
    call = options({"options": case.get("call", {})})

    def compute():
        if "lengths" not in case:
            return module(*inputs, **call)
        rnn, first = nn.utils.rnn, bool(case.get("options", {}).get("batchFirst"))
        packed = rnn.pack_padded_sequence(inputs[0], case["lengths"], batch_first=first, enforce_sorted=False)
        output, *rest = module(packed, *inputs[1:])
        return [rnn.pad_packed_sequence(output, batch_first=first)[0], *rest]

    result = run(compute, flat(inputs))
    result["parameters"] = {k: None if p.grad is None else entry(p.grad) for k, p in module.named_parameters()}
    result["buffers"] = {k: entry(b) for k, b in module.named_buffers()}
    module.eval()
    result["evaluated"] = [entry(y) for y in flat(compute())]
    return result


def case_goldens(table):
    cases = json.loads((here / "cases" / f"{table}.json").read_text())
    result = {}
    for case in cases:
        torch.manual_seed(case.get("seed", 1))
        key = case.get("case", case["name"])
        assert key not in result, f"two cases are named {key}"
        try:
            result[key] = module_case(case)
        except Exception as error:
            raise RuntimeError(f"case {key}: {error}") from error
    return result


def index(x):
    """An index as Python writes it."""
    if isinstance(x, dict):
        return slice(x.get("start"), x.get("end"), x.get("step"))
    return slice(None) if x == ":" else Ellipsis if x == "..." else x


def tensor_goldens(table, namespace=torch):
    """Methods, or functions of `namespace`."""
    result = {}
    for case in json.loads((here / "cases" / f"{table}.json").read_text()):
        torch.manual_seed(1)
        inputs = [made(spec) for spec in case["inputs"]]
        name, is_function = case["name"], "function" in case or namespace is not torch
        given = [inputs[0].clone(), *inputs[1:]] if name.endswith("_") or name == "setAt" else inputs
        args = case.get("args")

        def filled(x):
            if isinstance(x, dict) and "input" in x:
                return given[x["input"]]
            return [filled(item) for item in x] if isinstance(x, list) else x

        def compute():
            if name in ("at", "index"):
                return given[0][tuple(index(filled(i)) for i in args)]
            if name == "setAt":
                given[0][tuple(index(filled(i)) for i in args[0])] = filled(args[1])
                return given[0]
            rest = given[0 if is_function else 1 :]
            named = options({**case, "options": {k: filled(v) for k, v in case.get("options", {}).items()}})
            placed = args is not None and (is_function or '"input"' in json.dumps([args, case.get("options")]))
            values = [filled(a) for a in args] if placed else [*rest, *(args or [])]
            if name == "stft":
                named["return_complex"] = True
            if is_function:
                return getattr(namespace, snake(name))(*values, **named)
            method = getattr(torch.Tensor, snake(name), None) or getattr(torch, snake(name))
            return method(given[0], *values, **named)

        key = case.get("case", name)
        assert key not in result, f"two cases are named {key}"
        try:
            result[key] = run(compute, flat(inputs))
        except Exception as error:
            raise RuntimeError(f"case {case}: {error}") from error
    return result


def saved(state):
    """What an optimizer keeps of a parameter; lists joined."""
    tensors = {k: torch.stack(v) if isinstance(v, list) and k != "al" else v for k, v in state.items()}
    return {k: entry(torch.as_tensor(v, dtype=torch.float32)) for k, v in tensors.items() if v is not None and not isinstance(v, list)}


def optimizer_goldens():
    """Losses and last parameters of a small network that learns a fixed batch."""
    result = {}
    for case in json.loads((here / "cases" / "optimizers.json").read_text()):
        torch.manual_seed(1)
        net = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 3))
        x, y = torch.randn(24, 6), torch.randint(0, 3, (24,))
        parameters = list(net.parameters())
        named = options(case)
        if case["name"] == "Muon":
            parameters = [p for p in parameters if p.ndim == 2]
        groups = parameters if not case.get("groups") else [
            {"params": parameters[:2], **options({"options": case["groups"]})}, {"params": parameters[2:]}]
        optimizer = getattr(torch.optim, case["name"])(groups, **named)
        losses = []

        def closure():
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            return loss

        for _ in range(case.get("steps", 8)):
            losses.append(optimizer.step(closure).item())
        result[case.get("case", case["name"])] = {
            "losses": rounded(losses),
            "parameters": {k: entry(p) for k, p in net.named_parameters()},
            "state": {i: saved(state) for i, state in optimizer.state_dict()["state"].items()},
        }
    return result


def averaged_goldens():
    """Averages of the weights of a small network with batch norm, and what it gives with them."""
    result = {}
    u = torch.optim.swa_utils
    for name, make in {
        "swa": lambda net: u.AveragedModel(net),
        "ema": lambda net: u.AveragedModel(net, avg_fn=u.get_ema_avg_fn(0.8)),
        "ema with buffers": lambda net: u.AveragedModel(net, avg_fn=u.get_ema_avg_fn(0.8), use_buffers=True),
    }.items():
        torch.manual_seed(1)
        net = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))
        x, y = torch.randn(24, 6), torch.randint(0, 3, (24,))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
        averaged = make(net)
        for _ in range(6):
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
            averaged.update_parameters(net)
        averaged.eval()
        before = entry(averaged(x))
        state = {k: entry(v) for k, v in averaged.state_dict().items()}
        u.update_bn(torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=8), averaged)
        result[name] = {"state": state, "before": before, "after": entry(averaged(x))}
    return result


def scheduler_goldens():
    """The learning rates, momenta and betas of each step."""
    s = torch.optim.lr_scheduler
    result = {}

    def make(spec, optimizer):
        named = options(spec)
        if spec["name"] in ("SequentialLR", "ChainedScheduler"):
            parts = [make(part, optimizer) for part in spec["parts"]]
            return s.ChainedScheduler(parts) if spec["name"] == "ChainedScheduler" else s.SequentialLR(optimizer, parts, **named)
        if spec["name"] == "LambdaLR":
            named["lr_lambda"] = lambda epoch: 0.95**epoch
        if spec["name"] == "MultiplicativeLR":
            named["lr_lambda"] = lambda epoch: 0.9 if epoch % 2 else 0.8
        if spec["name"] == "SWALR":
            return torch.optim.swa_utils.SWALR(optimizer, **named)
        return getattr(s, spec["name"])(optimizer, *map(value, spec.get("args", [])), **named)

    for case in json.loads((here / "cases" / "schedulers.json").read_text()):
        p = nn.Parameter(torch.zeros(1))
        kind = case.get("optimizer", "SGD")
        optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9) if kind == "SGD" else torch.optim.Adam([p], lr=0.1)
        scheduler = make(case, optimizer)
        rows = []
        for step in range(case.get("steps", 12)):
            group = optimizer.param_groups[0]
            rows.append([group["lr"], group["momentum"] if kind == "SGD" else group["betas"][0]])
            optimizer.step()
            metric = case.get("metrics", [])
            scheduler.step(metric[step]) if metric else scheduler.step()
        result[case.get("case", case["name"])] = rows
    return result


def digest(x):
    """The first numbers, and a hash of all bytes, so that the last bit counts."""
    if x.dtype == torch.int64:
        x = x.to(torch.int32)
    if x.dtype == torch.bool:
        x = x.to(torch.uint8)
    raw = x.detach().contiguous().numpy().tobytes()
    return {"first": x.flatten()[:6].tolist(), "shape": list(x.shape), "sha256": hashlib.sha256(raw).hexdigest()}


def random_goldens():
    weights, shares = torch.tensor([[0.1, 2, 3, 0.5], [1, 0, 1, 5]]), torch.rand(40, generator=torch.Generator().manual_seed(3))
    init = nn.init
    functions = {
        "rand": lambda: torch.rand(1000), "randn 5": lambda: torch.randn(5), "randn 15": lambda: torch.randn(15),
        "randn 16": lambda: torch.randn(16), "randn 1003": lambda: torch.randn(17, 59), "randn many": lambda: torch.randn(100_000),
        "normal 7": lambda: torch.normal(1.5, 0.3, (7,)), "normal 77": lambda: torch.normal(1.5, 0.3, (7, 11)),
        "randint": lambda: torch.randint(-3, 9, (50,)), "randint wide": lambda: torch.randint(-(2**31), 2**31 - 1, (50,)),
        "randint 2^28": lambda: torch.randint(0, 2**28, (50,)), "randperm": lambda: torch.randperm(1000),
        "randLike": lambda: torch.rand_like(torch.empty(3, 7)), "randnLike": lambda: torch.randn_like(torch.empty(3, 7)),
        "bernoulli": lambda: torch.bernoulli(shares), "bernoulli_": lambda: torch.empty(100).bernoulli_(0.3),
        "uniform_": lambda: torch.empty(500).uniform_(-0.3, 0.9), "normal_": lambda: torch.empty(500).normal_(0.1, 0.02),
        "exponential_": lambda: torch.empty(500).exponential_(1.5), "geometric_": lambda: torch.empty(500).geometric_(0.2),
        "cauchy_": lambda: torch.empty(50).cauchy_(), "logNormal_": lambda: torch.empty(50).log_normal_(),
        "randLike transposed": lambda: torch.rand_like(torch.zeros(4, 5).t()),
        "randnLike transposed": lambda: torch.randn_like(torch.zeros(4, 5).t()),
        "dropout transposed": lambda: F.dropout(torch.ones(2, 6, 4).transpose(0, 1), 0.3),
        "dropout of an LSTM": lambda: F.dropout(nn.LSTM(3, 4, batch_first=True)(torch.ones(5, 6, 3))[0], 0.3) != 0,
        "random_": lambda: torch.empty(50).random_(5, 5000), "random_ to": lambda: torch.empty(50).random_(10),
        "random_ of all": lambda: torch.empty(50).random_(), "random_ of all int32": lambda: torch.empty(50, dtype=torch.int32).random_(),
        "normal of tensors": lambda: torch.normal(shares * 3, shares / 7), "normal of means": lambda: torch.normal(shares * 3, 0.3),
        "normal of deviations": lambda: torch.normal(0.5, shares / 7), "rrelu": lambda: F.rrelu(-torch.ones(100), training=True),
        "linspace": lambda: torch.linspace(-math.pi, math.pi, 2000),
        "affineGrid": lambda: F.affine_grid(torch.tensor([[[1.0, 0, 0], [0, 1, 0]]]), [1, 1, 28, 28], align_corners=False),
        "binomial": lambda: torch.binomial((shares * 30).floor(), shares),
        "binomial of many": lambda: torch.binomial((shares * 3000).floor(), shares),
        "poisson": lambda: torch.poisson(shares * 8), "poisson large": lambda: torch.poisson(shares * 200 + 10),
        "multinomial": lambda: torch.multinomial(weights, 3), "multinomial 1": lambda: torch.multinomial(weights[0], 1),
        "multinomial replacement": lambda: torch.multinomial(weights, 40, replacement=True),
        "dropout": lambda: F.dropout(torch.ones(300), 0.3), "alphaDropout": lambda: F.alpha_dropout(torch.ones(60), 0.3, training=True),
        "featureDropout": lambda: F.dropout2d(torch.ones(4, 9, 2, 2), 0.4),
        "init.uniform_": lambda: init.uniform_(torch.empty(5, 7), -1, 2), "init.normal_": lambda: init.normal_(torch.empty(5, 7), 1, 2),
        "init.truncNormal_": lambda: init.trunc_normal_(torch.empty(20, 30), std=0.7, a=-1, b=1.5),
        "init.truncNormal_ tail": lambda: init.trunc_normal_(torch.empty(5, 30), a=1.5, b=4.0),
        "init.constant_": lambda: init.constant_(torch.empty(3, 2), 0.25), "init.ones_": lambda: init.ones_(torch.empty(3)),
        "init.zeros_": lambda: init.zeros_(torch.ones(3)), "init.eye_": lambda: init.eye_(torch.empty(3, 5)),
        "init.dirac_": lambda: init.dirac_(torch.empty(6, 2, 3, 3), 2),
        "init.xavierUniform_": lambda: init.xavier_uniform_(torch.empty(8, 3, 3), gain=1.4),
        "init.xavierNormal_": lambda: init.xavier_normal_(torch.empty(8, 5), gain=0.7),
        "init.kaimingUniform_": lambda: init.kaiming_uniform_(torch.empty(8, 5), a=0.1, mode="fan_out"),
        "init.kaimingNormal_": lambda: init.kaiming_normal_(torch.empty(8, 5, 2), nonlinearity="relu"),
        "init.sparse_": lambda: init.sparse_(torch.empty(10, 6), 0.35),
        "generator": lambda: torch.rand(5, generator=torch.Generator().manual_seed(12345)),
        "randomSplit": lambda: torch.tensor([i for part in torch.utils.data.random_split(range(50), [0.5, 0.3, 0.2]) for i in part.indices]),
    }
    result = {}
    for name, function in functions.items():
        torch.manual_seed(1)
        golden = digest(function())
        golden["after"] = torch.rand(1).item()
        result[name] = golden
    torch.manual_seed(1)
    result["init.orthogonal_"] = {"values": [rounded(init.orthogonal_(torch.empty(*shape), gain=1.2).flatten().tolist()) for shape in ((4, 6), (7, 3), (2, 3, 2))]}
    g = torch.Generator().manual_seed(7)
    states = [g.get_state()]
    for count in (3, 700):
        torch.randn(count, generator=g)
        states.append(g.get_state())
    result["state"] = {"sha256": [hashlib.sha256(s.numpy().tobytes()).hexdigest() for s in states]}
    return result


def distribution_kinds():
    """Of each kind the shapes of its inputs, and how it is made of them."""
    d, e = torch.distributions, torch.exp
    part = lambda a: a.sigmoid() * 0.8 + 0.1
    return {
        "Normal": ([(3,), (2, 3)], lambda a, b: d.Normal(a, e(b))),
        "Uniform": ([(3,), (3,)], lambda a, b: d.Uniform(a, a + e(b))),
        "Exponential": ([(3,)], lambda a: d.Exponential(e(a))),
        "Categorical": ([(2, 4)], lambda a: d.Categorical(e(a))),
        "Categorical of logits": ([(2, 4)], lambda a: d.Categorical(logits=a)),
        "Bernoulli": ([(3,)], lambda a: d.Bernoulli(a.sigmoid())),
        "Bernoulli of logits": ([(3,)], lambda a: d.Bernoulli(logits=a)),
        "MultivariateNormal": ([(2, 3), (3, 3)], lambda a, b: d.MultivariateNormal(a, b @ b.mT + torch.eye(3))),
        "Independent": ([(2, 3), (2, 3)], lambda a, b: d.Independent(d.Normal(a, e(b)), 1)),
        "Beta": ([(3,), (3,)], lambda a, b: d.Beta(e(a), e(b))),
        "Binomial": ([(3,)], lambda a: d.Binomial(5, part(a))),
        "Binomial of many": ([(3,)], lambda a: d.Binomial(60, logits=a)),
        "Cauchy": ([(3,), (3,)], lambda a, b: d.Cauchy(a, e(b))),
        "Chi2": ([(3,)], lambda a: d.Chi2(e(a))),
        "ContinuousBernoulli": ([(3,)], lambda a: d.ContinuousBernoulli((a * torch.tensor([1, 1, -20])).sigmoid())),
        "ContinuousBernoulli of logits": ([(3,)], lambda a: d.ContinuousBernoulli(logits=a * torch.tensor([1, 0.001, -20]))),
        "Dirichlet": ([(2, 3)], lambda a: d.Dirichlet(e(a))),
        "FisherSnedecor": ([(3,), (3,)], lambda a, b: d.FisherSnedecor(e(a) + 2, e(b) + 4)),
        "Gamma": ([(3,), (2, 3)], lambda a, b: d.Gamma(e(a), e(b))),
        "GeneralizedPareto": ([(3,), (3,), (3,)], lambda a, b, c: d.GeneralizedPareto(a, e(b), c / 2)),
        "GeneralizedPareto without tail": ([(3,), (3,)], lambda a, b: d.GeneralizedPareto(a, e(b), torch.zeros(3))),
        "Geometric": ([(3,)], lambda a: d.Geometric(part(a))),
        "Gumbel": ([(3,), (3,)], lambda a, b: d.Gumbel(a, e(b))),
        "HalfCauchy": ([(3,)], lambda a: d.HalfCauchy(e(a))),
        "HalfNormal": ([(3,)], lambda a: d.HalfNormal(e(a))),
        "InverseGamma": ([(3,), (3,)], lambda a, b: d.InverseGamma(e(a), e(b))),
        "Kumaraswamy": ([(3,), (3,)], lambda a, b: d.Kumaraswamy(e(a), e(b))),
        "Laplace": ([(3,), (3,)], lambda a, b: d.Laplace(a, e(b))),
        "LogNormal": ([(3,), (3,)], lambda a, b: d.LogNormal(a, e(b) / 2)),
        "LKJCholesky": ([(2,)], lambda a: d.LKJCholesky(4, e(a))),
        "LogisticNormal": ([(2, 3), (2, 3)], lambda a, b: d.LogisticNormal(a, e(b))),
        "LowRankMultivariateNormal": ([(2, 3), (3, 2), (3,)], lambda a, b, c: d.LowRankMultivariateNormal(a, b, e(c))),
        "MixtureSameFamily": ([(2, 4), (2, 4), (4,)], lambda a, b, c: d.MixtureSameFamily(d.Categorical(logits=a), d.Normal(b, e(c)))),
        "MixtureSameFamily of vectors": (
            [(2, 4), (2, 4, 3)],
            lambda a, b: d.MixtureSameFamily(d.Categorical(logits=a), d.Independent(d.Normal(b, 1.0), 1)),
        ),
        "Multinomial": ([(2, 4)], lambda a: d.Multinomial(6, logits=a)),
        "NegativeBinomial": ([(3,), (3,)], lambda a, b: d.NegativeBinomial(e(a), logits=b)),
        "OneHotCategorical": ([(2, 4)], lambda a: d.OneHotCategorical(logits=a)),
        "OneHotCategoricalStraightThrough": ([(2, 4)], lambda a: d.OneHotCategoricalStraightThrough(logits=a)),
        "Pareto": ([(3,), (3,)], lambda a, b: d.Pareto(e(a), e(b) + 2)),
        "Poisson": ([(3,)], lambda a: d.Poisson(e(a) * 4)),
        "RelaxedBernoulli": ([(3,)], lambda a: d.RelaxedBernoulli(torch.tensor(0.7), logits=a)),
        "RelaxedOneHotCategorical": ([(2, 4)], lambda a: d.RelaxedOneHotCategorical(torch.tensor(0.7), logits=a)),
        "StudentT": ([(3,), (3,), (3,)], lambda a, b, c: d.StudentT(e(a) + 2, b, e(c))),
        "TransformedDistribution": (
            [(3,), (3,)],
            lambda a, b: d.TransformedDistribution(d.Normal(a, 1.0), [d.TanhTransform(), d.AffineTransform(b, -2.0)]),
        ),
        "TransformedDistribution in a larger shape": (
            [(2, 3)],
            lambda a: d.TransformedDistribution(d.Normal(0.0, 1.0), [d.AffineTransform(a, e(a)), d.SoftplusTransform()]),
        ),
        "VonMises": ([(3,), (3,)], lambda a, b: d.VonMises(a, e(b) * torch.tensor([1.0, 1e-6, 8.0]))),
        "Weibull": ([(3,), (3,)], lambda a, b: d.Weibull(e(a), e(b) + 1)),
        # Of several side by side PyTorch 2.15 sums up what their divergences have in common.
        "Wishart": ([(1,), (3, 3)], lambda a, b: d.Wishart(e(a) + 3, b @ b.mT + torch.eye(3))),
    }


def distribution_goldens():
    """Draws, the logarithms of their densities, all figures that there are a formula for, and gradients."""
    d = torch.distributions
    result = {}
    for name, (shapes, make) in distribution_kinds().items():
        torch.manual_seed(1)
        inputs = [torch.randn(shape).requires_grad_() for shape in shapes]

        def compute():
            p, q = make(*inputs), make(*(x * 0.5 for x in inputs))
            sample = p.sample((4,))
            # Away from 0 and 1, where float32 has few digits.
            share = torch.linspace(0.2, 0.8, math.prod(p.batch_shape)).reshape(p.batch_shape)
            outputs = [sample, p.log_prob(sample)]
            # Of this one PyTorch's divergence has no gradient to p.
            divergence = lambda: d.kl_divergence(p, q).detach() if name == "Wishart" else d.kl_divergence(p, q)
            figures = [
                lambda: p.entropy(), divergence, lambda: p.mean, lambda: p.mode, lambda: p.variance,
                lambda: p.cdf(sample).detach(), lambda: p.icdf(share), lambda: p.enumerate_support(),
            ]
            for figure in figures:
                try:
                    outputs.append(figure())
                except NotImplementedError:
                    pass
            return outputs

        result[name] = run(compute, inputs)
    return result


def draw_goldens():
    """Draws with a gradient to the parameters."""
    result = {}
    for name, (shapes, make) in distribution_kinds().items():
        torch.manual_seed(1)
        inputs = [torch.randn(shape).requires_grad_() for shape in shapes]
        if name == "Wishart":
            # PyTorch 2.15 can't go back through what it draws again.
            result[name] = {"outputs": [entry(make(*inputs).rsample((4,)).detach())]}
        elif make(*inputs).has_rsample:
            result[name] = run(lambda: make(*inputs).rsample((4,)), inputs)
    return result


def divergence_goldens():
    """Of distributions of two kinds."""
    d = torch.distributions
    kinds = {
        "Bernoulli": lambda: d.Bernoulli(torch.tensor([0.3, 0.9])),
        "Beta": lambda: d.Beta(torch.tensor([0.7, 2.0]), 1.5),
        "ContinuousBernoulli": lambda: d.ContinuousBernoulli(torch.tensor([0.2, 0.4995])),
        "Exponential": lambda: d.Exponential(torch.tensor([0.5, 3.0])),
        "Gamma": lambda: d.Gamma(torch.tensor([0.7, 2.0]), 1.5),
        "Gumbel": lambda: d.Gumbel(torch.tensor([-0.5, 2.0]), 1.5),
        "Laplace": lambda: d.Laplace(torch.tensor([-0.5, 2.0]), 1.5),
        "LowRankMultivariateNormal": lambda: d.LowRankMultivariateNormal(
            torch.tensor([1.0, -1, 2]), torch.tensor([[1.0], [0.5], [-2]]), torch.tensor([1.0, 0.3, 2])
        ),
        "MultivariateNormal": lambda: d.MultivariateNormal(torch.zeros(2, 3), torch.tensor([[2.0, 1, 0], [1, 2, 1], [0, 1, 2]])),
        "Normal": lambda: d.Normal(torch.tensor([-0.5, 2.0]), 1.5),
        "Pareto": lambda: d.Pareto(torch.tensor([0.2, 2.0]), 3.5),
        "Poisson": lambda: d.Poisson(torch.tensor([0.5, 3.0])),
        "Uniform": lambda: d.Uniform(torch.tensor([0.3, -2.0]), torch.tensor([0.9, 1.5])),
    }
    result = {}
    for of, p in kinds.items():
        for other, q in kinds.items():
            try:
                result[f"{of} from {other}"] = {"outputs": [entry(d.kl_divergence(p(), q()))]}
            except NotImplementedError:
                pass
    return result


makers = {
    "distributions": distribution_goldens, "draws": draw_goldens, "divergences": divergence_goldens,
    "random": random_goldens, "tensors": lambda: tensor_goldens("tensors"), "functional": lambda: tensor_goldens("functional", F),
    "linalg": lambda: tensor_goldens("linalg", torch.linalg), "fft": lambda: tensor_goldens("fft", torch.fft),
    "special": lambda: tensor_goldens("special", torch.special),
    "averaged": averaged_goldens, "optimizers": optimizer_goldens, "schedulers": scheduler_goldens,
    **{table: (lambda table=table: case_goldens(table)) for table in ("modules", "recurrent", "losses", "parametrized")},
}
for table in sys.argv[1:] or makers:
    text = json.dumps(makers[table](), separators=(",", ":")).replace('},"', '},\n"')
    (here / "goldens" / f"{table}.json").write_text(text + "\n")
