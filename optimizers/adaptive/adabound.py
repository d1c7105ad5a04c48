"""AdaBound."""

from dataclasses import dataclass

from fallline.core import ScheduledOptimizer, real
from fallline.optimizers._shared import average_decay, decay, epsilon, weight_decay

from ._adabound import BoundRule


@dataclass(frozen=True)
class AdaBound(BoundRule, ScheduledOptimizer):
    r"""Adam that turns into gradient descent: the effective rate is Adam's, held between two bounds that start at 0 and
    infinity and close in on final_lr. Early on it strides on plateaus like Adam; later each step is as long as the
    slope is steep. As in the authors' code and paper, m is not corrected by itself; its correction is part of the rate
    that is held. A schedule moves lr alone, not final_lr, which the authors' code moves along. (Luo et al., 2019)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: Adam's, which sets the pace at first")
    final_lr: float = real(0.1, 1e-4, 1.0, log=True, help="the rate of plain descent that both bounds close in on")
    gamma: float = real(1e-3, 1e-5, 0.5, log=True, below=1.0, help="how fast the bounds close")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay()

    title = "AdaBound"
    fails = "Where final_lr exceeds 2 / curvature it sets off like Adam, and diverges once the bounds have closed."
