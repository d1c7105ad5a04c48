"""Adam and AdamW, with AMSGrad as an option."""

from dataclasses import dataclass

from fallline.core import ScheduledOptimizer, flag, real
from fallline.optimizers._shared import average_decay, decay, epsilon, weight_decay

from ._adam import AdamRule


@dataclass(frozen=True)
class Adam(AdamRule, ScheduledOptimizer):
    r"""A steady walker: every axis moves by about lr a step whether the slope is steep or gentle, so it sets off at 45
    degrees to the axes, crosses plateaus at full pace and keeps the same pace down a long straight slope. At the bottom
    it overshoots a little and circles in. Each gradient is averaged, m = b1 m + (1 - b1) g, and so is its square,
    v = b2 v + (1 - b2) g^2; both averages start at 0 and are corrected for it; x = x - lr mhat / (sqrt(vhat) + eps).
    Implementations differ in where eps stands (here and in torch outside the root, after the correction; older
    TensorFlow before it) and in weight decay (decoupled is AdamW). AMSGrad divides by the largest v so far, here as in
    torch with v's correction, which its paper leaves out. (Kingma and Ba, 2015)"""

    lr: float = real(1e-3, 1e-4, 10.0, log=True, help="learning rate: about how far each axis moves in a step")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decay: str = decay()
    amsgrad: bool = flag(False, help="divide by the largest v so far, not by the latest")

    fails = "On a long steady slope it keeps to lr per step however far there is to go; after a spike v stays large."
