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
BICUBIC = v1.InterpolationMode.BICUBIC
NEAREST = v1.InterpolationMode.NEAREST
EXACT = v1.InterpolationMode.NEAREST_EXACT


def golden(made):
    return {"shape": list(made.shape), "values": [round(v, 5) for v in made.flatten().tolist()]}


def each(transform, images=images):
    torch.manual_seed(0)
    return golden(torch.stack([transform(image) for image in images]))


def policies():
    """What chooses among changes, of many images."""
    many = images.repeat(4, 1, 1, 1)
    chosen = {
        "randAugment9": v2.RandAugment(num_ops=1, magnitude=9),
        "randAugment30": v2.RandAugment(num_ops=1, magnitude=30),
        "randAugmentTwice": v2.RandAugment(),
        "trivialAugment": v2.TrivialAugmentWide(),
        "trivialAugmentBilinear": v2.TrivialAugmentWide(num_magnitude_bins=10, interpolation=BILINEAR, fill=0.5),
        "autoAugmentImagenet": v2.AutoAugment(),
        "autoAugmentCifar10": v2.AutoAugment(v1.AutoAugmentPolicy.CIFAR10),
        "autoAugmentSvhn": v2.AutoAugment(v1.AutoAugmentPolicy.SVHN),
    }
    return {name: each(transform, many) for name, transform in chosen.items()}


def functional():
    """Given parameters."""
    made = {
        "horizontalFlip": F.horizontal_flip(images),
        "verticalFlip": F.vertical_flip(images),
        "rotate": F.rotate(images, 33, interpolation=BILINEAR, fill=0.5),
        "affine": F.affine(images, 20, [1, 2], 1.2, [10, 5], interpolation=BILINEAR),
        "perspective": F.perspective(images, [[0, 0], [6, 0], [6, 8], [0, 8]], [[1, 1], [5, 0], [6, 7], [0, 6]]),
        "crop": F.crop(images, -1, 2, 6, 9),
        "centerCrop": F.center_crop(images, [4, 5]),
        "resize": F.resize(images, [5, 11], interpolation=BICUBIC),
        "resizedCrop": F.resized_crop(images, 2, 1, 6, 5, [9, 4]),
        "pad": F.pad(images, [1, 2], fill=0.25),
        "erase": F.erase(images, 2, 1, 3, 4, torch.tensor([0.1, 0.2, 0.3]).reshape(3, 1, 1)),
        "adjustBrightness": F.adjust_brightness(images, 1.5),
        "adjustContrast": F.adjust_contrast(images, 0.4),
        "adjustSaturation": F.adjust_saturation(images, 1.7),
        "adjustHue": F.adjust_hue(images, -0.2),
        "adjustSharpness": F.adjust_sharpness(images, 2.5),
        "posterize": F.posterize(images, 3),
        "solarize": F.solarize(images, 0.6),
        "autocontrast": F.autocontrast(images),
        "equalize": F.equalize(images),
        "invert": F.invert(images),
        "rgbToGrayscale": F.rgb_to_grayscale(images, 3),
        "normalize": F.normalize(images, [0.4, 0.5, 0.6], [0.2, 0.3, 0.4]),
        "gaussianBlur": F.gaussian_blur(images, [3, 5]),
        "gaussianBlurGiven": F.gaussian_blur(images, [5, 3], [0.6, 1.5]),
    }
    return {name: golden(batch) for name, batch in made.items()}


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
                "resizeNearest": each(v1.Resize((5, 11), NEAREST)),
                "resizeNearestExact": each(v1.Resize((5, 11), EXACT)),
                "resizeBicubic": each(v1.Resize((5, 11), BICUBIC)),
                "resizeWithoutAntialias": each(v1.Resize((5, 11), antialias=False)),
                "resizeBicubicWithoutAntialias": each(v1.Resize((5, 11), BICUBIC, antialias=False)),
                "padEdge": each(v1.Pad((3, 1, 0, 2), padding_mode="edge")),
                "crop": each(v1.RandomCrop((8, 6), padding=(1, 2), fill=0.5)),
                "cropEdge": each(v1.RandomCrop(8, padding=(3, 2, 1, 0), padding_mode="edge")),
                "cropIfNeeded": each(v1.RandomCrop((12, 5), pad_if_needed=True, padding_mode="reflect")),
                "resizedCropBicubic": each(v1.RandomResizedCrop((6, 8), interpolation=BICUBIC)),
                "noise": each(v2.GaussianNoise(0.1, 0.3)),
                "noiseUnclipped": each(v2.GaussianNoise(sigma=0.5, clip=False)),
                "randomApply": each(v2.RandomApply([F.invert, F.horizontal_flip], 0.6)),
                "randomChoice": each(v2.RandomChoice([F.invert, F.horizontal_flip, F.vertical_flip], [1, 2, 3])),
                "randomOrder": each(v2.RandomOrder([F.invert, F.autocontrast, lambda image: F.solarize(image, 0.4)])),
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
            "policies": policies(),
            "functional": functional(),
            "mixUp": mixed(0.3),
        }
    )
)
