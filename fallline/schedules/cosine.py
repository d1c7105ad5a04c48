"""Decay along half a cosine wave."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer, real
from fallline.schedules._shapes import interpolate_cosine, progress


@dataclass(frozen=True)
class Cosine(Schedule):
    """Stays near the full rate for long, falls fastest half way, and glides out along half a cosine. (Loshchilov and
    Hutter, 2017, without restarts)"""

    to: float = real(0.0, 0.0, 1.0, at_least=0.0, at_most=1.0, help="the share of the rate that is left at the end")
    over: int = integer(0, 0, 5000, help="how many steps it takes; 0: the whole race")

    def factor(self, step, steps):
        return interpolate_cosine(1.0, self.to, progress(step, self.over or steps))

    def reference(self, optimizer, steps):
        return lr_scheduler.CosineAnnealingLR(optimizer, self.over or steps, optimizer.defaults["lr"] * self.to)
