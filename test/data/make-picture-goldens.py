"""Writes pictures/, small pictures of every kind, and torchvision-pictures.json: what torchvision makes of them.

    pip install torch==2.15.0 torchvision==0.29.2 && python make-picture-goldens.py
"""

import json
import pathlib

import numpy
from PIL import Image
from torchvision import transforms

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "pictures"
H, W = 13, 18

numbers = numpy.random.default_rng(0)
slope = numpy.add.outer(numpy.arange(H) * 9, numpy.arange(W) * 6)[..., None] * numpy.array([1, 0.7, 0.4])
rgb = (slope + numbers.integers(0, 40, (H, W, 3))).clip(0, 255).astype("uint8")
picture = Image.fromarray(rgb)
kinds = {
    "colour/rgb.png": picture,
    "colour/palette.png": picture.convert("P"),
    "colour/alpha.png": Image.fromarray(numpy.dstack([rgb, rgb[..., 0]])),
    "colour/photo.jpg": picture,
    "colour/web.webp": picture,
    "colour/bitmap.bmp": picture,
    "grey/grey.png": picture.convert("L"),
    "grey/black-and-white.png": picture.convert("1"),
    "grey/photo.JPG": picture.convert("L"),
}
for name, image in kinds.items():
    file = FOLDER / name
    file.parent.mkdir(parents=True, exist_ok=True)
    image.save(file, **({"lossless": True} if name.endswith(".webp") else {}))


def values(image):
    return numpy.asarray(image).flatten().tolist()


def each(transform):
    return {name: values(transform(Image.open(FOLDER / name))) for name in kinds}


json.dump(
    {
        "size": [H, W],
        "rgb": each(lambda image: image.convert("RGB")),
        "grey": each(lambda image: image.convert("RGB").convert("L")),
        "resized": each(lambda image: transforms.Resize((7, 9))(image.convert("RGB"))),
        "enlarged": each(lambda image: transforms.Resize(20)(image.convert("RGB"))),
        "cropped": each(lambda image: transforms.CenterCrop((8, 5))(image.convert("RGB"))),
        "padded": each(lambda image: transforms.CenterCrop(16)(image.convert("RGB"))),
        "both": each(
            lambda image: transforms.Compose([transforms.Resize(8), transforms.CenterCrop(7)])(image.convert("RGB"))
        ),
    },
    (HERE / "torchvision-pictures.json").open("w"),
)
