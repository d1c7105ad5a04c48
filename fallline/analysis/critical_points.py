"""What a landscape is made of: its critical points, how ill-conditioned its minimum is, how steep it gets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
import torch

from fallline.core import SMOOTH, Box, Landscape, gradient, hessian

MINIMUM, SADDLE, MAXIMUM, FLAT = "minimum", "saddle", "maximum", "degenerate"
ACROSS = 161  # gradients are looked at on a grid of so many points along each side, in two dimensions
SOBOL = 8  # ... and at 2^8 Sobol points in more
DEEPEST = 20  # dimensions beyond which no critical points are looked for
MOST = 8000  # places at which the search for a critical point begins, at most
NEWTON = 40  # its steps
STILL = 1e-9  # a gradient this small beside the usual one counts as zero
FLATTEST = 1e-7  # a curvature this small beside the others, or beside the usual one, likewise
ROUNDING = 1e-14  # ... and one this small beside the others is rounding
APART = 1e-6  # of the box's sides: critical points nearer to each other than that are one
SLOW = 1e-4  # ... and flat ones that are this near
RING = 1e-3  # of the box's sides: how far from a flat point its neighbours are looked at
HALVINGS = 40  # of the search for the steepest slope
GROWS = 10.0  # a slope that still grows so much in the last half of the search is taken to have no bound
LARGEST = 200  # dimensions up to which the condition number is computed


@dataclass(frozen=True, eq=False)
class Anatomy:
    """Critical points in a box and facts about the landscape.

    ``x`` (n, dim), ``f`` (n,), ``kind`` (n,) of MINIMUM, SADDLE, MAXIMUM or FLAT (neither), ``eigenvalues`` (n, dim) of
    the Hessian there, rising; not a number at a kink or an edge, where only listed global minimizers are known.
    ``all_found`` is off where there may well be more. ``condition``
    is the ratio of the largest to the smallest curvature at the first listed minimizer, infinite where it is flat in
    some direction, None where it is no smooth minimum inside the domain (or has more than LARGEST coordinates).
    ``steepest`` is the largest gradient norm that was found in the domain, an estimate from below of the Lipschitz
    constant; infinite where it grows without bound. ``looked`` gradients were computed for both.
    """

    x: np.ndarray
    f: np.ndarray
    kind: np.ndarray
    eigenvalues: np.ndarray
    all_found: bool
    condition: float | None
    steepest: float
    looked: int

    def of(self, kind: str) -> np.ndarray:
        """The points of one kind, (m, dim)."""
        return self.x[self.kind == kind]


@lru_cache(maxsize=64)
def anatomy(landscape: Landscape, box: Box) -> Anatomy:
    """The critical points of a landscape in its domain and in ``box`` (of all coordinates), with both its facts."""
    regions = list(dict.fromkeys((landscape.domain, box)))
    found, capped, looked = [], False, 0
    for region in regions:
        seeds, count, cut_off = _seeds(landscape, region)
        found.append(_settled(landscape, seeds, region))
        capped, looked = capped or cut_off, looked + count
    x = np.concatenate(found)
    x = x[_distinct(x, regions[-1], APART)]
    eigenvalues = _eigenvalues(landscape, x)
    flat = np.flatnonzero(_flat(landscape, eigenvalues))
    again = np.delete(flat, _distinct(x[flat], regions[-1], SLOW))  # Newton's method is slow to come to those
    x, eigenvalues = np.delete(x, again, 0), np.delete(eigenvalues, again, 0)
    kinks, kind = _kinks(landscape, x), _kinds(landscape, x, eigenvalues)
    eigenvalues = np.concatenate((eigenvalues, np.full(kinks.shape, np.nan)))
    x, kind = np.concatenate((x, kinks)), np.concatenate((kind, np.full(len(kinks), MINIMUM)))
    f = landscape.f(torch.from_numpy(x)).numpy()
    order = np.argsort(f, kind="stable")
    steepest, more = _steepest(landscape)
    return Anatomy(
        x[order],
        f[order],
        kind[order],
        eigenvalues[order],
        not capped and landscape.dim == 2,
        _condition(landscape),
        steepest,
        looked + more,
    )


def _grid(box: Box) -> torch.Tensor:
    axes = [torch.linspace(low, high, ACROSS, dtype=torch.float64) for low, high in box]
    return torch.stack(torch.meshgrid(*axes, indexing="ij"), -1)


def _sobol(box: Box) -> torch.Tensor:
    low, high = np.array(box).T
    points = scipy.stats.qmc.Sobol(len(box), seed=0).random_base2(SOBOL)
    return torch.from_numpy(low + points * (high - low))


def _seeds(landscape: Landscape, box: Box) -> tuple[torch.Tensor, int, bool]:
    """Where critical points may be near, (n, dim); how many gradients that took; whether there were too many."""
    if landscape.dim > DEEPEST:
        return torch.zeros((0, landscape.dim), dtype=torch.float64), 0, True
    if landscape.dim > 2:
        return torch.cat((torch.tensor(landscape.listed, dtype=torch.float64), _sobol(box))), 2**SOBOL, True
    points = _grid(box)
    slope = gradient(landscape.f, points)
    corners = torch.stack([slope[:-1, :-1], slope[1:, :-1], slope[:-1, 1:], slope[1:, 1:]])
    turns = ((corners.amin(0) <= 0) & (corners.amax(0) >= 0)).all(-1)
    steepness = torch.nan_to_num(torch.linalg.vector_norm(slope, dim=-1), nan=torch.inf)
    gentlest = (steepness == _least_around(steepness)) & (steepness < (1 - STILL) * _mean_around(steepness))
    middles = (points[:-1, :-1] + points[1:, 1:]) / 2
    seeds = torch.cat((torch.tensor(landscape.listed, dtype=torch.float64), middles[turns], points[gentlest]))
    some = torch.randperm(len(seeds), generator=torch.Generator().manual_seed(0))[:MOST].sort().values
    return seeds[some], ACROSS * ACROSS, len(seeds) > MOST


def _least_around(values: torch.Tensor) -> torch.Tensor:
    """The least of each value of a grid and its eight neighbours."""
    return -torch.nn.functional.max_pool2d(-values[None, None], 3, 1, 1)[0, 0]


def _mean_around(values: torch.Tensor) -> torch.Tensor:
    """The mean of each value of a grid and its neighbours."""
    return torch.nn.functional.avg_pool2d(values[None, None], 3, 1, 1, count_include_pad=False)[0, 0]


def _settled(landscape: Landscape, seeds: torch.Tensor, box: Box) -> np.ndarray:
    """The points of zero gradient in the box to which Newton's method comes from the seeds, (n, dim)."""
    low, high = torch.tensor(box, dtype=torch.float64).T
    if not len(seeds):
        return seeds.numpy()
    usual = _usual(landscape, box)
    x, reach = seeds.clone(), 3 * (high - low) / ACROSS if landscape.dim == 2 else high - low
    for _ in range(NEWTON):
        step = _newton_step(landscape, x)
        far = (step.abs() / reach).amax(-1, keepdim=True)
        x = x + step / torch.clamp(far, min=1.0)
    still = (torch.linalg.vector_norm(gradient(landscape.f, x), dim=-1) <= STILL * usual) & (far[..., 0] < APART)
    near = ((x - seeds).abs() <= 2 * reach).all(-1)
    inside = ((x >= low) & (x <= high)).all(-1)
    return x[still & near & inside].numpy()


