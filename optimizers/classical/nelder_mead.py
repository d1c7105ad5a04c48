"""Nelder and Mead's simplex."""

from dataclasses import dataclass

import torch

from fallline.core import MATRIX, NUMBER, POINT, Optimizer, real
from fallline.optimizers._shared import zero_state, zeros

from ._trials import keep

REFLECT, EXPAND, OUTSIDE, INSIDE = -1.0, -2.0, -3.0, -4.0  # phases; from 0 on: the vertex to be valued
GROUND = 2.5e-4  # how far a coordinate that is 0 is moved at first, as in scipy


@dataclass(frozen=True)
class NelderMead(Optimizer):
    r"""A triangle that crawls downhill without a single slope: it flips its worst corner over, stretches where that
    pays, and draws in where it does not. It asks for values of f only, one a step here, so kinks and noise in the slope
    do not bother it. What is shown is its best corner. Reflection 1, expansion 2, contraction and shrinkage 1/2, and
    the first triangle as in scipy. (Nelder and Mead, 1965)"""

    size: float = real(0.05, 0.001, 1.0, log=True, help="the first triangle's sides, as shares of the coordinates")

    title = "Nelder-Mead"
    also_called = ("simplex", "amoeba")
    readouts = {"trial": POINT, "simplex_size": NUMBER, "edges": MATRIX}
    keeps_points = True
    has_square_state = True
    formula = (
        r"x_r = 2\bar x - x_n \qquad x_e = 3\bar x - 2x_n \qquad x_{oc} = \tfrac32\bar x - \tfrac12 x_n \qquad "
        r"x_{ic} = \tfrac12\bar x + \tfrac12 x_n \qquad x_i \leftarrow \tfrac12(x_0 + x_i)"
    )
    fails = "In more than a few dimensions, and in long curved valleys, its triangle goes flat and stops short."

    def init(self, x):
        eye = torch.eye(x.shape[-1], dtype=x.dtype, device=x.device)
        moved = torch.where(x == 0, torch.full_like(x, GROUND), self.size * x)
        simplex = torch.cat((x[:, None, :], x[:, None, :] + moved[:, :, None] * eye), 1)
        values = torch.full_like(simplex[:, :, 0], torch.inf)
        return (
            zero_state(x, self.readouts, "reflected")
            | zeros(x, "phase", "reflected_value")
            | _shown(simplex)
            | {
                "simplex": simplex,
                "values": values,
            }
        )

    def step(self, oracle, x, state):
        phase, simplex, values = state["phase"], state["simplex"], state["values"]
        dim = x.shape[-1]
        middle, worst = simplex[:, :-1].sum(1) / dim, simplex[:, -1]
        vertex = phase.clamp(min=0).long()[:, :, None].expand(-1, 1, dim)
        trial = simplex.gather(1, vertex)[:, 0]
        for kind, (a, b) in {REFLECT: (2, -1), EXPAND: (3, -2), OUTSIDE: (1.5, -0.5), INSIDE: (0.5, 0.5)}.items():
            trial = keep(phase == kind, a * middle + b * worst, trial)
        there = oracle.value(trial)[:, None]
        valued = keep(phase >= 0, values.scatter(1, vertex[:, :, 0], there), values)
        after = _decide(phase, valued, there, state["reflected_value"], dim)
        taken_reflected = after["takes"] * (phase == EXPAND) * ~(there < state["reflected_value"]) > 0
        taken = keep(taken_reflected, state["reflected"], trial)
        taken_value = keep(taken_reflected, state["reflected_value"], there)
        takes, shrinks = after["takes"] > 0, after["shrinks"] > 0
        simplex = torch.cat((simplex[:, :-1], keep(takes, taken, worst)[:, None]), 1)
        valued = torch.cat((valued[:, :-1], keep(takes, taken_value, valued[:, -1:])), 1)
        simplex = keep(shrinks, simplex[:, :1] + 0.5 * (simplex - simplex[:, :1]), simplex)
        order = valued.sort(dim=1, stable=True).indices
        order = keep(after["sorts"] > 0, order, torch.arange(dim + 1, device=x.device).expand_as(order))
        simplex, valued = simplex.gather(1, order[:, :, None].expand_as(simplex)), valued.gather(1, order)
        reflects = phase == REFLECT
        return simplex[:, 0], {
            "trial": trial,
            **_shown(simplex),
            "simplex": simplex,
            "values": valued,
            "phase": after["phase"],
            "reflected": keep(reflects, trial, state["reflected"]),
            "reflected_value": keep(reflects, there, state["reflected_value"]),
        }


def _decide(phase, values, there, reflected, dim):
    """What follows from the trial's value: does it take the worst corner's place, is all shrunk, is all sorted, what
    is tried next; columns (rows, 1), 1.0 for yes."""
    best, second, worst = values[:, :1], values[:, -2:-1], values[:, -1:]
    reflect, valuing = phase == REFLECT, phase >= 0
    expands = reflect & (there < best)
    plain = reflect & ~expands & (there < second)
    outside = reflect & ~expands & ~plain & (there < worst)
    inside = reflect & ~expands & ~plain & ~outside
    contracted = ((phase == OUTSIDE) & (there <= reflected)) | ((phase == INSIDE) & (there < worst))
    shrinks = ((phase == OUTSIDE) | (phase == INSIDE)) & ~contracted
    takes = plain | (phase == EXPAND) | contracted
    complete = valuing & (phase >= dim)
    new = torch.full_like(phase, REFLECT)
    for which, kind in ((expands, EXPAND), (outside, OUTSIDE), (inside, INSIDE), (shrinks, 1.0)):
        new = torch.where(which, torch.full_like(phase, kind), new)
    new = torch.where(valuing & ~complete, phase + 1, new)
    flags = {"takes": takes, "shrinks": shrinks, "sorts": takes | complete}
    return {name: value.to(there.dtype) for name, value in flags.items()} | {"phase": new}


def _shown(simplex):
    """The sides that leave the first corner, (rows, dim, dim), and the longest of them."""
    edges = simplex[:, 1:] - simplex[:, :1]
    return {"edges": edges, "simplex_size": torch.linalg.vector_norm(edges, dim=-1).amax(-1, keepdim=True)}
