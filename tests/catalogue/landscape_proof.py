"""How the tests look for something lower than a landscape's declared minima: grids, clouds, polishing."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize

from fallline.core import CHOICE, DIM, FLAG, Box, Landscape, gradient, hessian, settings_of
from fallline.landscapes import shelf

EPS = torch.finfo(torch.float64).eps
SOME_DIMS = (3, 6)  # dimensions in which a scalable landscape is proved, beside two


def points(*rows: tuple[float, ...]) -> torch.Tensor:
    """The points as a float64 tensor (rows, dim)."""
    return torch.tensor(rows, dtype=torch.float64)


def settings_to_try(id: str) -> Iterator[dict[str, Any]]:
    """Every setting of the item at its slider's ends, or at each of its options, one at a time."""
    target = shelf.aliases[id][0] if id in shelf.aliases else id
    for setting in settings_of(shelf.classes[target]):
        options = {CHOICE: setting.options, FLAG: (False, True)}.get(setting.kind, (setting.low, setting.high))
        for value in SOME_DIMS if setting.name == DIM else options:
            if value != setting.default:
                yield {setting.name: value}


def every_item() -> Iterator[tuple[str, Landscape]]:
    """Each id of the shelf whose minima are proved with its default settings, aliases included."""
    for id in shelf:
        if shelf.class_of(id).proved:
            yield id, shelf[id]()


def every_variant() -> Iterator[tuple[str, Landscape]]:
    """Each id of the shelf with its default settings, and with each setting changed."""
    for id, landscape in every_item():
        yield id, landscape
        for settings in settings_to_try(id):
            yield f"{id}~" + "~".join(f"{name}:{value}" for name, value in settings.items()), shelf[id](**settings)


def width(box: Box) -> float:
    """The longest side of a box."""
    return max(high - low for low, high in box)


def enlarged(box: Box, factor: float) -> Box:
    """The box with the same centre whose sides are ``factor`` times as long."""
    return tuple(((lo + hi) / 2 - factor * (hi - lo) / 2, (lo + hi) / 2 + factor * (hi - lo) / 2) for lo, hi in box)


def cloud(box: Box, count: int) -> torch.Tensor:
    """A Sobol cloud that fills the box: (count, dim)."""
    low, high = points(*box).T
    unit = torch.quasirandom.SobolEngine(len(box), scramble=True, seed=1).draw(count, dtype=torch.float64)
    return low + (high - low) * unit


def heights(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """The values at ``x`` (..., dim), infinite where the function is not defined."""
    return landscape.f(x).nan_to_num(nan=torch.inf)


def pits(landscape: Landscape, box: Box, side: int, count: int) -> torch.Tensor:
    """Where to search: the ``count`` lowest points of a cloud and, in two dimensions, lowest dips of a grid."""
    low, high = points(*box).T
    scattered = cloud(box, side * side)
    found = [scattered[heights(landscape, scattered).argsort()[:count]]]
    if len(box) == 2:
        axes = [torch.linspace(lo, hi, side, dtype=torch.float64) for lo, hi in zip(low, high, strict=True)]
        grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1)
        height = heights(landscape, grid)
        lowest_around = -torch.nn.functional.max_pool2d(-height[None], 3, 1, 1)[0]
        dips = grid[height <= lowest_around]
        found.append(dips[heights(landscape, dips).argsort()[:count]])
    return torch.cat(found)


def zoomed(landscape: Landscape, x: torch.Tensor, box: Box, side: int) -> torch.Tensor:
    """The lowest points that each start (rows, dim) finds by trying a shrinking cloud around itself, inside the box."""
    low, high = points(*box).T
    cell = (high - low) / side
    steps = torch.cat([cloud(((-1.0, 1.0),) * len(box), 63), torch.zeros(1, len(box), dtype=torch.float64)])
    for _ in range(100):
        tries = torch.minimum(torch.maximum(x[:, None] + cell * steps, low), high)
        best = heights(landscape, tries).argmin(-1)
        x = tries[torch.arange(len(x)), best]
        cell = cell * 0.8
    return x


def polished(landscape: Landscape, start: torch.Tensor, box: Box) -> torch.Tensor:
    """Where scipy's L-BFGS-B ends from ``start`` (dim,) without leaving the box: (dim,)."""

    def value_and_slope(x: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.from_numpy(x)
        return landscape.f(at).item(), gradient(landscape.f, at).numpy()

    exact = {"ftol": 0.0, "gtol": 1e-12, "maxiter": 300}
    found = minimize(value_and_slope, start.numpy(), jac=True, method="L-BFGS-B", bounds=box, options=exact)
    return torch.from_numpy(found.x)


def lowest(landscape: Landscape, box: Box, side: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The bottoms of the box's lowest pits, lowest first: values (rows,) and points (rows, dim).

    Every pit is zoomed into, and the ``count`` lowest are polished too.
    """
    x = zoomed(landscape, pits(landscape, box, side, 8 * count), box, side)
    x = x[heights(landscape, x).argsort()]
    x = torch.cat([x, torch.stack([polished(landscape, start, box) for start in x[:count]])])
    values, order = heights(landscape, x).sort()
    return values, x[order]


def rises_between(landscape: Landscape, x: torch.Tensor, to: torch.Tensor) -> torch.Tensor:
    """Whether the straight way from each point of ``x`` (rows, dim) to one as low leads over higher ground: (rows,)."""
    share = torch.linspace(0.0, 1.0, 65, dtype=x.dtype)[:, None, None]
    way = heights(landscape, x + share * (to - x))
    return way.amax(0) > torch.maximum(way[0], way[-1]) + 64 * EPS * size(landscape)


def settled(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """Where Newton's method ends that always goes down, which follows a bent valley to its end: (dim,) -> (dim,)."""
    for _ in range(300):
        bends, axes = torch.linalg.eigh(hessian(landscape.f, x))
        way = -axes @ ((axes.T @ gradient(landscape.f, x)) / bends.abs().clamp(min=1e-300))
        tries = x + 0.5 ** torch.arange(60, dtype=x.dtype)[:, None] * way
        values = heights(landscape, tries)
        if not values.min() < landscape.f(x):
            break
        x = tries[values.argmin()]
    return x


def size(landscape: Landscape) -> float:
    """How large the values typically are in the view, above the minimum and by themselves."""
    values = landscape.f(cloud(landscape.view, 1024))
    return (values - landscape.fmin).abs().median().item() + abs(landscape.fmin)


def ring(landscape: Landscape, radius: float, count: int = 64) -> torch.Tensor:
    """Points at ``radius`` (in widths of the view) around each minimizer: (minima, count, dim)."""
    directions = cloud(((-1.0, 1.0),) * landscape.dim, count)
    directions = torch.cat([directions, torch.eye(landscape.dim, dtype=torch.float64)])
    directions = directions / torch.linalg.vector_norm(directions, dim=-1, keepdim=True)
    return points(*landscape.listed)[:, None] + radius * width(landscape.view) * torch.cat([directions, -directions])
