"""What a run has spent, in gradient evaluations: the one currency in which runs are compared."""

from __future__ import annotations

from typing import Any

import numpy as np

from fallline.core import KINDS
from fallline.run.trajectory import Trajectory

HESSIAN = 2  # gradient evaluations per coordinate: a product with the Hessian is two of them, a matrix ``dim`` products


def cost_of(calls: Any, dim: int) -> Any:
    """Counts of questions (..., 3), in the order of KINDS, as gradient evaluations (...): a value counts as one."""
    weights = {"grad": 1, "value": 1, "hessian": HESSIAN * dim}
    return sum(weights[kind] * calls[..., which] for which, kind in enumerate(KINDS))


def costs(run: Trajectory) -> np.ndarray:
    """Spent on reaching each x_k, in gradient evaluations, (steps+1, rows)."""
    return cost_of(np.stack([run.calls[kind] for kind in KINDS], axis=-1), run.landscape.dim)
