"""The data and the Hessian of quadratic_deep of DeepOBS (Schneider et al., 2019), for its landscape and its study."""

from __future__ import annotations

from functools import cache

import numpy as np

DIM, FLAT_EIGENVALUE_COUNT, STEEP_EIGENVALUE_COUNT = 100, 90, 10  # flat: eigenvalues from 0 to 1; steep: from 30 to 60
TRAINING_SEED, TEST_SEED = 42, 43
SAMPLE_COUNT, BATCH_SIZE = 1000, 128
TEST_SAMPLE_COUNT = SAMPLE_COUNT // BATCH_SIZE * BATCH_SIZE  # only whole batches count
DATA_STD = 0.6


@cache
def quadratic_problem() -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return (eigenvalues, eigenvectors, mean, loss) of the Hessian Q and the test data.

    Eigenvalues and mean are (DIM,), eigenvectors (DIM, DIM), one per column; the loss is that at the mean.
    """
    generator = np.random.RandomState(TRAINING_SEED)  # the same generator as the benchmark
    curvatures = np.concatenate(
        (generator.uniform(0, 1, FLAT_EIGENVALUE_COUNT), generator.uniform(30, 60, STEEP_EIGENVALUE_COUNT))
    )
    eigenvectors = _random_rotation(generator).T
    test_data = draw_data(TEST_SEED)[:TEST_SAMPLE_COUNT]
    mean = test_data.mean(0)
    return (
        curvatures,
        eigenvectors,
        mean,
        0.5 * float((curvatures * ((test_data - mean) @ eigenvectors) ** 2).sum(1).mean()),
    )


def draw_data(seed: int) -> np.ndarray:
    """Return the benchmark's data for a seed, (SAMPLE_COUNT, DIM): float64, rounded to float32 as in the benchmark."""
    data = np.random.RandomState(seed).normal(0, DATA_STD, (SAMPLE_COUNT, DIM))  # the same generator as the benchmark
    return data.astype(np.float32).astype(np.float64)


def _random_rotation(generator: np.random.RandomState) -> np.ndarray:
    """Return a random rotation matrix (DIM, DIM), built one dimension at a time (Diaconis and Shahshahani, 1987)."""
    angle = 2 * np.pi * generator.uniform()
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    for size in range(3, DIM + 1):
        point = generator.normal(size=size)
        normal = np.eye(size)[0] - point / np.linalg.norm(point)
        normal /= np.linalg.norm(normal)
        enlarged = np.eye(size)
        enlarged[1:, 1:] = rotation
        rotation = enlarged - 2 * np.outer(normal, normal @ enlarged)
    return -rotation
