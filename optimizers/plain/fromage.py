"""Fromage: steps in proportion to how far from the origin the point is."""

from dataclasses import dataclass
from typing import ClassVar

import torch

from fallline.core import NUMBER, SCALE, ScheduledOptimizer, real, replace_unchecked
from fallline.optimizers._shared import apply_weight_decay, decay, norm, weight_decay, zero_state


@dataclass(frozen=True)
class Fromage(ScheduledOptimizer):
    r"""Steps of a fixed share of the distance to the origin, whatever the slope: long far out, short close in. It was
    made for layers of a network, whose weights matter relative to their size; on a landscape it makes the origin a
    special place. x = (x - lr |x| g / |g|) / sqrt(1 + lr^2); where x or g is 0, x - lr g stands in the bracket. The
    division keeps |x| from growing; the paper's code has it, and it pulls towards 0 once the slope has no say.
    (Bernstein et al., 2020)"""

    lr: float = real(1e-2, 1e-4, 1.0, log=True, help="learning rate: the step as a share of |x|")
    weight_decay: float = weight_decay()
    decay: str = decay()

    part_sizes: ClassVar[tuple[int, ...]] = ()  # of the tensors of a network; a landscape's point is one tensor
    readouts = {"relative_size": NUMBER, "effective_rate": SCALE}
    formula = (
        r"x_t = \frac{1}{\sqrt{1+\eta^2}}\left(x_{t-1} - \eta\,\frac{\lVert x_{t-1}\rVert}{\lVert g_t\rVert}"
        r"\,g_t\right)"
    )
    fails = "Near the origin its steps die out, and far from it they are too long to settle."

    def for_parts(self, parts):
        return replace_unchecked(self, "part_sizes", tuple(part.size for part in parts))

    def init(self, x):
        return zero_state(x, self.readouts)

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        far, steep = self._norms(x), self._norms(g)
        defined = (far > 0) & (steep > 0)
        ratio = torch.where(defined, far, 1.0) * (1 / torch.where(defined, steep, 1.0))
        shrink = torch.as_tensor(1 + self.lr * self.lr, dtype=x.dtype, device=x.device).sqrt()
        rate = self.lr * ratio
        ones = torch.ones_like(x)
        relative_size = norm(x) / norm(g) if self.part_sizes else ratio * ones[:, :1]
        return (x - rate * g) / shrink, {"relative_size": relative_size, "effective_rate": rate * ones}

    def _norms(self, x):
        """The norm of each row, (rows, 1); of a network's weights that of each tensor, at every weight of it."""
        if not self.part_sizes:
            return norm(x)
        return torch.cat([norm(part).expand_as(part) for part in x.split(self.part_sizes, dim=-1)], dim=-1)
