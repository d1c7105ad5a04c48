"""Linear decay."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer, real
from fallline.schedules._shapes import progress


@dataclass(frozen=True)
class Linear(Schedule):
    """Falls along a straight line to a share of the rate, and keeps that."""

    to: float = real(0.0, 0.0, 1.0, at_least=0.0, at_most=1.0, help="the share of the rate that is left at the end")
    over: int = integer(0, 0, 5000, help="how many steps it takes; 0: the whole race")

    def factor(self, step, steps):
        return 1.0 + (self.to - 1.0) * progress(step, self.over or steps)

    def reference(self, optimizer, steps):
        return lr_scheduler.LinearLR(optimizer, 1.0, self.to, self.over or steps)
