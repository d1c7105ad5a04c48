"""Adam and AdamW, with AMSGrad as an option."""

from dataclasses import dataclass

import torch

from core import NUMBER, SCALE, VECTOR, Optimizer, choice, flag, number
from optimizers._decay import decayed


@dataclass(frozen=True)
class Adam(Optimizer):
    r"""A steady walker: every axis moves by about lr a step whether the slope is steep or gentle, so it sets off at 45
    degrees to the axes, crosses plateaus at full pace and keeps the same pace down a long straight slope. At the bottom
    it overshoots a little and circles in. Each gradient is averaged, m = b1 m + (1 - b1) g, and so is its square,
    v = b2 v + (1 - b2) g^2; both averages start at 0 and are corrected for it; x = x - lr mhat / (sqrt(vhat) + eps).
    Implementations differ in where eps stands (here and in torch outside the root, after the correction; older
    TensorFlow before it) and in weight decay (decoupled is AdamW). AMSGrad divides by the largest v so far, here as in
    torch with v's correction, which its paper leaves out. (Kingma and Ba, 2015)"""

    lr: float = number(1e-3, 1e-4, 10.0, log=True, means="learning rate: about how far each axis moves in a step")
    beta1: float = number(0.9, 0.0, 0.999, at_least=0.0, below=1.0, means="memory of the average gradient m")
    beta2: float = number(0.999, 0.0, 0.99999, at_least=0.0, below=1.0, means="memory of the average square v")
    eps: float = number(1e-8, 1e-16, 1e-1, log=True, at_least=0.0, means="keeps the denominator away from 0")
    weight_decay: float = number(0.0, 0.0, 0.1, at_least=0.0, means="pull of every coordinate towards 0")
    decay: str = choice("coupled", ("coupled", "decoupled"), means="decay joins the gradient, or shrinks x by itself")
    amsgrad: bool = flag(False, means="divide by the largest v so far, not by the latest")

    readouts = {
        "momentum": VECTOR,
        "momentum_corrected": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
        "surprise": NUMBER,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \qquad "
        r"x_t = x_{t-1} - \eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \epsilon}"
    )

    def init(self, x):
        column = torch.zeros_like(x[:, :1])
        vectors = (*(name for name, kind in self.readouts.items() if kind != NUMBER), "largest_second_moment")
        powers = {"beta1_power": torch.ones_like(column), "beta2_power": torch.ones_like(column)}
        return {name: torch.zeros_like(x) for name in vectors} | {"surprise": column} | powers

    def step(self, oracle, x, state):
        x, g = decayed(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        m = self.beta1 * state["momentum"] + (1 - self.beta1) * g
        v = self.beta2 * state["second_moment"] + (1 - self.beta2) * g * g
        largest = torch.maximum(state["largest_second_moment"], v) if self.amsgrad else v
        m_hat = m / (1 - beta1_power)
        denominator = largest.sqrt() / (1 - beta2_power).sqrt() + self.eps
        rate = self.lr * (1 / denominator)  # lr / denominator rounds a number and a column differently
        return x - rate * m_hat, {
            "momentum": m,
            "momentum_corrected": m_hat,
            "second_moment": v,
            "largest_second_moment": largest,
            "denominator": denominator,
            "effective_rate": rate,
            "surprise": torch.linalg.vector_norm(g - m, dim=-1, keepdim=True),
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
        }

    def twin(self, x):
        return torch.optim.Adam(
            [x],
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            eps=self.eps,
            weight_decay=self.weight_decay,
            decoupled_weight_decay=self.decay == "decoupled",
            amsgrad=self.amsgrad,
            foreach=False,
        )
