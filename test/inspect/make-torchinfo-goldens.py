"""Writes what torchinfo says of the models in summary.test.ts. Run by hand:

    python -m venv /tmp/torch && /tmp/torch/bin/pip install torch torchinfo
    /tmp/torch/bin/python test/inspect/make-torchinfo-goldens.py
"""

import json
import pathlib

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchinfo import summary

COLUMNS = ["input_size", "output_size", "num_params", "params_percent", "mult_adds", "trainable"]


class Shared(nn.Module):
    """One layer used twice, and a parameter of the model's own."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(4))
        self.inner = nn.Linear(4, 4)
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.inner(self.inner(x * self.scale)))


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.lstm = nn.LSTM(6, 5, num_layers=2, batch_first=True, bidirectional=True)
        self.out = nn.Linear(10, 3)

    def forward(self, x):
        hidden, _ = self.lstm(self.embedding(x))
        return self.out(hidden)


class Blocks(nn.Module):
    """Modules in a list, which is never called itself, and one that is frozen."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(8, 8), nn.ReLU()) for _ in range(2)])
        self.head = nn.Linear(8, 2)
        self.head.requires_grad_(False)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Linear(3, 4)
        self.right = nn.Linear(5, 4)

    def forward(self, a, b):
        return self.left(a) + self.right(b)


def cnn():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, (3, 5), stride=2, groups=2),
        nn.Dropout(),
        nn.Flatten(),
        nn.Linear(16 * 7 * 6, 10),
    )


def encoder():
    layer = nn.TransformerEncoderLayer(16, 4, dim_feedforward=32, batch_first=True)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)


CASES = {
    "mlp": (nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10)), {"input_size": (64, 784)}),
    "cnn": (cnn(), {"input_size": (2, 3, 32, 32)}),
    "lstm": (Tagger(), {"input_data": torch.zeros(2, 7, dtype=torch.int32)}),
    "encoder": (encoder(), {"input_size": (2, 9, 16), "depth": 4}),
    "encoderAtDepth2": (encoder(), {"input_size": (2, 9, 16), "depth": 2}),
    "shared": (Shared(), {"input_size": (3, 4)}),
    "blocks": (Blocks(), {"input_size": (3, 8)}),
    "two": (Two(), {"input_size": [(2, 3), (2, 5)]}),
}



def text(found):
    """Python 3.11 and newer print the name of the unit where torchinfo means the unit."""
    return str(found).replace("Units.MEGABYTES", "M").split("\n")


def flops(model, options):
    """None for the LSTM, which PyTorch does not count."""
    given = options.get("input_data")
    sizes = options.get("input_size", [])
    inputs = [given] if given is not None else [torch.zeros(size) for size in (sizes if isinstance(sizes, list) else [sizes])]
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model.train()(*inputs)
    return None if given is not None else counter.get_total_flops()


goldens = {}
for name, (model, options) in CASES.items():
    found = summary(model, verbose=0, col_names=COLUMNS, row_settings=["depth", "var_names"], **options)
    plain = summary(model, verbose=0, **options)
    # torchinfo forgets parameters of modules that have modules inside, as MultiheadAttention.
    found.total_param_bytes = plain.total_param_bytes = sum(p.numel() * p.element_size() for p in model.parameters())
    goldens[name] = {
        "full": text(found),
        "plain": text(plain),
        "totals": {
            "totalParams": found.total_params,
            "trainableParams": found.trainable_params,
            "totalMultAdds": found.total_mult_adds,
            "outputBytes": found.total_output_bytes,
            "paramBytes": found.total_param_bytes,
        },
        "flops": flops(model, options),
    }

path = pathlib.Path(__file__).parent / "torchinfo.json"
path.write_text(json.dumps(goldens, indent=1, ensure_ascii=False) + "\n")
