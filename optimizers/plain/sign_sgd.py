"""SignSGD, and Signum, its form with momentum."""

from dataclasses import dataclass

from fallline.core import SCALE, VECTOR, ScheduledOptimizer, real
from fallline.optimizers._shared import DECOUPLED, apply_weight_decay, average_decay, decay, weight_decay, zero_state


@dataclass(frozen=True)
class SignSGD(ScheduledOptimizer):
    r"""Only the signs count: every axis moves by exactly lr each step, so the path runs at 45 degrees until one axis
    has arrived, then along the other, and in the end it jumps to and fro by lr for ever. With beta above 0 the sign is
    that of an average, m = beta m + (1 - beta) g, which is Signum. x = x - lr sign(m). (Bernstein et al., 2018)"""

    lr: float = real(1e-3, 1e-5, 1.0, log=True, help="learning rate: how far each axis moves in every step")
    beta: float = average_decay(0.0, "memory of the average whose sign is taken; 0: the gradient's own sign")
    weight_decay: float = weight_decay()
    decay: str = decay(DECOUPLED)

    title = "SignSGD"
    also_called = ("signum",)
    readouts = {"momentum": VECTOR, "effective_rate": SCALE}
    formula = r"m_t = \beta m_{t-1} + (1-\beta)\,g_t \qquad x_t = x_{t-1} - \eta\,\mathrm{sign}(m_t)"
    readout_symbols = {"m": "momentum"}
    fails = "It never settles: without a schedule that lowers lr it keeps jumping over the minimum."

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        m = self.beta * state["momentum"] + (1 - self.beta) * g
        rate = self.lr * (1 / m.abs())
        return x - self.lr * m.sign(), {"momentum": m, "effective_rate": rate}
