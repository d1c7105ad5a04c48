"""The plane that is drawn: all there is of two coordinates, a cut through more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from scipy.linalg import eigh

from fallline.core import BadInput, Box, Landscape, Lattice, Point, Sentence
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene

Runs = tuple[Trajectory, ...]

FIRST_TWO, POINTS, PRINCIPAL = "1,2", "points", "principal"
COORDINATES = re.compile(r"([0-9]{1,5}),([0-9]{1,5})")
FEW = 4
PARALLEL = 1e-3  # a direction counts as new only with this share of it perpendicular to the others
ROOM = 0.15  # of the sides, around what the picture must hold
SLIMMEST = 0.7  # the least ratio of sides of a picture that chooses its own
NEAR = 1e-9  # of the widest side: what is this near to the plane lies in it

# Kept as long as the race itself, and no longer.
_remembered: WeakKeyDictionary[Trajectory, dict[Any, Slice]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Slice:
    """The points ``origin + u across + v up`` for (u, v) in ``box``; the directions have length 1 and a right angle.

    ``origin, across, up`` have the landscape's number of coordinates; ``names`` are the axes'
    letters, ``titles`` say more where they are no coordinates; ``says`` what the plane is, nothing where it is all.
    """

    origin: Point
    across: Point
    up: Point
    box: Box
    names: tuple[str, str] = ("x", "y")
    titles: tuple[str, str] = ("", "")
    says: str = ""

    @property
    def coordinates(self) -> bool:
        """Whether the axes are two of the landscape's own coordinates."""
        return not any(self.titles)

    def points(self, uv: np.ndarray) -> np.ndarray:
        """(..., 2) places of the picture as (..., dim) points of the landscape."""
        origin, *axes = self._arrays()
        return origin + uv[..., :1] * axes[0] + uv[..., 1:] * axes[1]

    def seen(self, x: np.ndarray) -> np.ndarray:
        """(..., dim) points as (..., 2) places of the picture: straight from above."""
        origin, *axes = self._arrays()
        return np.stack([((x - origin) * axis).sum(-1) for axis in axes], -1)

    def moved(self, x: Point, uv: Point) -> Point:
        """The point that is seen at (u, v) and stands beside the plane as ``x`` does."""
        origin, *axes = self._arrays()
        moved = np.array(x)
        for axis, place in zip(axes, uv, strict=True):  # in absolute terms, so that a coordinate gets its exact value
            moved = moved - (moved @ axis) * axis + (place + origin @ axis) * axis
        return tuple(moved.tolist())

    def holds(self, x: np.ndarray, landscape: Landscape) -> np.ndarray:
        """Whether (..., dim) points lie in the plane."""
        off = np.linalg.norm(x - self.points(self.seen(x)), axis=-1)
        return off <= NEAR * max(high - low for low, high in landscape.view)

    def _arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return np.array(self.origin), np.array(self.across), np.array(self.up)


def letter(axis: int, dim: int) -> str:
    """What a coordinate is called: x and y where there are two, else x with its number."""
    return "xy"[axis] if dim == 2 else "x" + "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(axis + 1))


def axes_of(landscape: Landscape, plane: str) -> tuple[int, ...]:
    """The two coordinates, from 0, that ``plane`` names; () for another plane. Raises BadInput if there are none such.

    ``plane`` is two coordinates from 1, such as '1,3', or POINTS or PRINCIPAL.
    """
    named = COORDINATES.fullmatch(plane)
    axes = tuple(int(each) - 1 for each in named.groups()) if named else ()
    valid = len(set(axes)) == 2 and all(0 <= axis < landscape.dim for axis in axes)
    if landscape.dim == 2 and axes != (0, 1):
        raise BadInput(f"plane={plane}: {landscape.id} has two coordinates, and both are drawn; leave plane out.")
    if not valid and plane not in (POINTS, PRINCIPAL):
        raise BadInput(
            f"plane={plane} must be two of the coordinates 1 to {landscape.dim} of {landscape.id}, such as "
            f"plane=1,3, or plane={POINTS} or plane={PRINCIPAL}."
        )
    return axes


def few_axes(landscape: Landscape, plane: str) -> tuple[int, ...]:
    """The FEW coordinates of a vector that a page has room for: the drawn ones first."""
    return tuple(dict.fromkeys((*axes_of(landscape, plane), *range(landscape.dim))))[:FEW]


def plane_of(scene: Scene, runs: Runs, plane: str = FIRST_TWO, box: Box = ()) -> Slice:
    """The plane that is drawn of a race; raises BadInput for coordinates that the landscape does not have.

    ``plane`` is read as by ``axes_of``; ``box`` is the part of the plane that is drawn, () for the landscape's own.
    """
    known = _remembered.setdefault(runs[0], {})
    key = (scene, plane, box)
    if key not in known:
        known[key] = _plane(scene, runs, plane, box)
    return known[key]


def minima_in(plane: Slice, landscape: Landscape) -> list[Point]:
    """The known minimizers that lie in the plane, as (u, v)."""
    found = landscape.minima()
    if isinstance(found, Lattice):  # only those that differ from the plane's own one where the plane does
        found = found.beside(plane.origin, np.argsort(np.hypot(plane.across, plane.up))[-2:].tolist())
    known = np.array(found)
    return [tuple(each) for each in plane.seen(known[plane.holds(known, landscape)]).tolist()]


