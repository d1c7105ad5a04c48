"""Costs of runs in gradient evaluations, the unit in which optimizers are compared."""

from __future__ import annotations

from typing import Any

import numpy as np

from fallline.core import CALL_KINDS
from fallline.run.trajectory import Trajectory

HESSIAN_COST_PER_DIM = 2  # gradient evaluations: a Hessian is ``dim`` Hessian-vector products, each counted as two


def calls_to_cost(calls: Any, dim: int) -> Any:
    """Convert counts of oracle calls (..., 3), in the order of CALL_KINDS, to gradient evaluations (...).

    A value counts as one gradient, a Hessian as ``2 * dim``.
    """
    weights = {"grad": 1, "value": 1, "hessian": HESSIAN_COST_PER_DIM * dim}
    return sum(weights[kind] * calls[..., which] for which, kind in enumerate(CALL_KINDS))


def cumulative_cost(run: Trajectory) -> np.ndarray:
    """Return the gradient evaluations spent before x_k was reached, (steps+1, rows)."""
    return calls_to_cost(np.stack([run.calls[kind] for kind in CALL_KINDS], axis=-1), run.landscape.dim)
