"""Lion: the sign of a mixture of momentum and gradient."""

from dataclasses import dataclass

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, real
from fallline.optimizers._shared import (
    DECOUPLED,
    apply_weight_decay,
    average_decay,
    decay,
    norm,
    weight_decay,
    zero_state,
)


@dataclass(frozen=True)
class Lion(ScheduledOptimizer):
    r"""Strides of exactly lr along every axis, like SignSGD, but in the direction of a long memory: it goes its way at
    45 degrees, is slow to turn, and circles the minimum in a square. c = b1 m + (1 - b1) g, x = x - lr sign(c), and
    only then m = b2 m + (1 - b2) g, with decoupled decay. A program search found it. (Chen et al., 2023)"""

    lr: float = real(1e-4, 1e-5, 1.0, log=True, help="learning rate: how far each axis moves in every step")
    beta1: float = average_decay(0.9, "share of the memory in the mixture whose sign is taken")
    beta2: float = average_decay(0.99, "memory of the average gradient m")
    weight_decay: float = weight_decay()
    decay: str = decay(DECOUPLED)

    readouts = {"momentum": VECTOR, "mixture": VECTOR, "effective_rate": SCALE, "surprise": NUMBER}
    formula = (
        r"c_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad x_t = x_{t-1} - \eta\,\mathrm{sign}(c_t) \qquad "
        r"m_t = \beta_2 m_{t-1} + (1-\beta_2)\,g_t"
    )
    readout_symbols = {"m": "momentum", "c": "mixture"}
    fails = "It never settles at a constant rate, and its long memory carries it far past a minimum."

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        m = state["momentum"]
        mixture = self.beta1 * m + (1 - self.beta1) * g
        return x - self.lr * mixture.sign(), {
            "momentum": self.beta2 * m + (1 - self.beta2) * g,
            "mixture": mixture,
            "effective_rate": self.lr * (1 / mixture.abs()),
            "surprise": norm(g - m),
        }
