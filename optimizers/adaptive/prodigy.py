"""Prodigy: Adam that estimates its own learning rate."""

from dataclasses import dataclass

import torch

from fallline.core import NUMBER, SCALE, VECTOR, ScheduledOptimizer, choice, flag, real
from fallline.optimizers._shared import (
    apply_weight_decay,
    average_decay,
    dot,
    epsilon,
    ones,
    weight_decay,
    zero_state,
    zeros,
)


@dataclass(frozen=True)
class Prodigy(ScheduledOptimizer):
    r"""Nobody sets its pace: it guesses the distance to the minimum, d, from how far it has come along the gradients so
    far, and steps like Adam with d for a learning rate. It starts with d = 1e-6 and stands still at first; then d jumps
    up within some dozens of steps, never to fall. lr is a factor on d and stays 1. (Mishchenko and Defazio, 2024)"""

    lr: float = real(1.0, 0.01, 10.0, log=True, help="a factor on the distance that it estimates by itself")
    beta1: float = average_decay(0.9, "memory of the average gradient m")
    beta2: float = average_decay(0.999, "memory of the average square v")
    eps: float = epsilon(1e-8)
    d0: float = real(1e-6, 1e-8, 1.0, log=True, help="the first guess of the distance")
    d_coef: float = real(1.0, 0.1, 10.0, log=True, help="a factor on every later guess")
    corrected: bool = flag(False, help="correct both averages for starting at 0, as Adam does")
    safeguard: bool = flag(False, help="keep a warm-up of lr out of the guess")
    weight_decay: float = weight_decay()
    decay: str = choice("decoupled", ("decoupled", "coupled"), help="decay shrinks x by itself, or joins the gradient")

    readouts = {
        "estimated_distance": NUMBER,
        "momentum": VECTOR,
        "second_moment": SCALE,
        "denominator": SCALE,
        "effective_rate": SCALE,
    }
    formula = (
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\,d_t g_t \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,d_t^2 g_t^2 \qquad "
        r"d_{t+1} = \max\!\left(d_t,\frac{r_{t+1}}{\lVert s_{t+1}\rVert_1}\right) \qquad "
        r"x_t = x_{t-1} - \eta\,d_t\,\frac{m_t}{\sqrt{v_t} + d_t\epsilon}"
    )
    readout_symbols = {"m": "momentum", "v": "second_moment"}
    fails = (
        "A guess that is too large never falls again: then it circles the minimum as Adam does with too large an lr."
    )

    def init(self, x):
        state = zero_state(x, self.readouts, "weighted_sum") | ones(
            x, "beta1_power", "beta2_power", "estimated_distance"
        )
        distance = state["estimated_distance"] * self.d0
        return state | zeros(x, "progress") | {"first": x.clone(), "estimated_distance": distance}

    def step(self, oracle, x, state):
        _, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        d, beta3 = state["estimated_distance"], torch.as_tensor(self.beta2, dtype=x.dtype, device=x.device).sqrt()
        beta1_power, beta2_power = self.beta1 * state["beta1_power"], self.beta2 * state["beta2_power"]
        pace = d * self.lr
        if self.corrected:
            pace = pace * ((1 - beta2_power).sqrt() / (1 - beta1_power))
        weight = d / self.d0
        progress = beta3 * state["progress"] + weight * pace * dot(g, state["first"] - x)
        summed = beta3 * state["weighted_sum"] + weight * (d if self.safeguard else pace) * g
        m = self.beta1 * state["momentum"] + d * (1 - self.beta1) * g
        v = self.beta2 * state["second_moment"] + d * d * (1 - self.beta2) * g * g
        reach = summed.abs().sum(-1, keepdim=True)
        moves = reach > 0
        guess = self.d_coef * progress / torch.where(moves, reach, 1.0)
        further = torch.where(moves, torch.maximum(d, guess), d)
        denominator = v.sqrt() + further * self.eps
        shrunk = x * (1 - self.weight_decay * pace) if self.decay == "decoupled" else x
        rate = pace / torch.where(moves, denominator, 1.0)
        return torch.where(reach == 0, x, shrunk - rate * m), {
            "estimated_distance": further,
            "momentum": m,
            "second_moment": v,
            "denominator": denominator,
            "effective_rate": rate,
            "weighted_sum": summed,
            "progress": progress,
            "first": state["first"],
            "beta1_power": beta1_power,
            "beta2_power": beta2_power,
        }
