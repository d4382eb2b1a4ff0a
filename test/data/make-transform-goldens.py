"""Writes torchvision-transforms.json: what torchvision makes of a small batch, sample by sample, after seed 0.

    pip install torch==2.15.0 torchvision==0.29.2 && python make-transform-goldens.py > torchvision-transforms.json
"""

import json

import torch
from torchvision import transforms
from torchvision.transforms.functional import to_tensor

N, C, H, W = 3, 2, 6, 5
# The same numbers as `images` in transforms.test.ts.
bytes_ = [
    [[[(n * 131 + c * 57 + y * 17 + x * 29) % 256 for x in range(W)] for y in range(H)] for c in range(C)]
    for n in range(N)
]
batch = torch.tensor(bytes_, dtype=torch.uint8)
floats = batch.float() / 255


def each(transform):
    torch.manual_seed(0)
    return torch.stack([transform(image) for image in floats]).flatten().tolist()


def affine_parameters():
    torch.manual_seed(0)
    drawn = [
        transforms.RandomAffine.get_params((-30.0, 30.0), (0.2, 0.3), (0.7, 1.3), (-10.0, 10.0, -5.0, 20.0), [W, H])
        for _ in range(N)
    ]
    return [
        {"angle": angle, "translate": list(translate), "scale": scale, "shear": list(shear)}
        for angle, translate, scale, shear in drawn
    ]


everything = dict(degrees=30, translate=(0.2, 0.3), scale=(0.7, 1.3), shear=(-10, 10, -5, 20))
bilinear = transforms.InterpolationMode.BILINEAR
print(
    json.dumps(
        {
            "shape": [N, C, H, W],
            "toTensor": torch.stack([to_tensor(image.permute(1, 2, 0).numpy()) for image in batch]).flatten().tolist(),
            "normalize": each(transforms.Normalize((0.1307, 0.5), (0.3081, 0.25))),
            "affineParameters": affine_parameters(),
            "affineNearest": each(transforms.RandomAffine(**everything)),
            "affineBilinear": each(transforms.RandomAffine(**everything, interpolation=bilinear, fill=0.5)),
            "rotate": each(transforms.RandomAffine(20)),
            "flip": each(transforms.RandomHorizontalFlip(0.4)),
            "crop": each(transforms.RandomCrop((4, 6), padding=2)),
        }
    )
)
