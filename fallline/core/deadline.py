"""Time limits of computations: a server sets one for a request, and the loops that it runs read it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from fallline.core.errors import BadInput

_limit: ContextVar[tuple[float, float] | None] = ContextVar("limit", default=None)  # seconds allowed, time of the end


class OutOfTime(BadInput):
    """The computation took longer than its time limit."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Limit what is computed in this block and thread to ``seconds``; a limit that ends earlier stays in force."""
    end, outer = time.monotonic() + seconds, _limit.get()
    token = _limit.set((seconds, end) if outer is None or end < outer[1] else outer)
    try:
        yield
    finally:
        _limit.reset(token)


@contextmanager
def no_time_limit() -> Iterator[None]:
    """Lift the time limit in this block and thread, for a computation whose work is known to be small."""
    token = _limit.set(None)
    try:
        yield
    finally:
        _limit.reset(token)


def check_time() -> None:
    """Raise OutOfTime if the time limit of this block has passed; loops call it once per step."""
    limit = _limit.get()
    if limit is not None and time.monotonic() > limit[1]:
        raise OutOfTime(
            "This took longer than the {seconds} s that are allowed here; take fewer steps, starts, optimizers or "
            "dimensions.",
            seconds=f"{limit[0]:g}",
        )
