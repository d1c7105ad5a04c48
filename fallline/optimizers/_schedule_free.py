"""The common part of the schedule-free optimizers (Defazio et al., 2024).

They have three points: z, the walking point, takes the steps; x is an average of z; y, the gradient point, is where the
gradient is evaluated.
"""

from __future__ import annotations

import torch

from fallline.core import POINT
from fallline.optimizers._shared import zeros

POINT_READOUTS = {"walking_point": POINT, "gradient_point": POINT}


def initial_state(x: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return the state before the first step from x (rows, dim): points (rows, dim) and numbers (rows, 1).

    A rule adds its own further readouts.
    """
    points = {"walking_point": x.clone(), "gradient_point": x.clone(), "asks_next": x.clone()}
    return points | zeros(x, "weight_sum", "steps", "largest_rate")


def step_points(rule, x, state, move):
    """Return the pair (next average x, next state) after z moved by -lr * ``move``; x and ``move`` are (rows, dim).

    ``rule`` is the optimizer, with ``lr``, ``beta1`` and ``warmup`` (steps). As in the authors' code, lr rises linearly
    over the warm-up, and the average weights each z by the square of the largest learning rate so far.
    """
    steps = state["steps"] + 1
    warmup = (steps / rule.warmup).clamp(max=1.0) if rule.warmup else torch.ones_like(steps)
    rate = rule.lr * warmup
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
