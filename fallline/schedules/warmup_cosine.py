"""Linear warm-up, then half a cosine wave."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer, real
from fallline.schedules._shapes import interpolate_cosine, linear_warmup, progress


@dataclass(frozen=True)
class WarmupCosine(Schedule):
    """Climbs along a straight line to the full rate, then glides out along half a cosine. (Goyal et al., 2017;
    Loshchilov and Hutter, 2017)"""

    warmup: int = integer(50, 1, 500, at_least=1, help="how many steps the climb takes")
    to: float = real(0.0, 0.0, 1.0, at_least=0.0, at_most=1.0, help="the share of the rate that is left at the end")
    over: int = integer(0, 0, 5000, help="how many steps climb and descent take together; 0: the whole race")

    title = "Linear warm-up, then cosine"

    def factor(self, step, steps):
        if step < self.warmup:
            return linear_warmup(step, self.warmup)
        return interpolate_cosine(1.0, self.to, progress(step - self.warmup, (self.over or steps) - self.warmup))

    def reference(self, optimizer, steps):
        warmup = lr_scheduler.LinearLR(optimizer, 1 / self.warmup, 1.0, self.warmup - 1)
        decay_steps = (self.over or steps) - self.warmup
        decay = lr_scheduler.CosineAnnealingLR(optimizer, decay_steps, optimizer.defaults["lr"] * self.to)
        return lr_scheduler.SequentialLR(optimizer, [warmup, decay], [self.warmup])
