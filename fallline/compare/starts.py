"""The starts on each landscape and the target gaps; all optimizers share them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from scipy.stats import qmc

from fallline.compare.plan import ABSOLUTE_TARGET_GAP, RELATIVE_TARGETS, TARGET_NAMES, Plan, rng_for
from fallline.core import BadInput, Landscape
from fallline.landscapes import read_landscape

FIRST_SOBOL_POWER, LAST_SOBOL_POWER = 11, 15  # exponents: 2**11 Sobol points are drawn first, 2**15 at most
RESOLUTION_FACTOR = 100  # a target gap must be larger than this many times the uncertainty of f*
FLOAT64_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class StartsAndTargets:
    """The starts on one landscape, float64 arrays (n, dim), and its targets.

    ``scale`` is the median gap f - f* over all points drawn, ``target_gaps`` are the gaps of the targets in
    ``target_names``. Targets that double precision cannot resolve are left out. ``tuning_starts`` and ``test_starts``
    have gaps above the loosest relative target. ``classic_start`` (1, dim) is the start that the literature gives.
    ``excluded_count`` counts the points that were drawn but are too near the minimum, outside the domain, or not
    finite.
    """

    scale: float
    target_names: tuple[str, ...]
    target_gaps: np.ndarray
    tuning_starts: np.ndarray
    test_starts: np.ndarray
    classic_start: np.ndarray
    excluded_count: int


@lru_cache(maxsize=512)
def draw_starts_and_targets(plan: Plan, landscape_text: str) -> StartsAndTargets:
    """Draw the starts on a landscape as scrambled Sobol points of its domain, and compute its targets.

    The first points are for tuning, the next for the test. Raises BadInput if too few points are far enough from the
    minimum.
    """
    landscape = read_landscape(landscape_text)
    low, high = np.array(landscape.domain).T
    count = plan.tuning_starts + plan.starts
    for power in range(FIRST_SOBOL_POWER, LAST_SOBOL_POWER + 1):
        sobol = qmc.Sobol(landscape.dim, rng=rng_for(plan.seed, "starts", landscape_text))
        x = low + (high - low) * sobol.random_base2(power)
        gap = (landscape.f(torch.tensor(x)) - landscape.fmin).numpy()
        finite = np.isfinite(gap) & landscape.in_domain(torch.tensor(x)).numpy()
        scale = float(np.median(gap[finite])) if finite.any() else 0.0
        far = finite & (gap > RELATIVE_TARGETS[0] * scale)
        if far.sum() >= count:
            break
    else:
        raise BadInput(
            "{landscape} has only {found} starts that are not near the minimum already; {count} are needed.",
            landscape=landscape_text,
            found=int(far.sum()),
            count=count,
        )
    excluded_count = int((~far[: np.flatnonzero(far)[count - 1]]).sum())
    x = x[far][:count]
    targets, target_gaps = _targets(landscape, scale)
    parts = (x[: plan.tuning_starts], x[plan.tuning_starts :], np.array([landscape.start]))
    return StartsAndTargets(scale, targets, target_gaps, *parts, excluded_count)


def _targets(landscape: Landscape, scale: float) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the names and the gaps of the targets that double precision resolves."""
    values = landscape.f(torch.tensor(landscape.listed_minima, dtype=torch.float64)).numpy()
    smallest = RESOLUTION_FACTOR * max(
        float(np.abs(values - landscape.fmin).max()), FLOAT64_EPS * max(abs(landscape.fmin), FLOAT64_EPS)
    )
    target_gaps = dict(
        zip(TARGET_NAMES, (*(delta * scale for delta in RELATIVE_TARGETS), ABSOLUTE_TARGET_GAP), strict=True)
    )
    kept = {name: tol for name, tol in target_gaps.items() if tol > smallest}
    return tuple(kept), np.array(list(kept.values()))
