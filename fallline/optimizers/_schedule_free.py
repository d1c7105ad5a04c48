"""What schedule-free rules share: three points, of which one walks, one is the average, and one is asked."""

from __future__ import annotations

import torch

from fallline.core import POINT
from fallline.optimizers._shared import zeros

POINTS = {"walking_point": POINT, "gradient_point": POINT}


def begun(x: torch.Tensor) -> dict[str, torch.Tensor]:
    """The points and weights before the first step."""
    points = {"walking_point": x.clone(), "gradient_point": x.clone(), "asks_next": x.clone()}
    return points | zeros(x, "weight_sum", "steps", "largest_rate")


def averaged(rule, x, state, move):
    """The new average and the state of the points, after the walking one went by -rate * ``move``.

    The average weighs each point by the square of the largest rate so far, as in the authors' code, which warms lr up
    along a straight line.
    """
    steps = state["steps"] + 1
    climb = (steps / rule.warmup).clamp(max=1.0) if rule.warmup else torch.ones_like(steps)
    rate = rule.lr * climb
    largest = torch.maximum(state["largest_rate"], rate)
    weight = largest * largest
    total = state["weight_sum"] + weight
    share = weight / total
    walking = state["walking_point"] - rate * move
    average = (1 - share) * x + share * walking
    return average, {
        "walking_point": walking,
        "gradient_point": state["asks_next"],
        "asks_next": walking + rule.beta1 * (average - walking),
        "weight_sum": total,
        "steps": steps,
        "largest_rate": largest,
    }
