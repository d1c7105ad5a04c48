"""The Müller-Brown potential."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape

TERMS = (
    (-200.0, -100.0, -170.0, 15.0),  # A
    (-1.0, -1.0, -6.5, 0.7),  # a
    (0.0, 0.0, 11.0, 0.6),  # b
    (-10.0, -10.0, -6.5, 0.7),  # c
    (1.0, 0.0, -0.5, -1.0),  # x_k
    (0.0, 0.5, 1.5, 1.0),  # y_k
)


@dataclass(frozen=True)
class MullerBrown(Landscape):
    """The map on which chemists test paths between two molecules: three basins in a bent canyon, with passes between
    them. Descent ends in the basin it starts in; the deepest is at the upper left, mostly printed as (-0.558, 1.442),
    value -146.70. (Müller and Brown, 1979)"""

    also_called = ("mueller brown",)
    domain = ((-1.5, 1.2), (-0.2, 2.0))
    start = (-0.4, 0.4)
    title = "Müller-Brown"
    formula = r"\sum_{k=1}^{4} A_k\exp\left(a_k(x-x_k)^2 + b_k(x-x_k)(y-y_k) + c_k(y-y_k)^2\right)"
    traits = ("valley", "many minima", "saddle", "bent")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        height, a, b, c, right, up = torch.tensor(TERMS, dtype=x.dtype, device=x.device)
        u, v = x[..., None] - right, y[..., None] - up
        return (height * torch.exp(a * (u * u) + b * (u * v) + c * (v * v))).sum(-1)

    def minima(self):
        return [(-0.5582236346330243, 1.4417258418046686)]
