"""The digits of the UCI repository: 1797 images of 8 x 8 pixels, 10 classes."""

from __future__ import annotations

import gzip
from functools import cache

import numpy as np
import torch

from fallline.core import TEST, TRAIN, VALIDATION, Samples
from fallline.tasks._files import DataFile

DIGITS = DataFile(
    name="digits.csv.gz",
    sha256="09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
    origin="Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, "
    "1998; the file of scikit-learn 1.9.1",
    licence="CC BY 4.0 (data), BSD-3-Clause (file)",
)
SIDE = 8  # pixels
CLASS_COUNT = 10
SPLIT_SIZES = {TRAIN: 1097, VALIDATION: 350, TEST: 350}
ORDER_SEED = 0  # of the shuffle before the split


@cache
def digits_split(name: str) -> Samples:
    """Return the images of a split: inputs (n, 64) in float64, centred on the training mean, and classes (n,)."""
    images, classes = _read_digits()
    order = np.random.Generator(np.random.Philox(key=ORDER_SEED)).permutation(len(images))
    ends = np.cumsum(list(SPLIT_SIZES.values()))
    pieces = dict(zip(SPLIT_SIZES, np.split(order, ends[:-1]), strict=True))
    mean = images[pieces[TRAIN]].mean(0)
    return Samples(torch.from_numpy(images[pieces[name]] - mean), torch.from_numpy(classes[pieces[name]]))


@cache
def _read_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the images (1797, 64), from 0 to 1 in float64, and their classes (1797,) as integers."""
    rows = np.loadtxt(gzip.decompress(DIGITS.read()).decode().splitlines(), delimiter=",")
    return rows[:, :-1] / 16, rows[:, -1].astype(np.int64)
