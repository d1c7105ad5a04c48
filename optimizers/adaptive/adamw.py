"""AdamW."""

from dataclasses import dataclass

from fallline.core import ScheduledOptimizer, flag, real
from fallline.optimizers._shared import DECOUPLED, FIXED, average_decay, decay, epsilon, weight_decay

from ._adam import AdamRule


@dataclass(frozen=True)
class AdamW(AdamRule, ScheduledOptimizer):
    r"""Adam whose weight decay does not pass through the denominator: every step first shrinks x by the share lr wd.
    It walks like Adam, and ends a little nearer to the origin than the minimum is: with decay on, what is minimised is
    no longer f alone. (Loshchilov and Hutter, 2019)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay(0.01)
    decay: str = decay(DECOUPLED, (DECOUPLED, FIXED))
    amsgrad: bool = flag(False, help="divide by the largest v so far, not by the latest")

    title = "AdamW"
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"x_t = (1-\eta\lambda)\,x_{t-1} - \eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \epsilon}"
    )
    fails = "It does not arrive where f is least unless that is the origin; turn weight decay off to see Adam."
