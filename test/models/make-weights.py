"""Writes weights/, small files as torchvision's are: named by their SHA-256, of today and of before PyTorch 1.6; run by hand."""

import hashlib
import pathlib
from collections import OrderedDict

import torch
from torch import nn

folder = pathlib.Path(__file__).parent / "weights"
folder.mkdir(exist_ok=True)
torch.manual_seed(1)
net = nn.Sequential(
    OrderedDict(conv=nn.Conv2d(1, 2, 3), bn=nn.BatchNorm2d(2), fc=nn.Linear(2, 1000))
)
nn.init.normal_(net.bn.running_mean)
state = net.state_dict()
# PyTorch before 0.4.1 counted no batches.
old = OrderedDict((key, value) for key, value in state.items() if "num_batches" not in key)
for name, content, zipped in (("tiny", state, True), ("tiny_old", old, False)):
    part = folder / "part"
    torch.save(content, part, _use_new_zipfile_serialization=zipped)
    part.rename(folder / f"{name}-{hashlib.sha256(part.read_bytes()).hexdigest()[:8]}.pth")
