"""Writes arrays/: files of NumPy, and small ones in the layouts of CIFAR and EMNIST.

    pip install numpy==2.4.6 && python make-array-files.py
"""

import gzip
import io
import pathlib
import pickle
import struct
import tarfile
import zipfile

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "arrays"
FOLDER.mkdir(exist_ok=True)

grid = np.arange(6).reshape(2, 3)
arrays = {
    "bytes": grid.astype("u1"),
    "truth": grid % 2 == 0,
    "short": (grid - 3).astype("<i2"),
    "long": grid.astype("<i8") - 3,
    "real": grid / 4,
    "single": (grid / 4).astype("<f4"),
    "columns": np.asfortranarray(grid.astype("<i4")),
    "scalar": np.float64(2.5),
    "half": np.array([0.25, -2, 65504, 6e-8, np.inf, np.nan], "<f2"),
    "big": (grid - 3).astype(">i2"),
    "labels": np.array([1, 0]),
}
np.savez(FOLDER / "arrays.npz", **arrays)
np.savez_compressed(FOLDER / "compressed.npz", **arrays)
np.savez(FOLDER / "texts.npz", names=np.array(["a", "b"]), inputs=np.ones((2, 1)), labels=np.array([1, 0]))
np.savez(FOLDER / "large.npz", large=np.array([2**40]))


def cifar(folder, files, names, key, labels, protocol):
    """Two images a file: the first all 1, 2, 3 in its channels, the second counting up."""
    with tarfile.open(FOLDER / f"{folder}.tar.gz", "w:gz") as archive:
        def add(name, content):
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))

        for number, name in enumerate(files):
            first = np.repeat(np.array([1, 2, 3], "u1"), 1024)
            second = (np.arange(3072) % 251).astype("u1")
            batch = {"batch_label": name, labels: [number, 1], "data": np.stack([first, second]), "filenames": ["a", "b"]}
            add(name, pickle.dumps(batch, protocol=protocol))
        add(names, pickle.dumps({key: [f"class {i}" for i in range(10)]}, protocol=protocol))
        add("readme.html", b"<html>")


ten = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
cifar("cifar-10-batches-py", ten, "batches.meta", "label_names", "labels", 2)
cifar("cifar-100-python", ["train", "test"], "meta", "fine_label_names", "fine_labels", 5)

with zipfile.ZipFile(FOLDER / "emnist.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for part, count in (("train", 3), ("test", 2)):
        images = struct.pack(">IIII", 0x803, count, 28, 28) + bytes(range(count)) * 784
        labels = struct.pack(">II", 0x801, count) + bytes([1, 26, 7][:count])
        name = f"gzip/emnist-letters-{part}"
        archive.writestr(f"{name}-images-idx3-ubyte.gz", gzip.compress(images, mtime=0))
        archive.writestr(f"{name}-labels-idx1-ubyte.gz", gzip.compress(labels, mtime=0))
