"""What is known of gradient descent with momentum on quadratics: where it diverges, and the best it can do."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from fallline.analysis.sweeps import GROUND, Axis
from fallline.core import LEARNING_RATE, Landscape, Optimizer, changed, hessian
from fallline.core.numbers import filled
from fallline.scene import Scene

PROBES = 5  # points at which a landscape is asked whether its Hessian is the same everywhere
CONSTANT = 1e-9  # of the largest entry: as much may differ by rounding
DESCENT, BALL, NESTEROV = "gradient_descent", "sgd_momentum", "nesterov"


@dataclass(frozen=True)
class Bowl:
    """A quadratic's least and largest curvature."""

    least: float
    largest: float

    @property
    def condition(self) -> float:
        """Their ratio."""
        return self.largest / self.least


def bowl_of(landscape: Landscape) -> Bowl | None:
    """The curvatures of a landscape that is a quadratic with one minimum; None for any other."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    dice = torch.Generator().manual_seed(0)
    x = low + (high - low) * torch.rand(PROBES, landscape.dim, generator=dice, dtype=torch.float64)
    found = hessian(landscape.f, x)
    if not torch.isfinite(found).all() or (found - found[0]).abs().max() > CONSTANT * found.abs().max():
        return None
    curvatures = torch.linalg.eigvalsh(found[0])
    least, largest = curvatures[0].item(), curvatures[-1].item()
    return Bowl(least, largest) if least > 0 else None


def edge(optimizer: Optimizer, bowl: Bowl) -> float | None:
    """The learning rate from which on a run diverges; None where theory knows none.

    Gradient descent 2 / L (L the largest curvature); the heavy ball 2 (1 + mu) / L, its gradients weighed by 1 - d
    where it is dampened; Nesterov's form 2 (1 + mu) / ((1 + 2 mu) L): where an eigenvalue of the step's matrix leaves
    the unit circle (Polyak, 1964; O'Donoghue and Candes, 2015).
    """
    kind, facts = optimizer.id, optimizer.settings()
    if kind not in (DESCENT, BALL, NESTEROV) or facts.get("weight_decay") or facts["schedule"]:
        return None
    if kind == DESCENT:
        return 2 / bowl.largest
    mu = facts["momentum"]
    if kind == NESTEROV or facts["nesterov"]:
        return 2 * (1 + mu) / ((1 + 2 * mu) * bowl.largest)
    return 2 * (1 + mu) / (bowl.largest * (1 - facts["dampening"])) if facts["dampening"] < 1 else None


def optimum(optimizer: Optimizer, bowl: Bowl) -> dict[str, float]:
    """The settings that shrink the distance fastest in the long run; {} where theory knows none.

    Gradient descent 2 / (l + L); the heavy ball mu = ((sqrt k - 1) / (sqrt k + 1))^2 and
    lr = 4 / (sqrt l + sqrt L)^2, with k = L / l (Polyak, 1964).
    """
    facts = optimizer.settings()
    if edge(optimizer, bowl) is None or optimizer.id == NESTEROV or facts.get("nesterov") or facts.get("dampening"):
        return {}
    if optimizer.id == DESCENT:
        return {LEARNING_RATE: 2 / (bowl.least + bowl.largest)}
    root = bowl.condition**0.5
    rate = 4 / (bowl.least**0.5 + bowl.largest**0.5) ** 2
    return {LEARNING_RATE: rate, "momentum": ((root - 1) / (root + 1)) ** 2}


def curve(scene: Scene, optimizer: Optimizer, up: Axis | None) -> tuple[list[float | None], list[float | None]]:
    """For each value of ``up`` the learning rate from which on a run diverges, and the best one; None where unknown."""
    edges, best = [], []
    for value in up.values if up else (None,):
        rule, landscape = _with(scene.landscape, optimizer, up, value)
        bowl = bowl_of(landscape)
        edges.append(edge(rule, bowl) if bowl else None)
        found = optimum(rule, bowl) if bowl else {}
        best.append(found[LEARNING_RATE] if len(found) == 1 else None)
    return edges, best


def _with(
    landscape: Landscape, optimizer: Optimizer, up: Axis | None, value: float | None
) -> tuple[Optimizer, Landscape]:
    if up is None:
        return optimizer, landscape
    if up.path.startswith(GROUND):
        return optimizer, changed(landscape, **{up.path.removeprefix(GROUND): value})
    return filled(optimizer, (up.path,), (value,)), landscape
