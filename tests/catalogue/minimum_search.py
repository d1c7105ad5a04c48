"""Searches for points that are lower than a landscape's listed minima: on grids and Sobol points, then by descent."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize

from fallline.core import CHOICE, DIM, FLAG, Box, Landscape, gradient, hessian, settings_of
from fallline.landscapes import shelf

EPS = torch.finfo(torch.float64).eps
TESTED_DIMS = (3, 6)  # dimensions in which a scalable landscape is tested, besides two


def points(*rows: tuple[float, ...]) -> torch.Tensor:
    """Return the points as a float64 tensor (rows, dim)."""
    return torch.tensor(rows, dtype=torch.float64)


def varied_settings(id: str) -> Iterator[dict[str, Any]]:
    """Yield settings in which one differs from its default: an end of its slider, or one of its options."""
    target = shelf.aliases[id][0] if id in shelf.aliases else id
    for setting in settings_of(shelf.classes[target]):
        options = {CHOICE: setting.options, FLAG: (False, True)}.get(setting.kind, (setting.low, setting.high))
        for value in TESTED_DIMS if setting.name == DIM else options:
            if value != setting.default:
                yield {setting.name: value}


def proved_landscapes() -> Iterator[tuple[str, Landscape]]:
    """Yield each landscape whose minima are proved, with its default settings; aliases are included."""
    for id in shelf:
        if shelf.class_of(id).proved:
            yield id, shelf[id]()


def proved_variants() -> Iterator[tuple[str, Landscape]]:
    """Yield each landscape of proved_landscapes with its default settings, and with each setting changed."""
    for id, landscape in proved_landscapes():
        yield id, landscape
        for settings in varied_settings(id):
            yield f"{id}~" + "~".join(f"{name}:{value}" for name, value in settings.items()), shelf[id](**settings)


def max_side(box: Box) -> float:
    """Return the length of a box's longest side."""
    return max(high - low for low, high in box)


def enlarge(box: Box, factor: float) -> Box:
    """Return the box with the same centre whose sides are ``factor`` times as long."""
    return tuple(((lo + hi) / 2 - factor * (hi - lo) / 2, (lo + hi) / 2 + factor * (hi - lo) / 2) for lo, hi in box)


def sobol_points(box: Box, count: int) -> torch.Tensor:
    """Return Sobol points in the box, (count, dim)."""
    low, high = points(*box).T
    unit = torch.quasirandom.SobolEngine(len(box), scramble=True, seed=1).draw(count, dtype=torch.float64)
    return low + (high - low) * unit


def defined_values(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """Return the values at ``x`` (..., dim), infinite where the function is not defined."""
    return landscape.f(x).nan_to_num(nan=torch.inf)


def find_seeds(landscape: Landscape, box: Box, side: int, count: int) -> torch.Tensor:
    """Return where to search: the ``count`` lowest Sobol points and, in two dimensions, local minima of a grid."""
    low, high = points(*box).T
    samples = sobol_points(box, side * side)
    found = [samples[defined_values(landscape, samples).argsort()[:count]]]
    if len(box) == 2:
        axes = [torch.linspace(lo, hi, side, dtype=torch.float64) for lo, hi in zip(low, high, strict=True)]
        grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1)
        values = defined_values(landscape, grid)
        neighbourhood_min = -torch.nn.functional.max_pool2d(-values[None], 3, 1, 1)[0]
        dips = grid[values <= neighbourhood_min]
        found.append(dips[defined_values(landscape, dips).argsort()[:count]])
    return torch.cat(found)


def refine_by_sampling(landscape: Landscape, x: torch.Tensor, box: Box, side: int) -> torch.Tensor:
    """Return the lowest point that each start (rows, dim) reaches by sampling ever smaller boxes around it."""
    low, high = points(*box).T
    cell = (high - low) / side
    steps = torch.cat([sobol_points(((-1.0, 1.0),) * len(box), 63), torch.zeros(1, len(box), dtype=torch.float64)])
    for _ in range(100):
        tries = torch.minimum(torch.maximum(x[:, None] + cell * steps, low), high)
        best = defined_values(landscape, tries).argmin(-1)
        x = tries[torch.arange(len(x)), best]
        cell = cell * 0.8
    return x


def refine_by_lbfgs(landscape: Landscape, start: torch.Tensor, box: Box) -> torch.Tensor:
    """Return the point (dim,) that scipy's L-BFGS-B reaches from ``start`` (dim,) inside the box."""

    def value_and_gradient(x: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.from_numpy(x)
        return landscape.f(at).item(), gradient(landscape.f, at).numpy()

    exact = {"ftol": 0.0, "gtol": 1e-12, "maxiter": 300}
    found = minimize(value_and_gradient, start.numpy(), jac=True, method="L-BFGS-B", bounds=box, options=exact)
    return torch.from_numpy(found.x)


def find_lowest(landscape: Landscape, box: Box, side: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the lowest points found in the box, lowest first: values (rows,) and points (rows, dim).

    All seeds are refined by sampling, the ``count`` lowest by L-BFGS-B as well.
    """
    x = refine_by_sampling(landscape, find_seeds(landscape, box, side, 8 * count), box, side)
    x = x[defined_values(landscape, x).argsort()]
    x = torch.cat([x, torch.stack([refine_by_lbfgs(landscape, start, box) for start in x[:count]])])
    values, order = defined_values(landscape, x).sort()
    return values, x[order]


def rises_between(landscape: Landscape, x: torch.Tensor, to: torch.Tensor) -> torch.Tensor:
    """Return whether f rises between each point of ``x`` (rows, dim) and the same row of ``to``, (rows,)."""
    share = torch.linspace(0.0, 1.0, 65, dtype=x.dtype)[:, None, None]
    path = defined_values(landscape, x + share * (to - x))
    return path.amax(0) > torch.maximum(path[0], path[-1]) + 64 * EPS * value_scale(landscape)


def descend_by_newton(landscape: Landscape, x: torch.Tensor) -> torch.Tensor:
    """Return the point (dim,) that damped Newton steps reach from ``x`` (dim,), also along a bent valley."""
    for _ in range(300):
        curvatures, axes = torch.linalg.eigh(hessian(landscape.f, x))
        direction = -axes @ ((axes.T @ gradient(landscape.f, x)) / curvatures.abs().clamp(min=1e-300))
        tries = x + 0.5 ** torch.arange(60, dtype=x.dtype)[:, None] * direction
        values = defined_values(landscape, tries)
        if not values.min() < landscape.f(x):
            break
        x = tries[values.argmin()]
    return x


def value_scale(landscape: Landscape) -> float:
    """Return the typical size of the values in the plot range: median gap plus |f*|."""
    values = landscape.f(sobol_points(landscape.view, 1024))
    return (values - landscape.fmin).abs().median().item() + abs(landscape.fmin)


def points_around_minima(landscape: Landscape, radius: float, count: int = 64) -> torch.Tensor:
    """Return points at ``radius`` (a share of the plot range) around each minimizer, (minima, directions, dim)."""
    directions = sobol_points(((-1.0, 1.0),) * landscape.dim, count)
    directions = torch.cat([directions, torch.eye(landscape.dim, dtype=torch.float64)])
    directions = directions / torch.linalg.vector_norm(directions, dim=-1, keepdim=True)
    return points(*landscape.listed_minima)[:, None] + radius * max_side(landscape.view) * torch.cat(
        [directions, -directions]
    )
