"""Decay in steps."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, integer, real


@dataclass(frozen=True)
class Step(Schedule):
    """Steps down: the rate stays, then drops to a tenth at once, and again. The curves of step sizes show a staircase,
    and what circled around the minimum falls in."""

    every: int = integer(100, 10, 1000, at_least=1, help="how many steps the rate stays")
    by: float = real(0.1, 0.01, 1.0, log=True, at_most=1.0, help="what it is multiplied by then")

    def factor(self, step, steps):
        return self.by ** (step // self.every)

    def reference(self, optimizer, steps):
        return lr_scheduler.StepLR(optimizer, self.every, self.by)
