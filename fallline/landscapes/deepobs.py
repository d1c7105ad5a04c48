"""The data and the Hessian of the deep quadratic of the DeepOBS suite, which its landscape and its study share."""

from __future__ import annotations

from functools import cache

import numpy as np

DIM, FLAT, STEEP = 100, 90, 10
SEED, TEST_SEED = 42, 43
SAMPLES, BATCH = 1000, 128
TESTED = SAMPLES // BATCH * BATCH  # the samples of whole batches
DEVIATION = 0.6


@cache
def problem() -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """The eigenvalues of Q, its eigenvectors as columns, the mean of the test data, and the loss there."""
    stream = np.random.RandomState(SEED)  # the benchmark's own stream
    curvatures = np.concatenate((stream.uniform(0, 1, FLAT), stream.uniform(30, 60, STEEP)))
    turned = _rotation(stream).T
    tested = drawn(TEST_SEED)[:TESTED]
    mean = tested.mean(0)
    return curvatures, turned, mean, 0.5 * float((curvatures * ((tested - mean) @ turned) ** 2).sum(1).mean())


def drawn(seed: int) -> np.ndarray:
    """The benchmark's data, (SAMPLES, DIM), in single precision as there."""
    data = np.random.RandomState(seed).normal(0, DEVIATION, (SAMPLES, DIM))  # the benchmark's own stream
    return data.astype(np.float32).astype(np.float64)


def _rotation(stream: np.random.RandomState) -> np.ndarray:
    """A rotation drawn evenly from all, a coordinate at a time (Diaconis and Shahshahani, 1987)."""
    angle = 2 * np.pi * stream.uniform()
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    for side in range(3, DIM + 1):
        point = stream.normal(size=side)
        mirror = np.eye(side)[0] - point / np.linalg.norm(point)
        mirror /= np.linalg.norm(mirror)
        wider = np.eye(side)
        wider[1:, 1:] = turned
        turned = wider - 2 * np.outer(mirror, mirror @ wider)
    return -turned
