"""Linear warm-up, then constant."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer
from fallline.schedules._shapes import linear_warmup


@dataclass(frozen=True)
class Warmup(Schedule):
    """Climbs along a straight line to the full rate and stays there, so that the first steps, whose averages know
    little, are small. (Goyal et al., 2017)"""

    warmup: int = integer(50, 1, 500, at_least=1, help="how many steps the climb takes")

    title = "Linear warm-up, then constant"

    def factor(self, step, steps):
        return linear_warmup(step, self.warmup)

    def reference(self, optimizer, steps):
        return lr_scheduler.LinearLR(optimizer, 1 / self.warmup, 1.0, self.warmup - 1)
