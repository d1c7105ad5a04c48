"""Functions that several schedules share."""

from __future__ import annotations

import math


def progress(step: float, steps: float) -> float:
    """Return step / steps, at most 1; 1 if ``steps`` is not positive."""
    return min(step / steps, 1.0) if steps > 0 else 1.0


def interpolate_cosine(start: float, end: float, share: float) -> float:
    """Return the value between ``start`` and ``end`` at ``share`` (0 to 1) of half a cosine wave."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def linear_warmup(step: int, warmup: int) -> float:
    """Return (step + 1) / warmup, at most 1: a linear warm-up."""
    return min((step + 1) / warmup, 1.0)
