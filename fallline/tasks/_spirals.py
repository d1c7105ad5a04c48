"""Points on two spirals that are wound around each other."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from fallline.core import TEST, TRAIN, VALIDATION, Samples
from fallline.tasks._splits import split_samples

CLASS_COUNT = 2
TURNS = 1.75  # of each spiral
RADIUS = 3.0  # of the outer ends
SEED = 0
SPLIT_SIZES = {TRAIN: 1000, VALIDATION: 500, TEST: 500}


@lru_cache(maxsize=8)
def spiral_splits(noise: float) -> dict[str, Samples]:
    """Return the points by split: inputs (n, 2) in float64, centred on the training mean, and spirals (n,).

    ``noise`` is the standard deviation of the distance from the spiral along each axis, in units of RADIUS.
    """
    rng = np.random.Generator(np.random.Philox(key=SEED))
    count = sum(SPLIT_SIZES.values())
    classes = np.arange(count) % CLASS_COUNT
    lengths = np.sqrt(rng.random(count))  # distance from the centre; the points lie evenly along a spiral
    angles = 2 * math.pi * (TURNS * lengths + classes / CLASS_COUNT)
    points = np.stack([np.cos(angles), np.sin(angles)], -1) * lengths[:, None]
    points += noise * rng.standard_normal(points.shape)
    return split_samples(RADIUS * points, classes, SPLIT_SIZES)
