"""Writes second-derivatives.json: what PyTorch gives for products of Hessians with vectors, by every input.

    python make-second-derivatives.py > second-derivatives.json
"""

import json

import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

torch.manual_seed(3)
labels = torch.tensor([1, 0, 2])


def lstm(x, w):
    """Two steps of a cell with 2 inputs and 2 states; `w` is [8, 4]."""
    h = c = torch.zeros(3, 2)
    for step in (x[:, :2], x[:, 2:]):
        i, f, g, o = (torch.cat([step, h], 1) @ w.T).chunk(4, 1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
    return h


PAIR = [(3, 4), (3, 4)]
CASES = {
    "mul": (PAIR, lambda a, b: a * b * a),
    "div": (PAIR, lambda a, b: a / (b * b + 1)),
    "pow": (PAIR, lambda a, b: (a * a + 0.5) ** b),
    "sub broadcast": ([(3, 4), (4,)], lambda a, b: (a - b) ** 3),
    "matmul": ([(3, 4), (4, 2)], lambda a, b: (a @ b).tanh()),
    "bmm": ([(2, 3, 4), (2, 4, 2)], lambda a, b: (a @ b).sigmoid()),
    "exp": ([(5,)], lambda a: a.exp()),
    "log": ([(5,)], lambda a: (a * a + 1).log()),
    "sin": ([(5,)], lambda a: a.sin() * a.cos()),
    "sqrt": ([(5,)], lambda a: (a * a + 1).sqrt()),
    "erf": ([(5,)], lambda a: a.erf()),
    "gelu": ([(5,)], F.gelu),
    "silu": ([(5,)], F.silu),
    "softplus": ([(5,)], F.softplus),
    "elu": ([(5,)], F.elu),
    "relu": ([(3, 4)], lambda a: a.relu() ** 3),
    "tanh": ([(5,)], lambda a: a.tanh()),
    "abs": ([(5,)], lambda a: a.abs() ** 3),
    "softmax": ([(3, 4)], lambda a: a.softmax(1) ** 2),
    "log_softmax": ([(3, 4)], lambda a: a.log_softmax(1) * a),
    "logsumexp": ([(3, 4)], lambda a: a.logsumexp(1)),
    "cross_entropy": ([(3, 4)], lambda a: F.cross_entropy(a, labels)),
    "mse_loss": (PAIR, lambda a, b: F.mse_loss(a.tanh(), b) ** 2),
    "layer_norm": ([(3, 4), (4,), (4,)], lambda a, w, b: F.layer_norm(a, (4,), w, b).tanh()),
    "norm": ([(3, 4)], lambda a: a.norm(dim=1) ** 3),
    "var": ([(3, 4)], lambda a: a.var(1) ** 2),
    "prod": ([(3, 4)], lambda a: a.prod(1)),
    "cumsum": ([(3, 4)], lambda a: a.cumsum(1) ** 3),
    "amax": ([(3, 4)], lambda a: a.amax(1) ** 3),
    "index_select": ([(3, 4)], lambda a: a[[0, 2, 0]] ** 3),
    "cat": (PAIR, lambda a, b: torch.cat([a, b * a], 1) ** 3),
    "where": (PAIR, lambda a, b: torch.where(a > b, a * b, b**3)),
    "clamp": ([(3, 4)], lambda a: a.clamp(-0.5, 0.5) ** 3),
    "permute": ([(2, 3, 4)], lambda a: a.permute(2, 0, 1).reshape(4, 6)[1:3, ::2] ** 3),
    "conv2d": ([(2, 2, 5, 5), (3, 2, 3, 3), (3,)], lambda x, w, b: F.conv2d(x, w, b, padding=1, stride=2).tanh()),
    "max_pool2d": ([(2, 2, 4, 4)], lambda x: F.max_pool2d(x, 2) ** 3),
    "avg_pool2d": ([(2, 2, 4, 4)], lambda x: F.avg_pool2d(x, 2) ** 3),
    "attention": ([(1, 3, 4), (1, 3, 4), (1, 3, 4)], F.scaled_dot_product_attention),
    "lstm": ([(3, 4), (8, 4)], lstm),
    "batch_norm": ([(3, 2, 4), (2,), (2,)], lambda x, w, b: F.batch_norm(x, None, None, w, b, True).tanh()),
    "det": ([(3, 3)], lambda a: torch.linalg.det(a)),
    "slogdet": ([(2, 3, 3)], lambda a: torch.linalg.slogdet(a)[1]),
    "inv": ([(3, 3)], lambda a: torch.linalg.inv(a)),
    "solve": ([(2, 3, 3), (2, 3, 2)], lambda a, b: torch.linalg.solve(a, b)),
    "solve_triangular": ([(3, 3), (3, 2)], lambda a, b: torch.linalg.solve_triangular(a + 3 * torch.eye(3), b, upper=False)),
    "cholesky": ([(3, 3)], lambda a: torch.linalg.cholesky(a @ a.T + torch.eye(3))),
    "qr": ([(4, 3)], lambda a: torch.linalg.qr(a)[0].square() + torch.linalg.qr(a)[1].sum()),
    "eigvalsh": ([(3, 3)], lambda a: torch.linalg.eigvalsh(a + a.T)),
    "svdvals": ([(4, 3)], lambda a: torch.linalg.svdvals(a)),
    "pinv": ([(4, 3)], lambda a: torch.linalg.pinv(a)),
    "conv2d_depthwise": ([(2, 2, 5, 6), (4, 1, 3, 2), (4,)],
                         lambda x, w, b: F.conv2d(x, w, b, padding=1, stride=2, groups=2).tanh()),
    "conv1d_depthwise": ([(2, 3, 7), (3, 1, 4)], lambda x, w: F.conv1d(x, w, padding="same", groups=3).tanh()),
    "conv2d_same": ([(2, 2, 5, 4), (3, 2, 2, 3)], lambda x, w: F.conv2d(x, w, padding="same").tanh()),
}


def case(shapes, f):
    inputs = [torch.randn(shape, requires_grad=True) for shape in shapes]
    vectors = [torch.randn(shape) for shape in shapes]
    result = f(*inputs)
    weights = torch.randn(result.shape)
    first = torch.autograd.grad((result * weights).sum(), inputs, create_graph=True)
    directional = sum((g * v).sum() for g, v in zip(first, vectors))
    second = torch.autograd.grad(directional, inputs, allow_unused=True, materialize_grads=True)
    flat = lambda tensors: [{"shape": list(t.shape), "values": [float(f"{v:.7g}") for v in t.flatten().tolist()]} for t in tensors]
    return {"inputs": flat(inputs), "vectors": flat(vectors), "weights": flat([weights])[0], "first": flat(first), "second": flat(second)}


if __name__ == "__main__":
    # The other kernels for attention have no second derivative.
    with sdpa_kernel(SDPBackend.MATH):
        print(json.dumps({name: case(*given) for name, given in CASES.items()}))
