"""The quadratic of the DeepOBS benchmark: a hundred coordinates, most of them nearly flat."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch

from core import Landscape

DIM, FLAT, STEEP = 100, 90, 10
SEED, TEST_SEED = 42, 43
SAMPLES, BATCH = 1000, 128
TESTED = SAMPLES // BATCH * BATCH  # the samples of whole batches
DEVIATION = 0.6


@dataclass(frozen=True)
class QuadraticDeep(Landscape):
    """A bowl like the ones that networks are trained in: in 10 hidden directions its walls are 30 to 60 steep, in the
    other 90 it hardly rises. The value is the benchmark's test loss, half the mean of (x - data)' Q (x - data) over its
    test data, so its minimum is their mean and is not 0; training on other data ends a little beside it. What is drawn
    is the plane of two coordinates, in which all directions mix. (Schneider et al., 2019)"""

    domain = ((-2.0, 2.0),) * DIM
    start = (1.0,) * DIM
    title = "Quadratic of DeepOBS"
    formula = r"\frac{1}{2N}\sum_{i=1}^{N} (x - d_i)^T Q\,(x - d_i)"
    traits = ("convex", "ill-conditioned", "unimodal", "quadratic", "rotated")

    def f(self, x):
        curvatures, turned, mean, least = (torch.as_tensor(each, dtype=x.dtype, device=x.device) for each in problem())
        off = (x - mean).reshape(-1, 1, DIM)
        # A product for each point: one for all would round a point differently in another's company.
        along = torch.bmm(off, turned.expand(len(off), DIM, DIM)).reshape(x.shape)
        return least + 0.5 * (curvatures * along * along).sum(-1)

    def minima(self):
        return [tuple(problem()[2].tolist())]


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
