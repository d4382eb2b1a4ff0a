"""PyTorch eager on the CPU, as its users write a fast loop: tensors resident, default threads, no DataLoader.

    python worker.py FOLDER mlp|cnn
"""

import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
warnings.filterwarnings("ignore", message="Failed to initialize NumPy")

import torch  # noqa: E402
from torch import nn  # noqa: E402

from serve import serve  # noqa: E402

BATCH = 64


def network(name):
    if name == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(576, 10),
    )


def read(path, dtype):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=dtype)


def set_parameters(net, values):
    """Fill the parameters, in their order, from one vector."""
    at = 0
    with torch.no_grad():
        for parameter in net.parameters():
            count = parameter.numel()
            parameter.copy_(values[at : at + count].view_as(parameter))
            at += count
    assert at == len(values)


def main():
    folder, name = Path(sys.argv[1]), sys.argv[2]
    images = read(folder / "images.f32", torch.float32).view(-1, 1, 28, 28).split(BATCH)
    labels = read(folder / "labels.i32", torch.int32).long().split(BATCH)
    net = network(name)
    set_parameters(net, read(folder / f"{name}.f32", torch.float32))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    done = 0

    def run(request):
        nonlocal done
        steps, losses = request["steps"], []
        start = time.perf_counter()
        for _ in range(steps):
            batch = done % len(images)
            optimizer.zero_grad()
            loss = criterion(net(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            done += 1
        milliseconds = 1000 * (time.perf_counter() - start)
        return {"steps": steps, "milliseconds": milliseconds, "loss": sum(losses) / steps}

    serve({"version": torch.__version__, "threads": torch.get_num_threads()}, run)


main()
