"""Half a cosine wave that starts again and again."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer, real
from fallline.schedules._shapes import interpolate_cosine, linear_warmup


@dataclass(frozen=True)
class WarmRestarts(Schedule):
    """Glides out along half a cosine, jumps back to the full rate and glides out again, each time over 'growth' times
    as many steps: SGDR. What has settled in a shallow minimum may leave it at a restart. (Loshchilov and Hutter,
    2017)"""

    period: int = integer(50, 1, 1000, at_least=1, help="how many steps the first descent takes")
    growth: int = integer(2, 1, 5, at_least=1, help="each descent takes this many times as long as the one before")
    to: float = real(0.0, 0.0, 1.0, at_least=0.0, at_most=1.0, help="the share of the rate before each restart")
    warmup: int = integer(0, 0, 500, help="how many steps a climb along a straight line takes before; 0: none")

    title = "Cosine with warm restarts"

    def factor(self, step, steps):
        if step < self.warmup:
            return linear_warmup(step, self.warmup)
        step, length = step - self.warmup, self.period
        if self.growth == 1:
            step %= length
        while step >= length:
            step, length = step - length, length * self.growth
        return interpolate_cosine(1.0, self.to, step / length)

    def reference(self, optimizer, steps):
        def restarts():
            lowest = optimizer.defaults["lr"] * self.to
            return lr_scheduler.CosineAnnealingWarmRestarts(optimizer, self.period, self.growth, lowest)

        if not self.warmup:
            return restarts()
        warmup = lr_scheduler.LinearLR(optimizer, 1 / self.warmup, 1.0, self.warmup - 1)
        return lr_scheduler.SequentialLR(optimizer, [warmup, restarts()], [self.warmup])