def _newton_step(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """To where the local parabola is level; none along directions in which it is flat."""
    curvatures, axes = torch.linalg.eigh(_finite(hessian(landscape.f, x)))
    along = (axes.mT @ _finite(gradient(landscape.f, x))[..., None])[..., 0]
    flat = curvatures.abs() <= ROUNDING * curvatures.abs().amax(-1, keepdim=True)
    return -(axes @ torch.where(flat, 0.0, along / curvatures)[..., None])[..., 0]


def _usual(landscape: Landscape, box: Box) -> float:
    """The median gradient norm at Sobol points of a box."""
    size = torch.linalg.vector_norm(gradient(landscape.f, _sobol(box)), dim=-1)
    return float(np.nanmedian(size.numpy())) or 1.0


def _finite(values: torch.Tensor) -> torch.Tensor:
    return torch.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)


def _distinct(x: np.ndarray, box: Box, apart: float) -> np.ndarray:
    """Indices of one of each group of points (n, dim) that are nearer than ``apart``, a share of the box's sides."""
    if not len(x):
        return np.zeros(0, dtype=int)
    tree = scipy.spatial.cKDTree(x / np.ptp(np.array(box), axis=1))
    double = {max(pair) for pair in tree.query_pairs(apart)}
    return np.array([which for which in range(len(x)) if which not in double], dtype=int)


