"""What a run has spent, in gradient evaluations: the one currency in which runs are compared."""

from __future__ import annotations

import numpy as np

from fallline.run.trajectory import Trajectory

HESSIAN = 2  # gradient evaluations per coordinate: a product with the Hessian is two of them, a matrix ``dim`` products


def costs(run: Trajectory) -> np.ndarray:
    """Spent on reaching each x_k, in gradient evaluations, (steps+1, rows): a value of f counts as one as well."""
    matrices = HESSIAN * run.landscape.dim * run.calls["hessian"]
    return run.calls["grad"] + run.calls["value"] + matrices
