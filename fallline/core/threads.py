"""How many threads a process computes with: where several processes or requests share the cores, one each."""

from __future__ import annotations

import scipy.linalg  # noqa: F401  its library must be there to be limited
import torch
from threadpoolctl import threadpool_limits


def small_matrices() -> None:
    """Keeps numpy's and scipy's linear algebra on one thread.

    The lab's matrices are small, so that more threads gain nothing, and those of two processes wait for each other
    busily: checking the landscapes' derivatives in two processes at once took four times as long as in one.
    """
    threadpool_limits(1, user_api="blas")


def alone() -> None:
    """Keeps all of this process's arithmetic on one thread, torch's as well."""
    small_matrices()
    torch.set_num_threads(1)
