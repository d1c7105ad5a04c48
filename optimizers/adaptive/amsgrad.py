"""AMSGrad, as in torch or as in its paper."""

from dataclasses import dataclass

from fallline.core import ScheduledOptimizer, flag, real
from fallline.optimizers._shared import average_decay, decay, epsilon, weight_decay

from ._adam import AdamRule


@dataclass(frozen=True)
class AMSGrad(AdamRule, ScheduledOptimizer):
    r"""Adam that never forgets its steepest stretch: it divides by the largest v so far, so its strides can only get
    shorter. Down a wall it walks like Adam; in the valley behind it crawls where Adam picks up again. In its paper both
    averages stay uncorrected ('corrected' off), so that the first steps are several times longer than lr; torch
    corrects them, after the maximum is taken. (Reddi et al., 2018)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in an early step")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay()
    corrected: bool = flag(True, help="correct both averages for starting at 0, as torch does")

    amsgrad = True

    title = "AMSGrad"
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"\hat v_t = \max(\hat v_{t-1}, v_t) \qquad "
        r"x_t = x_{t-1} - \eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{\hat v_t/(1-\beta_2^t)} + \epsilon}"
    )
    readout_symbols = {"m": "momentum", "v": "second_moment"}
    fails = "A start on a steep wall sets the pace for ever: all later steps are short."
