"""Critical points of a landscape, the condition number at its minimum, and its largest gradient norm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import scipy
import torch

from fallline.core import SMOOTH, Box, Landscape, gradient, hessian
from fallline.core.deadline import check_time

MINIMUM, SADDLE, MAXIMUM, DEGENERATE = "minimum", "saddle", "maximum", "degenerate"
GRID_SIZE = 161  # points along each side of the grid that is searched in two dimensions
LINE_SIZE = 4001  # points of the line that is searched in one dimension
SOBOL_LOG2 = 8  # 2^8 Sobol points are searched in more dimensions
MAX_SEARCH_DIM = 20  # number of coordinates beyond which no critical points are searched
MAX_SEEDS = 8000  # points at which Newton's method begins
NEWTON_STEPS = 40
ZERO_GRADIENT_SHARE = 1e-9  # of the median gradient norm: a smaller gradient counts as zero
FLAT_CURVATURE_SHARE = 1e-7  # of the point's largest curvature, or of the usual one: a smaller curvature counts as zero
ROUNDING_SHARE = 1e-14  # of the point's largest curvature: a smaller curvature is a rounding error
SAME_POINT_SHARE = 1e-6  # of the box's sides: critical points that are nearer to each other are the same
SAME_FLAT_POINT_SHARE = 1e-4  # the same for flat points, to which Newton's method converges slowly
RING_RADIUS_SHARE = 1e-3  # of the box's sides: radius of the ring of neighbours by which a flat point is classified
SEARCH_HALVINGS = 40  # of the step of the search for the largest gradient norm
MAX_BOUNDED_GROWTH_RATIO = (
    10.0  # growth of the gradient norm in the last half of that search; if it grows more, it has no bound
)
MAX_CONDITION_DIM = 200  # number of coordinates up to which the condition number is computed


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """The critical points of a landscape in a box, its condition number and its largest gradient norm.

    The points ``x`` (n, dim) are sorted by their values ``f`` (n,). ``kind`` (n,) is MINIMUM, SADDLE, MAXIMUM or
    DEGENERATE. ``eigenvalues`` (n, dim) are those of the Hessian, ascending; NaN at a kink or an edge, where only
    listed global minimizers are known. ``is_complete`` is False if there may be more points. ``condition`` is the
    largest curvature over the smallest at the first listed minimizer: infinite if it is flat in some direction, None if
    it is not a smooth minimum inside the domain or has more than MAX_CONDITION_DIM coordinates. ``max_gradient_norm``
    is the largest that was found in the domain, a lower bound of the Lipschitz constant; infinite if it grows without
    bound. ``gradient_count`` is the number of gradients computed to find the points and that norm.
    """

    x: np.ndarray
    f: np.ndarray
    kind: np.ndarray
    eigenvalues: np.ndarray
    is_complete: bool
    condition: float | None
    max_gradient_norm: float
    gradient_count: int

    def of_kind(self, kind: str) -> np.ndarray:
        """Return the points of one kind, (m, dim)."""
        return self.x[self.kind == kind]


@lru_cache(maxsize=64)
def find_critical_points(landscape: Landscape, box: Box) -> CriticalPoints:
    """Return the critical points of a landscape in its domain and in ``box``, one pair (low, high) per coordinate."""
    regions = list(dict.fromkeys((landscape.domain, box)))
    found, incomplete, gradients = [], False, 0
    for region in regions:
        seeds, count, cut_off = _find_seeds(landscape, region)
        found.append(_solve_from_seeds(landscape, seeds, region))
        incomplete, gradients = incomplete or cut_off, gradients + count
    x = np.concatenate(found)
    x = x[_distinct_indices(x, regions[-1], SAME_POINT_SHARE)]
    eigenvalues = _eigenvalues(landscape, x)
    flat = np.flatnonzero(_is_flat(landscape, eigenvalues))
    duplicates = np.delete(flat, _distinct_indices(x[flat], regions[-1], SAME_FLAT_POINT_SHARE))
    x, eigenvalues = np.delete(x, duplicates, 0), np.delete(eigenvalues, duplicates, 0)
    kinks, kind = _minimizers_without_gradient(landscape, x), _classify(landscape, x, eigenvalues)
    eigenvalues = np.concatenate((eigenvalues, np.full(kinks.shape, np.nan)))
    x, kind = np.concatenate((x, kinks)), np.concatenate((kind, np.full(len(kinks), MINIMUM)))
    f = landscape.f(torch.from_numpy(x)).numpy()
    order = np.argsort(f, kind="stable")
    max_gradient_norm, more_gradients = _find_max_gradient_norm(landscape)
    return CriticalPoints(
        x[order],
        f[order],
        kind[order],
        eigenvalues[order],
        not incomplete and landscape.dim <= 2,
        _condition_number(landscape),
        max_gradient_norm,
        gradients + more_gradients,
    )


def _grid_points(box: Box) -> torch.Tensor:
    """Return the points of the grid that is searched, (n, 1) in one dimension, (n, n, 2) in two."""
    axes = [torch.linspace(low, high, _points_per_side(len(box)), dtype=torch.float64) for low, high in box]
    return torch.stack(torch.meshgrid(*axes, indexing="ij"), -1)


def _points_per_side(dim: int) -> int:
    return LINE_SIZE if dim == 1 else GRID_SIZE


def _sobol_points(box: Box) -> torch.Tensor:
    low, high = np.array(box).T
    points = scipy.stats.qmc.Sobol(len(box), seed=0).random_base2(SOBOL_LOG2)
    return torch.from_numpy(low + points * (high - low))


def _find_seeds(landscape: Landscape, box: Box) -> tuple[torch.Tensor, int, bool]:
    """Return seeds, points (n, dim) near which critical points may be; gradients computed; whether there may be more.

    In one and two dimensions the seeds are the listed minimizers, the centres of grid cells in which all components of
    the gradient change sign, and the grid's local minima of the gradient norm.
    """
    if landscape.dim > MAX_SEARCH_DIM:
        return torch.zeros((0, landscape.dim), dtype=torch.float64), 0, True
    listed = torch.tensor(landscape.listed_minima, dtype=torch.float64)
    if landscape.dim > 2:
        return torch.cat((listed, _sobol_points(box))), 2**SOBOL_LOG2, True
    points = _grid_points(box)
    grad = gradient(landscape.f, points)
    corners = torch.stack([grad[corner] for corner in product((slice(-1), slice(1, None)), repeat=landscape.dim)])
    sign_changes = ((corners.amin(0) <= 0) & (corners.amax(0) >= 0)).all(-1)
    norms = torch.nan_to_num(torch.linalg.vector_norm(grad, dim=-1), nan=torch.inf)
    below_mean = norms < (1 - ZERO_GRADIENT_SHARE) * _mean_of_neighbours(norms)
    local_minima = (norms == _min_of_neighbours(norms)) & below_mean
    centres = (points[(slice(-1),) * landscape.dim] + points[(slice(1, None),) * landscape.dim]) / 2
    seeds = torch.cat((listed, centres[sign_changes], points[local_minima]))
    chosen = torch.randperm(len(seeds), generator=torch.Generator().manual_seed(0))[:MAX_SEEDS].sort().values
    return seeds[chosen], norms.numel(), len(seeds) > MAX_SEEDS


def _min_of_neighbours(values: torch.Tensor) -> torch.Tensor:
    """Return the minimum of each value of a grid and its neighbours, eight in two dimensions."""
    pool = torch.nn.functional.max_pool1d if values.ndim == 1 else torch.nn.functional.max_pool2d
    return -pool(-values[None, None], 3, 1, 1)[0, 0]


def _mean_of_neighbours(values: torch.Tensor) -> torch.Tensor:
    """Return the mean of each value of a grid and its neighbours."""
    pool = torch.nn.functional.avg_pool1d if values.ndim == 1 else torch.nn.functional.avg_pool2d
    return pool(values[None, None], 3, 1, 1, count_include_pad=False)[0, 0]


def _solve_from_seeds(landscape: Landscape, seeds: torch.Tensor, box: Box) -> np.ndarray:
    """Return the points of zero gradient in the box to which Newton's method converges from the seeds, (n, dim)."""
    low, high = torch.tensor(box, dtype=torch.float64).T
    if not len(seeds):
        return seeds.numpy()
    usual_norm = _median_gradient_norm(landscape, box)
    x, max_step = seeds.clone(), high - low
    if landscape.dim <= 2:
        max_step = 3 * (high - low) / _points_per_side(landscape.dim)
    for _ in range(NEWTON_STEPS):
        check_time()
        step = _newton_step(landscape, x)
        ratio = (step.abs() / max_step).amax(-1, keepdim=True)
        x = x + step / torch.clamp(ratio, min=1.0)
    norms = torch.linalg.vector_norm(gradient(landscape.f, x), dim=-1)
    converged = (norms <= ZERO_GRADIENT_SHARE * usual_norm) & (ratio[..., 0] < SAME_POINT_SHARE)
    near = ((x - seeds).abs() <= 2 * max_step).all(-1)
    inside = ((x >= low) & (x <= high)).all(-1)
    return x[converged & near & inside].numpy()