def _eigenvalues(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Of the Hessian at each point: (n, dim) -> (n, dim), rising."""
    if not len(x):
        return np.zeros((0, landscape.dim))
    return torch.linalg.eigvalsh(_finite(hessian(landscape.f, torch.from_numpy(x)))).numpy()


def _flat(landscape: Landscape, eigenvalues: np.ndarray) -> np.ndarray:
    """Whether a Hessian is flat in some direction, beside its others or beside what is usual."""
    sizes = np.abs(eigenvalues)
    usual = _usual(landscape, landscape.view) / np.ptp(np.array(landscape.view), axis=1).max()
    return sizes.min(-1, initial=np.inf) <= FLATTEST * np.maximum(sizes.max(-1, initial=0), usual)


def _kinks(landscape: Landscape, known: np.ndarray) -> np.ndarray:
    """The listed minimizers that are no critical points, since f has a kink there or an edge of the domain."""
    listed = np.array(landscape.listed)
    if not len(known):
        return listed
    sides = np.ptp(np.array(landscape.domain), axis=1)
    away, _ = scipy.spatial.cKDTree(known / sides).query(listed / sides)
    return listed[away > APART]


def _kinds(landscape: Landscape, x: np.ndarray, eigenvalues: np.ndarray) -> np.ndarray:
    """By the signs of the eigenvalues; where one is next to nothing and the point alone, by the values around it."""
    low, high = eigenvalues.min(-1, initial=np.inf), eigenvalues.max(-1, initial=-np.inf)
    kind = np.select([low > 0, high < 0], [MINIMUM, MAXIMUM], SADDLE).astype("<U10")
    flat = _flat(landscape, eigenvalues)
    kind[flat] = FLAT
    if flat.any():
        tree = scipy.spatial.cKDTree(x[flat] / np.ptp(np.array(landscape.domain), axis=1))
        alone = np.flatnonzero(flat)[tree.query_ball_point(tree.data, 3 / ACROSS, return_length=True) == 1]
        kind[alone] = _by_ring(landscape, x[alone])
    return kind


def _by_ring(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Which of the points (n, dim) are below, and which above, all of the points of a ring around them."""
    directions = scipy.stats.qmc.Sobol(landscape.dim, seed=0).random_base2(6) - 0.5
    reach = RING * np.ptp(np.array(landscape.view), axis=1)
    ring = x[:, None] + reach * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    away = landscape.f(torch.from_numpy(ring)) - landscape.f(torch.from_numpy(x))[:, None]
    return np.select([(away > 0).all(-1).numpy(), (away < 0).all(-1).numpy()], [MINIMUM, MAXIMUM], FLAT)


def _condition(landscape: Landscape) -> float | None:
    if landscape.at_minima != SMOOTH or landscape.dim > LARGEST:
        return None
    curvatures = torch.linalg.eigvalsh(hessian(landscape.f, torch.tensor([landscape.listed[0]], dtype=torch.float64)))[
        0
    ]
    low, high = curvatures[0].item(), curvatures[-1].item()
    return high / low if low > ROUNDING * high else float("inf")


def _steepest(landscape: Landscape) -> tuple[float, int]:
    """The largest gradient norm found in the domain, by a search around the steepest places; gradients it took."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    points = _grid(landscape.domain).reshape(-1, 2) if landscape.dim == 2 else _sobol(landscape.domain)
    size = _steepness(landscape, points)
    best = points[size.topk(8).indices]
    stencil = torch.from_numpy(scipy.stats.qmc.Sobol(landscape.dim, seed=1).random_base2(5) * 2 - 1)
    reach, history = (high - low) / ACROSS, [size.max().item()]
    for _ in range(HALVINGS):
        tries = torch.cat((best[:, None], best[:, None] + reach * stencil), 1)
        tries = torch.minimum(torch.maximum(tries, low), high)
        size = _steepness(landscape, tries)
        best = tries[torch.arange(len(tries)), size.argmax(-1)]
        history.append(size.max().item())
        reach = reach / 2
    bounded = history[-1] <= GROWS * history[HALVINGS // 2]
    return history[-1] if bounded else float("inf"), len(points) + HALVINGS * 8 * (len(stencil) + 1)


def _steepness(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    return torch.nan_to_num(torch.linalg.vector_norm(gradient(landscape.f, x), dim=-1), nan=0.0)
