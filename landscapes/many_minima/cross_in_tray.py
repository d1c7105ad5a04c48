"""The cross in a tray."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Landscape
from fallline.landscapes._maths import safe_sqrt


@dataclass(frozen=True)
class CrossInTray(Landscape):
    """A tray of rounded dips with a sharp cross standing in it along both axes; four dips around the centre are
    deepest, by very little. From a dip farther out the next better one is behind a wall. Mostly printed as (+-1.3494,
    +-1.3494), value -2.06261. (Mishra, 2006)"""

    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (3.5, 2.2)
    title = "Cross-in-tray"
    formula = r"-10^{-4}\left(\left|\sin x\,\sin y\;e^{\left|100 - \sqrt{x^2+y^2}/\pi\right|}\right| + 1\right)^{0.1}"
    traits = ("many minima", "waves", "kink")

    def f(self, x):
        x, y = x[..., 0], x[..., 1]
        far = (100 - safe_sqrt(x * x + y * y) / math.pi).abs()
        size = (torch.sin(x) * torch.sin(y)).abs()
        # e^far is taken out of the bracket, since e^100 is more than single precision can hold.
        return -1e-4 * torch.exp(0.1 * (far + torch.log(size + torch.exp(-far))))

    def minima(self):
        return [
            (-1.3494066171539107, -1.3494066171539107),
            (-1.3494066171539107, 1.3494066171539107),
            (1.3494066171539107, -1.3494066171539107),
            (1.3494066171539107, 1.3494066171539107),
        ]