def _newton_step(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """Return Newton's step to the critical point of the quadratic model; 0 along directions of zero curvature."""
    curvatures, axes = torch.linalg.eigh(_zero_if_not_finite(hessian(landscape.f, x)))
    along = (axes.mT @ _zero_if_not_finite(gradient(landscape.f, x))[..., None])[..., 0]
    flat = curvatures.abs() <= ROUNDING_SHARE * curvatures.abs().amax(-1, keepdim=True)
    return -(axes @ torch.where(flat, 0.0, along / curvatures)[..., None])[..., 0]


def _median_gradient_norm(landscape: Landscape, box: Box) -> float:
    """Return the median gradient norm at Sobol points of a box, or 1 if it is 0."""
    norms = torch.linalg.vector_norm(gradient(landscape.f, _sobol_points(box)), dim=-1)
    return float(np.nanmedian(norms.numpy())) or 1.0


def _zero_if_not_finite(values: torch.Tensor) -> torch.Tensor:
    return torch.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)


def _distinct_indices(x: np.ndarray, box: Box, min_distance: float) -> np.ndarray:
    """Return the indices of points (n, dim) without those nearer to another than ``min_distance``, in box sides."""
    if not len(x):
        return np.zeros(0, dtype=int)
    tree = scipy.spatial.cKDTree(x / np.ptp(np.array(box), axis=1))
    duplicates = {max(pair) for pair in tree.query_pairs(min_distance)}
    return np.array([which for which in range(len(x)) if which not in duplicates], dtype=int)


