"""Where runs start and when they have arrived: the same for every optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from scipy.stats import qmc

from fallline.compare.plan import ABSOLUTE, DELTAS, TARGETS, Plan, dice
from fallline.core import BadInput, Landscape
from fallline.landscapes import read_landscape

FIRST, MOST = 11, 15  # powers of two: points that are drawn at first, and at most
RESOLVED = 100  # times what f* is uncertain by must a target lie above it
EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Field:
    """The starts on one landscape, (n, dim) each, and its targets.

    ``scale`` is the median gap f - f* over all points drawn. A target is a share of it, a ``tol`` that gap; those that
    double precision cannot tell are left out. No start is within the loosest target.
    """

    scale: float
    targets: tuple[str, ...]
    tols: np.ndarray
    tuning: np.ndarray
    test: np.ndarray
    classic: np.ndarray
    left_out: int


@lru_cache(maxsize=512)
def field_of(plan: Plan, ground: str) -> Field:
    """Scrambled Sobol points of the domain, the first for tuning and the next for the test; raises BadInput."""
    landscape = read_landscape(ground)
    low, high = np.array(landscape.domain).T
    want = plan.tuning_starts + plan.starts
    for power in range(FIRST, MOST + 1):
        sobol = qmc.Sobol(landscape.dim, rng=dice(plan.seed, "starts", ground))
        x = low + (high - low) * sobol.random_base2(power)
        gap = (landscape.f(torch.tensor(x)) - landscape.fmin).numpy()
        finite = np.isfinite(gap) & landscape.inside(torch.tensor(x)).numpy()
        scale = float(np.median(gap[finite])) if finite.any() else 0.0
        far = finite & (gap > DELTAS[0] * scale)
        if far.sum() >= want:
            break
    else:
        raise BadInput(
            f"{ground} has only {far.sum()} starts that are not near the minimum already; {want} are needed."
        )
    left_out = int((~far[: np.flatnonzero(far)[want - 1]]).sum())
    x = x[far][:want]
    targets, tols = _targets(landscape, scale)
    parts = (x[: plan.tuning_starts], x[plan.tuning_starts :], np.array([landscape.start]))
    return Field(scale, targets, tols, *parts, left_out)


def _targets(landscape: Landscape, scale: float) -> tuple[tuple[str, ...], np.ndarray]:
    values = landscape.f(torch.tensor(landscape.listed, dtype=torch.float64)).numpy()
    unsure = RESOLVED * max(float(np.abs(values - landscape.fmin).max()), EPSILON * max(abs(landscape.fmin), EPSILON))
    named = dict(zip(TARGETS, (*(delta * scale for delta in DELTAS), ABSOLUTE), strict=True))
    kept = {name: tol for name, tol in named.items() if tol > unsure}
    return tuple(kept), np.array(list(kept.values()))
