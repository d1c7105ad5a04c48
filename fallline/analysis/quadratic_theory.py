"""Theory of gradient descent with momentum on quadratics: when it diverges, and which settings are optimal."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from fallline.analysis.sweeps import LANDSCAPE_PREFIX, Axis
from fallline.core import LEARNING_RATE, Landscape, Optimizer, hessian, replace_settings
from fallline.core.gradient_optimizer import UNCLIPPED
from fallline.core.number_settings import replace_numbers
from fallline.scene import Scene

PROBE_COUNT = 5  # points at which the Hessian is compared, to find whether it is constant
MAX_HESSIAN_VARIATION = 1e-9  # of the largest entry: a larger difference is not rounding
GRADIENT_DESCENT_ID, MOMENTUM_ID, NESTEROV_ID = "gradient_descent", "sgd_momentum", "nesterov"


@dataclass(frozen=True)
class CurvatureRange:
    """The smallest and the largest curvature of a quadratic, the extreme eigenvalues of its Hessian."""

    min: float
    max: float

    @property
    def condition(self) -> float:
        """The condition number, max / min."""
        return self.max / self.min


def find_curvature_range(landscape: Landscape) -> CurvatureRange | None:
    """Return the curvatures of a landscape that is a quadratic with one minimum; None for any other landscape."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    generator = torch.Generator().manual_seed(0)
    x = low + (high - low) * torch.rand(PROBE_COUNT, landscape.dim, generator=generator, dtype=torch.float64)
    matrices = hessian(landscape.f, x)
    variation = (matrices - matrices[0]).abs().max()
    if not torch.isfinite(matrices).all() or variation > MAX_HESSIAN_VARIATION * matrices.abs().max():
        return None
    curvatures = torch.linalg.eigvalsh(matrices[0])
    smallest, largest = curvatures[0].item(), curvatures[-1].item()
    return CurvatureRange(smallest, largest) if smallest > 0 else None


def max_stable_learning_rate(optimizer: Optimizer, curvatures: CurvatureRange) -> float | None:
    """Return the learning rate from which on a run diverges, or None if no theory applies to the optimizer.

    It is 2 / L for gradient descent (L the largest curvature), 2 (1 + mu) / ((1 - d) L) for the heavy ball with
    dampening d, and 2 (1 + mu) / ((1 + 2 mu) L) for Nesterov's momentum: the learning rate at which an eigenvalue of
    the step's matrix leaves the unit circle (Polyak, 1964; O'Donoghue and Candes, 2015).
    """
    kind, settings = optimizer.id, optimizer.settings()
    if (
        kind not in (GRADIENT_DESCENT_ID, MOMENTUM_ID, NESTEROV_ID)
        or settings.get("weight_decay")
        or settings["schedule"]
        or settings["clip"] != UNCLIPPED
        or settings["maximize"]
    ):
        return None
    if kind == GRADIENT_DESCENT_ID:
        return 2 / curvatures.max
    mu = settings["momentum"]
    if kind == NESTEROV_ID or settings["nesterov"]:
        return 2 * (1 + mu) / ((1 + 2 * mu) * curvatures.max)
    return 2 * (1 + mu) / (curvatures.max * (1 - settings["dampening"])) if settings["dampening"] < 1 else None


def optimal_settings(optimizer: Optimizer, curvatures: CurvatureRange) -> dict[str, float]:
    """Return the settings with the fastest asymptotic convergence, or {} if no theory applies to the optimizer.

    They are lr = 2 / (l + L) for gradient descent, and mu = ((sqrt k - 1) / (sqrt k + 1))^2 and
    lr = 4 / (sqrt l + sqrt L)^2 for the heavy ball, with the extreme curvatures l and L and k = L / l (Polyak, 1964).
    """
    settings = optimizer.settings()
    if (
        max_stable_learning_rate(optimizer, curvatures) is None
        or optimizer.id == NESTEROV_ID
        or settings.get("nesterov")
        or settings.get("dampening")
    ):
        return {}
    if optimizer.id == GRADIENT_DESCENT_ID:
        return {LEARNING_RATE: 2 / (curvatures.min + curvatures.max)}
    root = curvatures.condition**0.5
    rate = 4 / (curvatures.min**0.5 + curvatures.max**0.5) ** 2
    return {LEARNING_RATE: rate, "momentum": ((root - 1) / (root + 1)) ** 2}


def theory_curves(scene: Scene, optimizer: Optimizer, up: Axis | None) -> tuple[list[float | None], list[float | None]]:
    """Return the learning rate from which on a run diverges, and the optimal one, for each value of the axis ``up``.

    An entry is None where no theory applies, or where the optimum has other settings too. Without ``up`` the lists
    have one entry.
    """
    edges, best = [], []
    for value in up.values if up else (None,):
        rule, landscape = _replace_setting(scene.landscape, optimizer, up, value)
        curvatures = find_curvature_range(landscape)
        edges.append(max_stable_learning_rate(rule, curvatures) if curvatures else None)
        found = optimal_settings(rule, curvatures) if curvatures else {}
        best.append(found[LEARNING_RATE] if len(found) == 1 else None)
    return edges, best


def _replace_setting(
    landscape: Landscape, optimizer: Optimizer, up: Axis | None, value: float | None
) -> tuple[Optimizer, Landscape]:
    if up is None:
        return optimizer, landscape
    if up.path.startswith(LANDSCAPE_PREFIX):
        return optimizer, replace_settings(landscape, **{up.path.removeprefix(LANDSCAPE_PREFIX): value})
    return replace_numbers(optimizer, (up.path,), (value,)), landscape
