"""Reduction of the learning rate where f no longer falls."""

from dataclasses import dataclass

import torch
from torch.optim import lr_scheduler

from fallline.core import NEXT_FACTOR, AdaptiveSchedule, choice, integer, real

RELATIVE, ABSOLUTE = "relative", "absolute"
BEST, BAD_STEPS, COOLDOWN = "schedule_best", "schedule_bad_steps", "schedule_cooldown"  # entries of the state


@dataclass(frozen=True)
class Plateau(AdaptiveSchedule):
    """Waits until f has not fallen for a number of steps, then lowers the rate, and waits again; each start has a rate
    of its own. f is the value that comes with the gradient, so it costs nothing more; with maximize a rise counts. As
    in torch, but for its eps, which leaves out reductions by less than 1e-8. (torch.optim.lr_scheduler's
    ReduceLROnPlateau, 2017)"""

    by: float = real(0.1, 0.01, 0.99, log=True, below=1.0, help="what the rate is multiplied by then")
    patience: int = integer(10, 0, 200, help="how many steps without progress are put up with")
    threshold: float = real(1e-4, 1e-8, 0.1, log=True, at_least=0.0, help="the least fall that counts as progress")
    threshold_mode: str = choice(RELATIVE, (RELATIVE, ABSOLUTE), help="of the lowest f so far, or as it is")
    cooldown: int = integer(0, 0, 200, help="how many steps after a reduction do not count as lacking progress")
    to: float = real(0.0, 0.0, 1.0, at_least=0.0, at_most=1.0, help="the share of the rate that is always left")

    title = "Reduce on a plateau"

    def init(self, x):
        zero = torch.zeros_like(x[:, :1])
        return {NEXT_FACTOR: zero + 1, BEST: zero + torch.inf, BAD_STEPS: zero, COOLDOWN: zero}

    def update(self, state, value, *, ascends):
        first = state[BEST] == torch.inf
        sign = -1 if ascends else 1
        relative = self.threshold_mode == RELATIVE
        limit = state[BEST] * (1 - sign * self.threshold) if relative else state[BEST] - sign * self.threshold
        better = torch.where(first, value.isfinite(), sign * value < sign * limit)
        best = torch.where(better, value, state[BEST])
        cooling = state[COOLDOWN] > 0
        bad_steps = torch.where(better | cooling, torch.zeros_like(value), state[BAD_STEPS] + 1)
        reduces = bad_steps > self.patience
        factor = state[NEXT_FACTOR]
        lower = torch.maximum(factor * self.by, self.to * torch.ones_like(factor))
        waiting = torch.where(cooling, state[COOLDOWN] - 1, state[COOLDOWN])
        return {
            NEXT_FACTOR: torch.where(reduces, lower, factor),
            BEST: best,
            BAD_STEPS: torch.where(reduces, torch.zeros_like(bad_steps), bad_steps),
            COOLDOWN: torch.where(reduces, torch.full_like(waiting, self.cooldown), waiting),
        }

    def reference(self, optimizer, steps):
        return lr_scheduler.ReduceLROnPlateau(
            optimizer,
            mode="max" if optimizer.defaults.get("maximize") else "min",
            factor=self.by,
            patience=self.patience,
            threshold=self.threshold,
            threshold_mode="rel" if self.threshold_mode == RELATIVE else "abs",
            cooldown=self.cooldown,
            min_lr=optimizer.defaults["lr"] * self.to,
            eps=0.0,
        )
