"""The one-cycle schedule: a rise, then a long decay."""

from dataclasses import dataclass
from typing import Any

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer, real
from fallline.schedules._shapes import interpolate_cosine, progress


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Starts far below the rate, swells to it and sinks far lower still, both along half a cosine; the momentum stays
    as it is set. (Smith and Topin, 2018, with the cosines of fastai and torch)"""

    peak: float = real(0.3, 0.05, 0.95, above=0.0, below=1.0, help="the share of the way up to the full rate")
    start: float = real(0.04, 0.001, 1.0, log=True, at_most=1.0, help="the share of the rate at the start")
    to: float = real(4e-6, 1e-7, 1.0, log=True, at_most=1.0, help="the share of the rate at the end")
    over: int = integer(0, 0, 5000, help="how many steps it takes; 0: the whole race")

    title = "One cycle"

    def factor(self, step, steps):
        last = (self.over or steps) - 1
        peak_step = self.peak * (self.over or steps) - 1
        if step <= peak_step:
            return interpolate_cosine(self.start, 1.0, progress(step, peak_step))
        return interpolate_cosine(1.0, self.to, progress(step - peak_step, last - peak_step))

    def reference(self, optimizer, steps):
        peak, last = optimizer.defaults["lr"], self.start / self.to
        options: dict[str, Any] = {"pct_start": self.peak, "div_factor": 1 / self.start, "final_div_factor": last}
        return lr_scheduler.OneCycleLR(optimizer, peak, self.over or steps, **options)
