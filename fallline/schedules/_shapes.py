"""What several schedules are put together from: shares of a way from 0 to 1."""

from __future__ import annotations

import math


def progress(step: float, over: float) -> float:
    """How much of ``over`` steps lies behind at step 0, 1, ...: 0 at first, 1 at the end and from there on."""
    return min(step / over, 1.0) if over > 0 else 1.0


def eased(start: float, end: float, share: float) -> float:
    """From ``start`` to ``end`` along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def climbed(step: int, warmup: int) -> float:
    """A straight climb to 1 in ``warmup`` steps, of which the first takes 1/warmup."""
    return min((step + 1) / warmup, 1.0)
