"""Prints what PyTorch has, for names.test.ts: `python test/parity/make-pytorch-names.py > test/parity/pytorch-names.json`."""
import json

import torch
from torch import nn, optim
from torch.nn import functional
from torch.utils import data

# What torch.nn.functional only imports for itself.
INSIDE = {"assert_int_or_pair", "boolean_dispatch"}


def classes(module):
    return sorted(name for name, value in vars(module).items() if isinstance(value, type) and name[0] != "_")


def functions(module):
    """Public functions: Python's own, and those of C++ that the module gives out."""
    return sorted(
        name
        for name, value in vars(module).items()
        if callable(value)
        and not isinstance(value, type)
        and name[0] != "_"
        and "torch_function" not in name
        and name not in INSIDE
        and (getattr(value, "__module__", None) or "torch").startswith("torch")
    )


scheduler = optim.lr_scheduler
print(
    json.dumps(
        {
            "version": torch.__version__.split("+")[0],
            "nn": classes(nn),
            "nn.functional": functions(functional),
            "nn.init": functions(nn.init),
            "nn.utils": sorted(nn.utils.__all__),
            "optim": classes(optim),
            "optim.lr_scheduler": [
                name for name in classes(scheduler) if issubclass(getattr(scheduler, name), scheduler.LRScheduler)
            ],
            "distributions": sorted(torch.distributions.__all__),
            "fft": functions(torch.fft),
            "linalg": functions(torch.linalg),
            "special": functions(torch.special),
            "utils.data": sorted(name for name in data.__all__ if name[0] != "_"),
            "Tensor": sorted(name for name in dir(torch.Tensor) if name[0] != "_"),
        },
        separators=(",", ":"),
    )
)
