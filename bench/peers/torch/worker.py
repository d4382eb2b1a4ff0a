"""PyTorch eager, as its users write a fast loop: tensors resident, default threads, no DataLoader.

    python worker.py FOLDER TASK [DEVICE]
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


class Transformer(nn.Module):
    """The first 768 pixels as a sequence of 64 pieces."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(12, 128)
        layer = nn.TransformerEncoderLayer(128, 4, 256, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        pieces = x.reshape(-1, 784)[:, :768].reshape(-1, 64, 12)
        return self.head(self.encoder(self.embed(pieces)).mean(1))


class Rows(nn.Module):
    """A picture row by row."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.lstm(x.reshape(-1, 28, 28))[0][:, 27])


def network(name):
    if name == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
    if name == "transformer":
        return Transformer()
    if name == "lstm":
        return Rows()
    if name == "large-cnn":
        return nn.Sequential(
            nn.Conv2d(1, 32, 3),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(9216, 128),
            nn.ReLU(),
            nn.Linear(128, 10),
        )
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
    folder, task = Path(sys.argv[1]), sys.argv[2]
    device = sys.argv[3] if len(sys.argv) > 3 else "cpu"
    # As the others: float32 that is float32 on GPUs too.
    torch.backends.cudnn.allow_tf32 = False
    answering = int(task.removeprefix("infer-")) if task.startswith("infer-") else None
    name = "mlp" if answering else task
    pictures = read(folder / "images.f32", torch.float32).view(-1, 1, 28, 28).to(device)
    images = pictures.split(BATCH)
    labels = read(folder / "labels.i32", torch.int32).long().to(device).split(BATCH)
    net = network(name)
    set_parameters(net, read(folder / f"{name}.f32", torch.float32))
    net.to(device)
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

    def infer(request):
        size = answering
        batches = [b for b in pictures.split(size) if len(b) == size]
        steps, answers = request["steps"], []
        start = time.perf_counter()
        with torch.no_grad():
            for step in range(steps):
                answers.append(net(batches[step % len(batches)])[0, 0].item())
        milliseconds = 1000 * (time.perf_counter() - start)
        return {"steps": steps, "milliseconds": milliseconds, "loss": sum(answers) / steps}

    serve({"version": torch.__version__, "threads": torch.get_num_threads()}, infer if answering else run)


main()
