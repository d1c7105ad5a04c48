"""M-SVAG: momentum, damped by how noisy the gradient looks."""

from dataclasses import dataclass

from fallline.core import SCALE, VECTOR, ScheduledOptimizer, real
from fallline.optimizers._shared import apply_weight_decay, average_decay, decay, ones, weight_decay, zero_state


@dataclass(frozen=True)
class MSVAG(ScheduledOptimizer):
    r"""Momentum that shortens an axis by how uncertain its gradient is: where all recent gradients agree it takes the
    full step, where they scatter almost none. Without noise a turning slope looks like noise too, so it brakes in bends
    and when it bounces. mhat and vhat are the corrected averages with one memory beta, s = (vhat - mhat^2) / (1 - rho),
    gamma = mhat^2 / (mhat^2 + rho s), x = x - lr gamma mhat. As in the authors' code rho is at most 0.9999, since at
    the first step it is 1, and gamma is held between 0 and 1. (Balles and Hennig, 2018)"""

    lr: float = real(0.1, 1e-6, 10.0, log=True, help="learning rate: the step per unit of undamped momentum")
    beta: float = average_decay(0.9, "memory of both averages")
    weight_decay: float = weight_decay()
    decay: str = decay()

    title = "M-SVAG"
    readouts = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "second_moment": SCALE,
        "variance": SCALE,
        "damping": SCALE,
        "effective_rate": SCALE,
    }
    formula = (
        r"m_t = \beta m_{t-1} + (1-\beta)\,g_t \qquad v_t = \beta v_{t-1} + (1-\beta)\,g_t^2 \qquad "
        r"s_t = \frac{\hat v_t - \hat m_t^2}{1-\rho_t} \qquad "
        r"\gamma_t = \frac{\hat m_t^2}{\hat m_t^2 + \rho_t s_t} \qquad x_t = x_{t-1} - \eta\,\gamma_t\,\hat m_t"
    )
    readout_symbols = {
        "m": "momentum",
        "v": "second_moment",
        "s": "variance",
        r"\gamma": "damping",
        r"\hat m": "momentum_corrected",
    }
    fails = "Its rate is that of plain momentum, so a steep axis throws it out before the damping knows."

    def init(self, x):
        return zero_state(x, self.readouts) | ones(x, "beta_power")

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        beta = self.beta
        power = beta * state["beta_power"]
        m = beta * state["momentum"] + (1 - beta) * g
        v = beta * state["second_moment"] + (1 - beta) * g * g
        m_hat, v_hat = m / (1 - power), v / (1 - power)
        rho = (1 - power * power) * ((1 - beta) * (1 - beta)) / ((1 - beta * beta) * ((1 - power) * (1 - power)))
        rho = rho.clamp(max=0.9999)
        square = m_hat * m_hat
        variance = (v_hat - square) / (1 - rho)
        still = square + rho * variance == 0  # no gradient yet on this axis
        damping = (square / (square + rho * variance)).masked_fill(still, 0.0).clamp(0.0, 1.0)
        rate = self.lr * damping
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "second_moment": v,
            "variance": variance,
            "damping": damping,
            "effective_rate": rate,
            "beta_power": power,
        }
