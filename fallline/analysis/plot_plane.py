"""The plot plane: the plane of the two coordinates of a landscape, a plane through more dimensions, or a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from scipy.linalg import eigh

from fallline.core import BadInput, Box, Landscape, Lattice, Point, Sentence, strip_transforms
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

Runs = tuple[Trajectory, ...]

FIRST_TWO, POINTS, PRINCIPAL = "1,2", "points", "principal"
COORDINATES = re.compile(r"([0-9]{1,5}),([0-9]{1,5})")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MAX_SHOWN_AXES = 4  # coordinates of a vector that a page shows
MIN_PERPENDICULAR_SHARE = 1e-3  # of a direction: a smaller part perpendicular to the others counts as none
MARGIN_SHARE = 0.15  # of the plot range's sides: margin around the points that it must contain
MIN_SIDE_RATIO = 0.7  # of the longer side of a plot range computed from points: the shorter side is at least that
MAX_OFFSET_SHARE = 1e-9  # of the view's widest side: a point nearer to the plane lies in it

# Weak keys, so that an entry lives as long as its race.
_cache: WeakKeyDictionary[Trajectory, dict[Any, PlotPlane]] = WeakKeyDictionary()


@dataclass(frozen=True)
class PlotPlane:
    """The points ``origin + u across + v up`` for (u, v) in ``plot_range``.

    ``origin, across, up`` have the landscape's number of coordinates; ``across`` and ``up`` are orthogonal unit
    vectors. ``names`` are the names of the axes, ``titles`` their descriptions if they are not coordinates.
    ``description`` tells how the plane lies in the landscape; it is '' in two dimensions.

    A landscape of one variable has a line instead: ``up`` is 0, ``plot_range`` has the range of the variable alone, v
    of every point is 0, and the second name is f, which a picture draws upwards (fallline.picture.graph).
    """

    origin: Point
    across: Point
    up: Point
    plot_range: Box
    names: tuple[str, str] = ("x", "y")
    titles: tuple[str, str] = ("", "")
    description: str = ""

    @property
    def is_line(self) -> bool:
        """Whether this is the line of a landscape of one variable."""
        return len(self.origin) == 1

    @property
    def has_coordinate_axes(self) -> bool:
        """Whether the axes are two of the landscape's coordinates."""
        return not any(self.titles)

    def points(self, uv: np.ndarray) -> np.ndarray:
        """Return the landscape's points (..., dim) at plane coordinates uv (..., 2), or (..., 1) on a line."""
        origin, *axes = self._arrays()
        across = origin + uv[..., :1] * axes[0]
        return across if uv.shape[-1] == 1 else across + uv[..., 1:] * axes[1]

    def project(self, x: np.ndarray) -> np.ndarray:
        """Return the plane coordinates (..., 2) of the orthogonal projections of points x (..., dim)."""
        origin, *axes = self._arrays()
        return np.stack([((x - origin) * axis).sum(-1) for axis in axes], -1)

    def move_point(self, x: Point, uv: Point) -> Point:
        """Return x moved parallel to the plane so that its projection is at plane coordinates ``uv``."""
        origin, *axes = self._arrays()
        moved = np.array(x)
        for axis, value in zip(axes, uv, strict=True):  # the component is replaced, so that a coordinate is exact
            moved = moved - (moved @ axis) * axis + (value + origin @ axis) * axis
        return tuple(moved.tolist())

    def contains(self, x: np.ndarray, landscape: Landscape) -> np.ndarray:
        """Return whether points x (..., dim) lie in the plane, (...).

        They may be off it by MAX_OFFSET_SHARE of the widest side of the landscape's view.
        """
        distance = np.linalg.norm(x - self.points(self.project(x)), axis=-1)
        return distance <= MAX_OFFSET_SHARE * max(high - low for low, high in landscape.view)

    def _arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return np.array(self.origin), np.array(self.across), np.array(self.up)


def coordinate_names(landscape: Landscape) -> tuple[str, ...]:
    """Return the names of all coordinates of a landscape.

    Those of a typed formula are its variables. Others are x in one dimension, x and y in two, else x1, x2, ... All
    digits are subscripts.
    """
    own = getattr(strip_transforms(landscape).f, "names", ())
    if len(own) == landscape.dim:
        return tuple(name.translate(SUBSCRIPTS) for name in own)
    return tuple(_numbered_name(axis, landscape.dim) for axis in range(landscape.dim))


