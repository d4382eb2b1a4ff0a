"""Writes torchvision-distortions.json: what torchvision makes of small images, one by one, after seed 0.

    pip install torch==2.15.0 torchvision==0.29.2 && python make-distortion-goldens.py > torchvision-distortions.json
"""

import json

import torch
from torchvision.transforms import InterpolationMode, v2
from torchvision.transforms.v2 import functional as F

N, C, H, W = 3, 3, 9, 7
# The same numbers as `images` in distortions.test.ts.
images = torch.tensor(
    [
        [[[(n * 131 + c * 57 + y * 17 + x * 29 + n * x * y) % 256 for x in range(W)] for y in range(H)] for c in range(C)]
        for n in range(N)
    ],
).float() / 255
BILINEAR = InterpolationMode.BILINEAR
NEAREST = InterpolationMode.NEAREST
COLOURS = (0.2, 0.5, 0.9)
FILL = list(COLOURS)
# The same numbers as `displacement` in distortions.test.ts.
displacement = torch.tensor(
    [[[[((y * 7 + x * 3) % 11 - 5) / 20, ((y * 5 + x * 2) % 9 - 4) / 30] for x in range(W)] for y in range(H)]]
)


def golden(made):
    return {"shape": list(made.shape), "values": [round(v, 5) for v in made.flatten().tolist()]}


def each(transform):
    torch.manual_seed(0)
    return golden(torch.stack([transform(image) for image in images]))


def together(transform):
    """Draws once for all images."""
    torch.manual_seed(3)
    return golden(transform(images))


def functional():
    """Given parameters."""
    corners = [[0, 0], [6, 0], [6, 8], [0, 8]]
    ends = [[1, 1], [5, 0], [6, 7], [0, 6]]
    made = {
        "rotateExpand": F.rotate(images, 33, interpolation=BILINEAR, expand=True),
        "rotateQuarter": F.rotate(images, -270, expand=True, fill=0.3),
        "rotateThreeQuarters": F.rotate(images, 270, expand=True),
        "rotateQuarterCut": F.rotate(images, 90, fill=FILL),
        "rotateHalf": F.rotate(images, 180),
        "rotateCenter": F.rotate(images, 50, interpolation=BILINEAR, center=[2, 6.5], fill=FILL),
        "rotateCenterExpand": F.rotate(images, -20, expand=True, center=[1, 1]),
        "affineCenter": F.affine(images, 20, [1, 2], 1.2, [10, 5], center=[5, 1], fill=FILL),
        "elastic": F.elastic(images, displacement),
        "elasticFill": F.elastic(images, displacement, interpolation=NEAREST, fill=FILL),
        "perspectiveFill": F.perspective(images, corners, ends, fill=FILL),
        "padFill": F.pad(images, [1, 2, 0, 3], fill=FILL),
        "resizeMax": F.resize(images, [8], max_size=9),
        "permuteChannels": F.permute_channels(images, [2, 0, 1]),
        "adjustGamma": F.adjust_gamma(images, 0.7, 1.3),
        "grayscaleToRgb": F.grayscale_to_rgb(images[:, :1]),
    }
    crops = {"fiveCrop": F.five_crop(images, [5, 4]), "tenCrop": F.ten_crop(images, [4, 5], True)}
    made |= {name: torch.stack(parts, 1) for name, parts in crops.items()}
    return {name: golden(batch) for name, batch in made.items()}


print(
    json.dumps(
        {
            "shape": [N, C, H, W],
            "each": {
                "rotationColour": each(v2.RandomRotation((-40, 90), fill=COLOURS, center=[1, 4])),
                "rotationExpand": each(v2.RandomRotation((28, 28), interpolation=BILINEAR, expand=True)),
                "affineCenter": each(
                    v2.RandomAffine(40, (0.1, 0.2), (0.7, 1.3), 12, BILINEAR, fill=COLOURS, center=[6, 2])
                ),
                "cropColour": each(v2.RandomCrop((8, 6), padding=3, fill=COLOURS)),
                "perspectiveColour": each(v2.RandomPerspective(0.6, p=0.7, fill=COLOURS)),
                "erasingColour": each(v2.RandomErasing(0.7, value=COLOURS)),
                "augmentColour": each(v2.TrivialAugmentWide(fill=COLOURS)),
                "elastic": each(v2.ElasticTransform(9.0, 0.6)),
                "elasticBoth": each(v2.ElasticTransform([9.0, 4.0], [0.7, 0.4], NEAREST, fill=COLOURS)),
                "elasticRough": each(v2.ElasticTransform(3.0, 0.0)),
                "photometric": each(v2.RandomPhotometricDistort()),
                "photometricOften": each(
                    v2.RandomPhotometricDistort((0.5, 1.5), (0.3, 2.0), (0.1, 2.0), (-0.3, 0.4), p=0.8)
                ),
                "channelPermutation": each(v2.RandomChannelPermutation()),
                "fiveCrop": each(lambda image: torch.stack(v2.FiveCrop((5, 4))(image))),
                "tenCrop": each(lambda image: torch.stack(v2.TenCrop(5)(image))),
                "resizeMax": each(v2.Resize(6, max_size=7)),
            },
            "together": {
                "randomResize": together(v2.RandomResize(5, 14)),
                "randomShortestSize": together(v2.RandomShortestSize([5, 8, 12], max_size=13)),
                "scaleJitter": together(v2.ScaleJitter((12, 10), (0.5, 1.5))),
                "zoomOut": together(v2.RandomZoomOut(COLOURS, (1.5, 3.0), p=1.0)),
                "zoomOutSpared": together(v2.RandomZoomOut(p=0.001)),
            },
            "functional": functional(),
        }
    )
)
