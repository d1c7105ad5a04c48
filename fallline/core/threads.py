"""Limits on the threads of a process, for processes and requests that share the cores."""

from __future__ import annotations

import scipy.linalg  # noqa: F401  threadpool_limits affects only libraries that are loaded
import torch
from threadpoolctl import threadpool_limits


def limit_blas_threads() -> None:
    """Limit the BLAS of numpy and scipy to one thread.

    The matrices here are small: more threads gain nothing, and those of two processes busy-wait for each other.
    Checking the landscapes' derivatives in two processes at once took four times as long as in one.
    """
    threadpool_limits(1, user_api="blas")


def use_one_thread() -> None:
    """Limit all arithmetic of this process to one thread: BLAS and torch."""
    limit_blas_threads()
    torch.set_num_threads(1)