def coordinate_name(axis: int, landscape: Landscape) -> str:
    """Return the name of one coordinate of a landscape, ``axis`` from 0; see ``coordinate_names``."""
    return coordinate_names(landscape)[axis]


def _numbered_name(axis: int, dim: int) -> str:
    return "xy"[axis] if dim <= 2 else f"x{axis + 1}".translate(SUBSCRIPTS)


def parse_axes(landscape: Landscape, plane: str) -> tuple[int, ...]:
    """Return the two coordinates, from 0, that ``plane`` names, or () if it is POINTS or PRINCIPAL.

    For a landscape of one variable it is (0,). Coordinates in ``plane`` are numbered from 1, as in '1,3'. Raises
    BadInput for anything else.
    """
    named = COORDINATES.fullmatch(plane)
    axes = tuple(int(each) - 1 for each in named.groups()) if named else ()
    valid = len(set(axes)) == 2 and all(0 <= axis < landscape.dim for axis in axes)
    values = {"plane": plane, "landscape": landscape.id}
    if landscape.dim == 1 and plane == FIRST_TWO:
        return (0,)
    if landscape.dim == 1:
        raise BadInput("plane={plane}: {landscape} has one variable, so a curve is drawn; leave plane out.", **values)
    if landscape.dim == 2 and axes != (0, 1):
        raise BadInput("plane={plane}: {landscape} has two coordinates, and both are drawn; leave plane out.", **values)
    if not valid and plane not in (POINTS, PRINCIPAL):
        raise BadInput(
            "plane={plane} must be two of the coordinates 1 to {dim} of {landscape}, such as plane=1,3, or "
            "plane=points or plane=principal.",
            dim=landscape.dim,
            **values,
        )
    return axes


def shown_axes(landscape: Landscape, plane: str) -> tuple[int, ...]:
    """Return the at most MAX_SHOWN_AXES coordinates, from 0, of a vector that a page shows: the plotted ones first."""
    return tuple(dict.fromkeys((*parse_axes(landscape, plane), *range(landscape.dim))))[:MAX_SHOWN_AXES]


def find_plane(scene: Scene, runs: Runs, plane: str = FIRST_TWO, box: Box = ()) -> PlotPlane:
    """Return the plot plane of a race, cached. Raises BadInput for coordinates that the landscape does not have.

    ``plane`` is read as by ``parse_axes``. ``box`` is the plot range; if it is (), the landscape's view is used, or a
    range around the runs in a plane that is not one of two coordinates.
    """
    cached = _cache.setdefault(runs[0], {})
    key = (scene, plane, box)
    if key not in cached:
        cached[key] = _compute_plane(scene, runs, plane, box)
    return cached[key]


def minima_in_plane(plane: PlotPlane, landscape: Landscape) -> list[Point]:
    """Return the plane coordinates (u, v) of the known minimizers that lie in the plane."""
    found = landscape.minima()
    if isinstance(found, Lattice):  # only points that differ from the plane's origin in its two main coordinates
        found = found.points_along(plane.origin, np.argsort(np.hypot(plane.across, plane.up))[-2:].tolist())
    known = np.array(found)
    return [tuple(each) for each in plane.project(known[plane.contains(known, landscape)]).tolist()]


def _compute_plane(scene: Scene, runs: Runs, plane: str, box: Box) -> PlotPlane:
    landscape, axes = scene.landscape, parse_axes(scene.landscape, plane)
    if landscape.dim == 1:
        return PlotPlane((0.0,), (1.0,), (0.0,), box or landscape.view, (coordinate_name(0, landscape), "f"))
    if landscape.dim == 2:
        return _coordinate_plane(landscape, axes, (0.0, 0.0), box)
    end = torch.tensor(_visible_positions(runs[:1])[-1])
    minimum = tuple(landscape.nearest_minimum(end).tolist())
    if axes:
        return _coordinate_plane(landscape, axes, minimum, box)
    return (_principal_plane if plane == PRINCIPAL else _plane_through_points)(runs, minimum, box)


def _coordinate_plane(landscape: Landscape, axes: tuple[int, ...], through: Point, box: Box) -> PlotPlane:
    origin = tuple(0.0 if axis in axes else value for axis, value in enumerate(through))
    across, up = (tuple(np.eye(landscape.dim)[axis].tolist()) for axis in axes)
    one, other = (coordinate_name(axis, landscape) for axis in axes)
    description = Sentence(
        "the plane of {one} and {other}; the other coordinates are held where the minimum nearest to the end has them",
        one=one,
        other=other,
    )
    box = box or tuple(landscape.view[axis] for axis in axes)
    return PlotPlane(origin, across, up, box, (one, other), description=description if landscape.dim > 2 else "")