def _eigenvalues(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Return the eigenvalues of the Hessian at each point, ascending: (n, dim) -> (n, dim)."""
    if not len(x):
        return np.zeros((0, landscape.dim))
    return torch.linalg.eigvalsh(_zero_if_not_finite(hessian(landscape.f, torch.from_numpy(x)))).numpy()


def _is_flat(landscape: Landscape, eigenvalues: np.ndarray) -> np.ndarray:
    """Return whether a Hessian has an eigenvalue that counts as zero: (n, dim) -> (n,)."""
    sizes = np.abs(eigenvalues)
    usual = _median_gradient_norm(landscape, landscape.view) / np.ptp(np.array(landscape.view), axis=1).max()
    return sizes.min(-1, initial=np.inf) <= FLAT_CURVATURE_SHARE * np.maximum(sizes.max(-1, initial=0), usual)


def _minimizers_without_gradient(landscape: Landscape, known: np.ndarray) -> np.ndarray:
    """Return the listed minimizers that are not among the critical points ``known``: those at a kink or on an edge."""
    listed = np.array(landscape.listed_minima)
    if not len(known):
        return listed
    sides = np.ptp(np.array(landscape.domain), axis=1)
    distances, _ = scipy.spatial.cKDTree(known / sides).query(listed / sides)
    return listed[distances > SAME_POINT_SHARE]


def _classify(landscape: Landscape, x: np.ndarray, eigenvalues: np.ndarray) -> np.ndarray:
    """Return the kind of each point x (n, dim) by the signs of its eigenvalues.

    An isolated point with an eigenvalue that counts as zero is classified by the values on a ring around it.
    """
    low, high = eigenvalues.min(-1, initial=np.inf), eigenvalues.max(-1, initial=-np.inf)
    kind = np.select([low > 0, high < 0], [MINIMUM, MAXIMUM], SADDLE).astype("<U10")
    flat = _is_flat(landscape, eigenvalues)
    kind[flat] = DEGENERATE
    if flat.any():
        tree = scipy.spatial.cKDTree(x[flat] / np.ptp(np.array(landscape.domain), axis=1))
        isolated = np.flatnonzero(flat)[tree.query_ball_point(tree.data, 3 / GRID_SIZE, return_length=True) == 1]
        kind[isolated] = _classify_by_ring(landscape, x[isolated])
    return kind


def _classify_by_ring(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Return MINIMUM for points (n, dim) below a ring of points around them, MAXIMUM above it, else DEGENERATE."""
    directions = scipy.stats.qmc.Sobol(landscape.dim, seed=0).random_base2(6) - 0.5
    radius = RING_RADIUS_SHARE * np.ptp(np.array(landscape.view), axis=1)
    ring = x[:, None] + radius * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    difference = landscape.f(torch.from_numpy(ring)) - landscape.f(torch.from_numpy(x))[:, None]
    return np.select(
        [(difference > 0).all(-1).numpy(), (difference < 0).all(-1).numpy()], [MINIMUM, MAXIMUM], DEGENERATE
    )


def _condition_number(landscape: Landscape) -> float | None:
    if landscape.at_minima != SMOOTH or landscape.dim > MAX_CONDITION_DIM:
        return None
    minimizer = torch.tensor([landscape.listed_minima[0]], dtype=torch.float64)
    curvatures = torch.linalg.eigvalsh(hessian(landscape.f, minimizer))[0]
    low, high = curvatures[0].item(), curvatures[-1].item()
    return high / low if low > ROUNDING_SHARE * high else float("inf")


def _find_max_gradient_norm(landscape: Landscape) -> tuple[float, int]:
    """Search for the largest gradient norm in the domain, around the eight steepest points of a grid.

    Returns it, infinite if it has no bound, and the number of gradients computed.
    """
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    dim = landscape.dim
    points = _grid_points(landscape.domain).reshape(-1, dim) if dim <= 2 else _sobol_points(landscape.domain)
    norms = _gradient_norms(landscape, points)
    best = points[norms.topk(8).indices]
    stencil = torch.from_numpy(scipy.stats.qmc.Sobol(landscape.dim, seed=1).random_base2(5) * 2 - 1)
    radius, history = (high - low) / GRID_SIZE, [norms.max().item()]
    for _ in range(SEARCH_HALVINGS):
        check_time()
        candidates = torch.cat((best[:, None], best[:, None] + radius * stencil), 1)
        candidates = torch.minimum(torch.maximum(candidates, low), high)
        norms = _gradient_norms(landscape, candidates)
        best = candidates[torch.arange(len(candidates)), norms.argmax(-1)]
        history.append(norms.max().item())
        radius = radius / 2
    bounded = history[-1] <= MAX_BOUNDED_GROWTH_RATIO * history[SEARCH_HALVINGS // 2]
    return history[-1] if bounded else float("inf"), len(points) + SEARCH_HALVINGS * 8 * (len(stencil) + 1)


def _gradient_norms(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    return torch.nan_to_num(torch.linalg.vector_norm(gradient(landscape.f, x), dim=-1), nan=0.0)
