"""Damavandi, the hidden well."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import integer_power


def _sinc(t: torch.Tensor) -> torch.Tensor:
    """sin(pi t) / (pi t); at 0 its parabola, which has the right derivatives too."""
    angle, zero = math.pi * t, (t == 0).to(t.dtype)
    return torch.where(t == 0, 1 - angle * angle / 6, torch.sin(angle) / (angle + zero))


@dataclass(frozen=True)
class Damavandi(Landscape):
    """A gentle bowl around (7, 7) at height 2 that everyone finds, and far from it, near a corner, a narrow well that
    goes down to 0 and that the bowl's slope leads away from: one of the hardest there is for anything that follows a
    slope. (Damavandi and Safavi-Naeini, 2005)"""

    domain = ((0.0, 14.0), (0.0, 14.0))
    start = (3.2, 3.4)
    formula = (
        r"\left(1 - \left|\frac{\sin\pi(x-2)\,\sin\pi(y-2)}{\pi^2(x-2)(y-2)}\right|^5\right)"
        r"\left(2 + (x-7)^2 + 2(y-7)^2\right)"
    )
    traits = ("deceptive", "many minima", "bowl")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        well = integer_power((_sinc(x - 2) * _sinc(y - 2)).abs(), 5)
        return (1 - well) * (2 + (x - 7) * (x - 7) + 2 * ((y - 7) * (y - 7)))

    def minima(self):
        return [(2.0, 2.0)]
