"""torchvision's ImageFolder and PyTorch's DataLoader, as their users write them.

    python pictures.py FOLDER WORKERS
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from torch.utils.data import DataLoader  # noqa: E402
from torchvision import datasets, transforms  # noqa: E402

from serve import serve  # noqa: E402


def main():
    folder, workers = sys.argv[1:]
    transform = transforms.Compose(
        [
            transforms.Resize(72),
            transforms.CenterCrop(64),
            transforms.ToTensor(),
            transforms.Normalize([0.5] * 3, [0.5] * 3),
        ]
    )
    loader = DataLoader(
        datasets.ImageFolder(folder, transform),
        batch_size=64,
        shuffle=True,
        drop_last=True,
        num_workers=int(workers),
        persistent_workers=True,
    )

    def read(_):
        start = time.perf_counter()
        total = 0.0
        samples = 0
        for images, _labels in loader:
            total += images.mean().item()
            samples += len(images)
        return {
            "seconds": time.perf_counter() - start,
            "samples": samples,
            "mean": total / len(loader),
        }

    serve({}, read)


if __name__ == "__main__":
    main()
