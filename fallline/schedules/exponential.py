"""Exponential decay."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, real


@dataclass(frozen=True)
class Exponential(Schedule):
    """Decays by the same share every step, a straight line on a log scale; what is far away when the rate has gone
    stays there."""

    gamma: float = real(0.99, 0.9, 1.0, above=0.0, at_most=1.0, help="the share of the rate that a step leaves")

    def factor(self, step, steps):
        return self.gamma**step

    def reference(self, optimizer, steps):
        return lr_scheduler.ExponentialLR(optimizer, self.gamma)