def _plane(scene: Scene, runs: Runs, plane: str, box: Box) -> Slice:
    landscape, axes = scene.landscape, axes_of(scene.landscape, plane)
    if landscape.dim == 2:
        return _coordinates(landscape, axes, (0.0, 0.0), box)
    end = torch.tensor(_states(runs[:1])[-1])
    minimum = tuple(landscape.nearest_minimum(end).tolist())
    if axes:
        return _coordinates(landscape, axes, minimum, box)
    return (_principal if plane == PRINCIPAL else _through_points)(runs, minimum, box)


def _coordinates(landscape: Landscape, axes: tuple[int, ...], through: Point, box: Box) -> Slice:
    origin = tuple(0.0 if axis in axes else value for axis, value in enumerate(through))
    across, up = (tuple(np.eye(landscape.dim)[axis].tolist()) for axis in axes)
    one, other = (letter(axis, landscape.dim) for axis in axes)
    says = Sentence(
        "the plane of {one} and {other}; the other coordinates are held where the minimum nearest to the end has them",
        one=one,
        other=other,
    )
    box = box or tuple(landscape.view[axis] for axis in axes)
    return Slice(origin, across, up, box, (one, other), says=says if landscape.dim > 2 else "")


def _principal(runs: Runs, minimum: Point, box: Box) -> Slice:
    """Through the minimum, along the two directions in which the runs' positions vary most."""
    directions, shares = _directions(_states(runs))
    titles = tuple(
        f"{which} principal direction ({share:.0%})" for which, share in zip(("1st", "2nd"), shares, strict=True)
    )
    says = Sentence(
        "the plane through the minimum along the two principal directions of the runs, which hold {share} of the "
        "variance of their positions",
        share=f"{sum(shares):.1%}",
    )
    return _spanned(runs, minimum, directions, box, titles, says)


def _through_points(runs: Runs, minimum: Point, box: Box) -> Slice:
    """Through the minimum, the start and the end of the first run, or what else spans a plane where they do not."""
    states, origin, name = _states(runs[:1]), np.array(minimum), runs[0].optimizer.title
    directions, _ = _directions(states)
    tries = [
        (Sentence("the start"), states[0] - origin),
        (Sentence("the end of {run}", run=name), states[-1] - origin),
        (Sentence("the direction in which {run} moves most", run=name), directions[0]),
        *(
            (Sentence("the coordinate {x}", x=letter(axis, len(origin))), each)
            for axis, each in enumerate(np.eye(len(origin)))
        ),
    ]
    chosen: list[np.ndarray] = []
    titles: list[str] = []
    for title, direction in tries:
        rest = direction - sum((direction @ each) * each for each in chosen)
        scale = np.linalg.norm(states[0] - origin) if title.startswith("the end") else np.linalg.norm(direction)
        if np.linalg.norm(rest) > PARALLEL * scale and len(chosen) < 2:
            chosen.append(rest / np.linalg.norm(rest))
            titles.append(title)
    says = Sentence("the plane through the minimum, {one} and {other}", one=titles[0], other=titles[1])
    return _spanned(runs, minimum, chosen, box, tuple(f"towards {title}" for title in titles), says)


def _spanned(runs: Runs, minimum: Point, directions: list[np.ndarray], box: Box, titles: Any, says: str) -> Slice:
    across, up = (tuple(each.tolist()) for each in directions)
    bare = Slice(minimum, across, up, ())
    seen = bare.seen(np.concatenate((_states(runs), [minimum])))
    low, high = seen.min(0), seen.max(0)
    sides = np.maximum(high - low, SLIMMEST * (high - low).max())
    middle, half = (low + high) / 2, (0.5 + ROOM) * np.where(sides > 0, sides, 1.0)
    chosen = tuple(zip((middle - half).tolist(), (middle + half).tolist(), strict=True))
    return Slice(minimum, across, up, box or chosen, ("u", "v"), titles, says)


def _states(runs: Runs) -> np.ndarray:
    """Every position of the runs' first starts that lies in the landscape's view, (n, dim); the starts always."""
    low, high = np.array(runs[0].landscape.view).T
    positions = [run.x[:, 0] for run in runs]
    return np.concatenate([x[((x >= low) & (x <= high)).all(-1) | (np.arange(len(x)) == 0)] for x in positions])


def _directions(states: np.ndarray) -> tuple[list[np.ndarray], list[float]]:
    """The two directions of length 1 in which positions (n, dim) vary most, and the share of the variance in each."""
    away = states - states.mean(0)
    dim = states.shape[-1]
    values, vectors = eigh(away.T @ away, subset_by_index=(dim - 2, dim - 1))
    total = (away * away).sum()
    shares = [float(value / total) if total > 0 else 0.0 for value in values[::-1]]
    return [_forward(each) for each in vectors.T[::-1]], shares


def _forward(direction: np.ndarray) -> np.ndarray:
    """The direction or its opposite, whichever has its largest entry above zero, so that a picture never flips."""
    return direction * np.sign(direction[np.abs(direction).argmax()])
