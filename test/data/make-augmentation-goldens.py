"""Writes torchvision-augmentations.json: what torchvision makes of small images, one by one, after seed 0.

    pip install torch==2.15.0 torchvision==0.29.2 && python make-augmentation-goldens.py > torchvision-augmentations.json
"""

import json

import torch
from torchvision import transforms as v1
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

N, C, H, W = 5, 3, 9, 7
# The same numbers as `images` in augmentations.test.ts.
images = torch.tensor(
    [
        [[[(n * 131 + c * 57 + y * 17 + x * 29 + n * x * y) % 256 for x in range(W)] for y in range(H)] for c in range(C)]
        for n in range(N)
    ],
).float() / 255
BILINEAR = v1.InterpolationMode.BILINEAR


def each(transform, images=images):
    torch.manual_seed(0)
    made = torch.stack([transform(image) for image in images])
    return {"shape": list(made.shape), "values": [round(v, 5) for v in made.flatten().tolist()]}


def all_rand_augment():
    """Changes of two strengths."""
    return {str(m): each(v2.RandAugment(num_ops=1, magnitude=m), images.repeat(5, 1, 1, 1)) for m in (9, 30)}




def mixed(lam):
    return [round(v, 5) for v in (images * lam + images.roll(1, 0) * (1 - lam)).flatten().tolist()]


print(
    json.dumps(
        {
            "shape": [N, C, H, W],
            "each": {
                "resizeSmaller": each(v1.Resize((5, 4))),
                "resizeLarger": each(v1.Resize(14)),
                "centerCrop": each(v1.CenterCrop((6, 4))),
                "centerCropPadded": each(v1.CenterCrop((14, 6))),
                "pad": each(v1.Pad((1, 2), fill=0.5)),
                "padReflect": each(v1.Pad((1, 2, 3, 0), padding_mode="reflect")),
                "padSymmetric": each(v1.Pad(2, padding_mode="symmetric")),
                "verticalFlip": each(v1.RandomVerticalFlip(0.4)),
                "rotation": each(v1.RandomRotation(40, interpolation=BILINEAR, fill=0.25)),
                "perspective": each(v1.RandomPerspective(0.6, p=0.7)),
                "resizedCrop": each(v1.RandomResizedCrop((6, 8), antialias=True)),
                "resizedCropOdd": each(v1.RandomResizedCrop(5, scale=(2, 3), ratio=(0.3, 0.5), antialias=True)),
                "erasing": each(v1.RandomErasing(0.7, value=0.5)),
                "erasingNoise": each(v1.RandomErasing(0.7, value="random")),
                "blur": each(v1.GaussianBlur((3, 5), (0.1, 2.0))),
                "jitter": each(v1.ColorJitter(0.4, 0.5, (0.2, 1.7), 0.3)),
                "jitterSome": each(v1.ColorJitter(brightness=0.4, hue=0.5)),
                "grayscale": each(v1.Grayscale()),
                "grayscale3": each(v1.Grayscale(3)),
                "randomGrayscale": each(v1.RandomGrayscale(0.5)),
                "invert": each(v1.RandomInvert(0.5)),
                "posterize": each(lambda image: F.posterize(image, 3) if torch.rand(1) < 0.5 else image),
                "solarize": each(v1.RandomSolarize(0.6, 0.5)),
                "sharpness": each(v1.RandomAdjustSharpness(2.5, 0.5)),
                "autocontrast": each(v1.RandomAutocontrast(0.5)),
                "equalize": each(lambda image: F.equalize(image) if torch.rand(1) < 0.5 else image),
                "equalizeLarge": each(
                    lambda image: F.equalize(F.resize(image, [20, 18], antialias=True)), images[:1]
                ),
            },
            "randAugment": all_rand_augment(),
            "mixUp": mixed(0.3),
        }
    )
)