def _principal_plane(runs: Runs, minimum: Point, box: Box) -> PlotPlane:
    """Return the plane through the minimum along the two principal directions of the runs' positions."""
    directions, shares = _principal_directions(_visible_positions(runs))
    titles = tuple(
        f"{which} principal direction ({share:.0%})" for which, share in zip(("1st", "2nd"), shares, strict=True)
    )
    description = Sentence(
        "the plane through the minimum along the two principal directions of the runs, which hold {share} of the "
        "variance of their positions",
        share=f"{sum(shares):.1%}",
    )
    return _span_plane(runs, minimum, directions, box, titles, description)


def _plane_through_points(runs: Runs, minimum: Point, box: Box) -> PlotPlane:
    """Return the plane through the minimum, the start and the end of the first run.

    If they do not span a plane, the direction of largest variance and coordinate axes are tried next.
    """
    positions, origin, name = _visible_positions(runs[:1]), np.array(minimum), runs[0].optimizer.title
    directions, _ = _principal_directions(positions)
    candidates = [
        (Sentence("the start"), positions[0] - origin),
        (Sentence("the end of {run}", run=name), positions[-1] - origin),
        (Sentence("the direction in which {run} moves most", run=name), directions[0]),
        *(
            (Sentence("the coordinate {x}", x=_numbered_name(axis, len(origin))), each)
            for axis, each in enumerate(np.eye(len(origin)))
        ),
    ]
    chosen: list[np.ndarray] = []
    titles: list[str] = []
    for title, direction in candidates:
        perpendicular = direction - sum((direction @ each) * each for each in chosen)
        scale = np.linalg.norm(positions[0] - origin) if title.startswith("the end") else np.linalg.norm(direction)
        if np.linalg.norm(perpendicular) > MIN_PERPENDICULAR_SHARE * scale and len(chosen) < 2:
            chosen.append(perpendicular / np.linalg.norm(perpendicular))
            titles.append(title)
    description = Sentence("the plane through the minimum, {one} and {other}", one=titles[0], other=titles[1])
    return _span_plane(runs, minimum, chosen, box, tuple(f"towards {title}" for title in titles), description)


def _span_plane(
    runs: Runs, minimum: Point, directions: list[np.ndarray], box: Box, titles: Any, description: str
) -> PlotPlane:
    across, up = (tuple(each.tolist()) for each in directions)
    projected = PlotPlane(minimum, across, up, ()).project(np.concatenate((_visible_positions(runs), [minimum])))
    low, high = projected.min(0), projected.max(0)
    sides = np.maximum(high - low, MIN_SIDE_RATIO * (high - low).max())
    middle, half = (low + high) / 2, (0.5 + MARGIN_SHARE) * np.where(sides > 0, sides, 1.0)
    plot_range = tuple(zip((middle - half).tolist(), (middle + half).tolist(), strict=True))
    return PlotPlane(minimum, across, up, box or plot_range, ("u", "v"), titles, description)


def _visible_positions(runs: Runs) -> np.ndarray:
    """Return the positions of the runs from their first starts in the view, (n, dim); the starts always count."""
    low, high = np.array(runs[0].landscape.view).T
    positions = [run.x[:, 0] for run in runs]
    return np.concatenate([x[((x >= low) & (x <= high)).all(-1) | (np.arange(len(x)) == 0)] for x in positions])


def _principal_directions(positions: np.ndarray) -> tuple[list[np.ndarray], list[float]]:
    """Return the two unit directions in which positions (n, dim) vary most, and their shares of the variance."""
    centred = positions - positions.mean(0)
    dim = positions.shape[-1]
    values, vectors = eigh(centred.T @ centred, subset_by_index=(dim - 2, dim - 1))
    total = (centred * centred).sum()
    shares = [float(value / total) if total > 0 else 0.0 for value in values[::-1]]
    return [_fix_sign(each) for each in vectors.T[::-1]], shares


def _fix_sign(direction: np.ndarray) -> np.ndarray:
    """Return the direction with its largest entry made positive, so that plots do not flip."""
    return direction * np.sign(direction[np.abs(direction).argmax()])
