"""The digits of the UCI repository: 1797 images of 8 x 8 pixels, 10 classes."""

from __future__ import annotations

import gzip
from functools import cache

import numpy as np

from fallline.core import TEST, TRAIN, VALIDATION, Samples
from fallline.tasks._files import DataFile
from fallline.tasks._splits import split_samples

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


@cache
def digits_splits() -> dict[str, Samples]:
    """Return the images by split: inputs (n, 64) in float64, centred on the training mean, and classes (n,)."""
    rows = np.loadtxt(gzip.decompress(DIGITS.read()).decode().splitlines(), delimiter=",")
    return split_samples(rows[:, :-1] / 16, rows[:, -1].astype(np.int64), SPLIT_SIZES)  # pixels from 0 to 16
