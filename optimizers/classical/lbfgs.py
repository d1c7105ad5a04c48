"""L-BFGS."""

from dataclasses import dataclass

import torch

from fallline.core import integer, real
from fallline.optimizers._shared import dot, norm, zeros

from ._search import Searching
from ._trials import keep


@dataclass(frozen=True)
class LBFGS(Searching):
    r"""It learns the curvature from how the gradient changed over its last few steps, and after some of them jumps
    nearly as well as Newton, without ever asking for a Hessian. The first trial is one unit long at most, all later
    ones Newton's full step. A Wolfe line search keeps what it learns sound; each of its trials is a step of the race
    and costs a value and a gradient. As in L-BFGS-B without bounds. (Liu and Nocedal, 1989; Byrd et al., 1995)"""

    memory: int = integer(10, 1, 20, at_least=1, at_most=50, help="how many past steps it remembers")
    sufficient: float = real(
        1e-3, 1e-6, 0.4, log=True, below=0.5, help="the share of the promised descent that a step must bring"
    )
    curvature: float = real(
        0.9, 0.1, 0.99, above=0.0, below=1.0, help="the share of the slope that may be left after a step"
    )

    narrow, longest = 0.1, 1e10

    title = "L-BFGS"
    also_called = ("bfgs",)
    readouts = Searching.readouts
    formula = (
        r"s_t = x_t - x_{t-1} \qquad y_t = g_t - g_{t-1} \qquad d_t = -H_t(s_{t-m+1..t},\,y_{t-m+1..t})\,g_t \qquad "
        r"x_{t+1} = x_t + \alpha_t d_t"
    )
    fails = "Kinks and noise teach it curvature that is not there, and its searches end without a step."

    def init(self, x):
        past = x.new_zeros((len(x), self.memory, x.shape[-1]))
        return super().init(x) | {"past_steps": past, "past_changes": past.clone()} | zeros(x, "known")

    def turn(self, taken, state):
        change = taken.now - taken.before
        bends = dot(taken.step, change)
        sound = bends > torch.finfo(bends.dtype).eps * -dot(taken.before, taken.step)
        learns = taken.ends & ~taken.first & ~taken.failed & sound
        steps = _pushed(learns, state["past_steps"], taken.step)
        changes = _pushed(learns, state["past_changes"], change)
        forgets = taken.failed & taken.ends
        steps, changes = (keep(forgets, torch.zeros_like(each), each) for each in (steps, changes))
        known = keep(
            taken.first | forgets, torch.zeros_like(state["known"]), keep(learns, 1 + 0 * bends, state["known"])
        )
        direction = -_inverse_times(taken.now, steps, changes, known)
        return direction, {"past_steps": steps, "past_changes": changes, "known": known}

    def first_length(self, taken, direction, slope):
        unit = torch.ones_like(slope)
        return keep(taken.first, torch.minimum(1 / norm(direction), self.longest * unit), unit)


def _pushed(learns, past, new):
    """The pairs with a new one at the end, in rows that learn."""
    return keep(learns, torch.cat((past[:, 1:], new[:, None]), 1), past)


def _inverse_times(g, steps, changes, known):
    """The inverse Hessian that the pairs stand for, applied to g (rows, dim), by the two loops; pairs of zeros count
    for nothing."""
    pairs = list(zip(steps.unbind(1), changes.unbind(1), strict=True))
    weights = []
    for s, y in pairs:
        bends = dot(s, y)
        weights.append(keep(bends > 0, 1 / bends, torch.zeros_like(bends)))
    q, shares = g, []
    for (s, y), weight in zip(reversed(pairs), reversed(weights), strict=True):
        shares.append(weight * dot(s, q))
        q = q - shares[-1] * y
    s, y = pairs[-1]
    r = keep(known > 0, dot(s, y) / dot(y, y) * q, q)
    for (s, y), weight, share in zip(pairs, weights, reversed(shares), strict=True):
        r = r + s * (share - weight * dot(y, r))
    return r
