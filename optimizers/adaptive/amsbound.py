"""AMSBound."""

from dataclasses import dataclass

from fallline.core import ScheduledOptimizer, real
from fallline.optimizers._shared import average_decay, decay, epsilon, weight_decay

from ._adabound import BoundRule


@dataclass(frozen=True)
class AMSBound(BoundRule, ScheduledOptimizer):
    r"""AdaBound that divides by the largest v so far: Adam's rate, which can only fall, held between two bounds that
    close in on final_lr, so that it ends as gradient descent. After a steep start the lower bound soon sets the pace.
    (Luo et al., 2019)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: Adam's, which sets the pace at first")
    final_lr: float = real(0.1, 1e-4, 1.0, log=True, help="the rate of plain descent that both bounds close in on")
    gamma: float = real(1e-3, 1e-5, 0.5, log=True, below=1.0, help="how fast the bounds close")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay()

    amsbound = True

    title = "AMSBound"
    fails = "As AdaBound: where final_lr exceeds 2 / curvature it diverges once the bounds have closed."
