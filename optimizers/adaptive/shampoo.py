"""Shampoo on a vector: Adagrad with the whole matrix."""

from dataclasses import dataclass

import torch

from fallline.core import MATRIX, VECTOR, BadInput, ScheduledOptimizer, real
from fallline.optimizers._shared import apply_weight_decay, batched_eigh, decay, matvec, weight_decay, zero_state


@dataclass(frozen=True)
class Shampoo(ScheduledOptimizer):
    r"""Adagrad that sees valleys that lie askew: it sums the outer products of all gradients, L = L + g g', and steps
    along L^(-1/2) g, so a turned landscape is no harder than an upright one. Shampoo has one such matrix per axis of a
    layer's weight tensor; a point has one axis only, so here it is this one, and the paper's exponent -1 / (2 k) is
    -1/2. A well-known port to torch takes -1 / k, which would be -1 here; that does not get down even a bowl, so it is
    not offered. It starts at L = eps I. (Gupta et al., 2018)"""

    lr: float = real(0.1, 1e-4, 10.0, log=True, help="learning rate: the length of the first step")
    eps: float = real(1e-4, 1e-16, 1.0, log=True, help="L starts at this times the identity")
    weight_decay: float = weight_decay()
    decay: str = decay()

    readouts = {"direction": VECTOR, "preconditioner": MATRIX}
    formula = r"L_t = L_{t-1} + g_t g_t^{\top} \qquad x_t = x_{t-1} - \eta\,L_t^{-1/2} g_t"
    fails = "As Adagrad it slows down for ever; and the matrix has dim^2 entries, so it is for few dimensions."

    def for_parts(self, parts):
        raise BadInput(
            "{optimizer} has one matrix for all coordinates here; for a network it is defined with one for each axis "
            "of each weight tensor, so it trains none. Adagrad is its form with the diagonal only.",
            optimizer=self.title,
        )

    def init(self, x):
        eye = torch.eye(x.shape[-1], dtype=x.dtype, device=x.device)
        eps = torch.as_tensor(self.eps, dtype=x.dtype, device=x.device).reshape(-1, 1, 1)
        return zero_state(x, self.readouts) | {"preconditioner": (eps * eye).expand(len(x), *eye.shape).clone()}

    def step(self, oracle, x, state):
        x, g = apply_weight_decay(x, oracle.grad(x), self.lr, self.weight_decay, self.decay)
        total = state["preconditioner"] + g[:, :, None] * g[:, None, :]
        values, vectors = batched_eigh(total)
        direction = matvec(vectors, matvec(vectors.mT, g) / values.sqrt())
        return x - self.lr * direction, {"direction": direction, "preconditioner": total}
