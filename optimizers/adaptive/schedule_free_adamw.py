"""Schedule-free AdamW."""

from dataclasses import dataclass

from fallline.core import SCALE, ScheduledOptimizer, integer, real
from fallline.optimizers import _schedule_free as free
from fallline.optimizers._shared import average_decay, epsilon, ones, weight_decay, zero_state


@dataclass(frozen=True)
class ScheduleFreeAdamW(ScheduledOptimizer):
    r"""RMSprop's strides without a schedule: z walks by g over the root of its mean square, x is the average of all
    places where z was and is what you see, and the gradient is taken at y between them, which does what momentum does.
    z circles the minimum at lr; x settles in the middle of the circle. (Defazio et al., 2024)"""

    lr: float = real(2.5e-3, 1e-4, 10.0, log=True, help="learning rate: about how far the walking point moves")
    beta1: float = average_decay(
        0.9, "where between the walking point (0) and the average (1) the gradient is taken", 0.01
    )
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    warmup: int = integer(0, 0, 500, help="steps of a straight climb of lr")
    weight_decay: float = weight_decay()

    title = "Schedule-free AdamW"
    readouts = {**free.POINT_READOUTS, "second_moment": SCALE, "denominator": SCALE, "effective_rate": SCALE}
    keeps_points = True
    formula = (
        r"y_t = (1-\beta_1)\,z_t + \beta_1 x_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"z_{t+1} = z_t - \eta\,\frac{g_t}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon} \qquad "
        r"x_{t+1} = \left(1-\tfrac{1}{t}\right)x_t + \tfrac{1}{t}\,z_{t+1}"
    )
    readout_symbols = {"y_t": "gradient_point", "z_{t+1}": "walking_point", "v": "second_moment"}
    fails = "The average remembers a bad start for long: x lags behind where z has been all the while."

    def init(self, x):
        return zero_state(x, self.readouts) | free.initial_state(x) | ones(x, "beta2_power")

    def step(self, oracle, x, state):
        y = state["asks_next"]
        g = oracle.grad(y)
        power = self.beta2 * state["beta2_power"]
        v = self.beta2 * state["second_moment"] + (1 - self.beta2) * g * g
        denominator = (v / (1 - power)).sqrt() + self.eps
        x, points = free.step_points(self, x, state, g / denominator + self.weight_decay * y)
        return x, points | {
            "second_moment": v,
            "denominator": denominator,
            "effective_rate": self.lr * (1 / denominator),
            "beta2_power": power,
        }
