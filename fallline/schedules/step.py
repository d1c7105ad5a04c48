"""A staircase."""

from dataclasses import dataclass

from torch.optim import lr_scheduler

from fallline.core import Schedule, number, whole


@dataclass(frozen=True)
class Step(Schedule):
    """Steps down: the rate stays, then drops to a tenth at once, and again. The curves of step sizes show a staircase,
    and what circled around the minimum falls in."""

    every: int = whole(100, 10, 1000, at_least=1, means="how many steps the rate stays")
    by: float = number(0.1, 0.01, 1.0, log=True, at_most=1.0, means="what it is multiplied by then")

    def factor(self, step, steps):
        return self.by ** (step // self.every)

    def twin(self, optimizer, steps):
        return lr_scheduler.StepLR(optimizer, self.every, self.by)
