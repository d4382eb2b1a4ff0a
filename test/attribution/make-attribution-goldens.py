"""
Writes attributions.json: saliency, SmoothGrad and Grad-CAM of a small network by PyTorch's autograd, as Captum defines
them, on given weights and pictures.

    pip install torch==2.15.0 && python test/attribution/make-attribution-goldens.py
"""
import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(4)
net = nn.Sequential(
    nn.Conv2d(2, 3, 3, padding=1), nn.BatchNorm2d(3), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3), nn.Tanh(),
    nn.Flatten(), nn.Dropout(0.5), nn.Linear(36, 3),
)
net[1].running_mean.uniform_(-0.2, 0.2)
net[1].running_var.uniform_(0.5, 2)
net.eval()
pictures = torch.randn(4, 2, 10, 10)
TARGET = [2, 0, 1, 1]


def gradient(inputs, target):
    leaf = inputs.clone().requires_grad_()
    net(leaf).gather(1, target[:, None]).sum().backward()
    return leaf.grad


def flat(values):
    return [round(value, 8) for value in values.flatten().tolist()]


likeliest = net(pictures).argmax(1)
target = torch.tensor(TARGET)
generator = torch.Generator().manual_seed(11)
noise = [0.3 * torch.randn(pictures.shape, generator=generator) for _ in range(6)]
activations = net[:5](pictures).detach().requires_grad_()
net[5:](activations).gather(1, target[:, None]).sum().backward()
weights = activations.grad.mean((2, 3), keepdim=True)
cam = (weights * activations).sum(1, keepdim=True)
goldens = {
    "state": {name: {"shape": list(value.shape), "values": flat(value)} for name, value in net.state_dict().items()
              if "num_batches" not in name},
    "pictures": flat(pictures),
    "target": TARGET,
    "likeliest": likeliest.tolist(),
    "saliency": flat(gradient(pictures, target).abs()),
    "signed": flat(gradient(pictures, likeliest)),
    "smoothGrad": flat(sum(gradient(pictures + one, target).abs() for one in noise) / len(noise)),
    "cam": flat(cam.squeeze(1)),
    "gradCam": flat(F.interpolate(F.relu(cam), size=(10, 10), mode="bilinear").squeeze(1)),
}
pathlib.Path(__file__).with_name("attributions.json").write_text(json.dumps(goldens) + "\n")
