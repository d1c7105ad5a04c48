"""Planes and lines through the weights of a network, in which its loss is drawn, and how much of a run they show.

A path is the weights of one run at its snapshots, (m, dim). No (dim, dim) matrix is ever computed: principal
directions come from the Gram matrix of the snapshots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.linalg import eigh

from fallline.analysis.plot_plane import MARGIN_SHARE, MIN_PERPENDICULAR_SHARE, MIN_SIDE_RATIO
from fallline.core import BadInput, Box, Sentence, Task
from fallline.core.task import flatten

ENDS, PRINCIPAL, RANDOM, LINE = "ends", "principal", "random", "line"
KINDS = (ENDS, PRINCIPAL, RANDOM, LINE)
ROUNDING_SHARE = 1e-6  # of the way from start to end: snapshots in float32 that are nearer to the line lie on it

Paths = Sequence[np.ndarray]


@dataclass(frozen=True, eq=False)
class Projection:
    """The orthogonal projections of points on a plane: ``coordinates`` (..., axes) and ``distance`` (...) from it."""

    coordinates: np.ndarray
    distance: np.ndarray


@dataclass(frozen=True, eq=False)
class NetworkPlane:
    """The weights ``origin + c @ axes`` for coordinates c (2,), or (1,) on a line.

    ``origin`` (dim,) and the orthonormal ``axes`` (2, dim), or (1, dim) on a line, are in float64. ``titles`` name the
    axes, ``description`` tells how the plane lies. ``marks`` (n, axes) are the coordinates of the points through which
    it was laid, in the order of the description. ``unit`` is the length along the axes that counts as 1: that of a
    filter-normalised direction in a RANDOM plane, that of the line in a LINE, else 1.
    """

    kind: str
    origin: np.ndarray
    axes: np.ndarray
    titles: tuple[str, ...]
    description: Sentence
    marks: np.ndarray
    unit: float = 1.0

    @property
    def is_line(self) -> bool:
        """Whether this is a line."""
        return len(self.axes) == 1

    def points(self, coordinates: np.ndarray) -> np.ndarray:
        """Return the weights (..., dim) at coordinates (..., axes)."""
        return self.origin + coordinates @ self.axes

    def project(self, x: np.ndarray) -> Projection:
        """Return the projections of weights x (..., dim)."""
        offset = x.astype(np.float64) - self.origin
        coordinates = offset @ self.axes.T
        return Projection(coordinates, np.linalg.norm(offset - coordinates @ self.axes, axis=-1))

    def plot_range(self, paths: Paths = ()) -> Box:
        """Return the range of each coordinate that is drawn, with a margin around the marks and the projected paths.

        The shorter side is at least MIN_SIDE_RATIO of the longer one. A RANDOM plane is drawn from -1 to 1 unit, as in
        Li et al. (2018), whatever the paths are.
        """
        if self.kind == RANDOM:
            return ((-self.unit, self.unit),) * 2
        shown = np.concatenate([self.marks, *(self.project(path).coordinates for path in paths)])
        low, high = shown.min(0), shown.max(0)
        sides = np.maximum(high - low, MIN_SIDE_RATIO * (high - low).max())
        middle, half = (low + high) / 2, (0.5 + MARGIN_SHARE) * sides
        return tuple(zip((middle - half).tolist(), (middle + half).tolist(), strict=True))


def plane_through_ends(paths: Paths, names: Sequence[str]) -> NetworkPlane:
    """Return the plane through the common start of the first two runs and their ends.

    ``names`` are those of the runs. For a single run, or if the two ends lie in one direction from the start, the third
    point is the snapshot of the runs that lies farthest from the line through the start and the first run's end. Raises
    BadInput if the first run ends where it starts, or if no snapshot lies off that line.
    """
    start, end = (paths[0][index].astype(np.float64) for index in (0, -1))
    if not np.array_equal(paths[0][0], paths[min(1, len(paths) - 1)][0]):
        raise BadInput(
            "{one} and {other} start at different weights; take runs of one seed.", one=names[0], other=names[1]
        )
    across = end - start
    length = np.linalg.norm(across)
    if not length > 0:
        raise BadInput("{run} ends at the weights where it starts, so no plane is laid through both.", run=names[0])
    across = across / length
    third, description = _third_point(paths, names, start, across)
    up = _perpendicular(third - start, across)
    if not np.linalg.norm(up) > ROUNDING_SHARE * length:
        raise BadInput("{run} moves along a straight line, which spans no plane; plane=line draws it.", run=names[0])
    axes = np.stack((across, up / np.linalg.norm(up)))
    marks = np.stack((start, end, third)) - start
    titles = (Sentence("towards the end of {run}", run=names[0]), Sentence("perpendicular to it"))
    return NetworkPlane(ENDS, start, axes, titles, description, marks @ axes.T)


def _third_point(
    paths: Paths, names: Sequence[str], start: np.ndarray, across: np.ndarray
) -> tuple[np.ndarray, Sentence]:
    """Return the third point of a plane through the start and the first run's end, and the plane's description."""
    if len(paths) > 1:
        end = paths[1][-1].astype(np.float64)
        if np.linalg.norm(_perpendicular(end - start, across)) > MIN_PERPENDICULAR_SHARE * np.linalg.norm(end - start):
            text = Sentence(
                "the plane through the start and the ends of {one} and {other}", one=names[0], other=names[1]
            )
            return end, text
    snapshots = np.concatenate(paths[:2]).astype(np.float64)
    offsets = snapshots - start
    distances = np.linalg.norm(offsets - (offsets @ across)[:, None] * across, axis=-1)
    text = Sentence(
        "the plane through the start and the end of {run} and the snapshot that lies farthest from the line between "
        "them",
        run=names[0],
    )
    return snapshots[distances.argmax()], text


def _perpendicular(offset: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Return the part of ``offset`` (dim,) perpendicular to the unit vector ``across`` (dim,)."""
    rest = offset - (offset @ across) * across
    return rest - (rest @ across) * across  # once more, as the first difference may have cancelled


def principal_plane(paths: Paths) -> NetworkPlane:
    """Return the plane through the mean of all runs' snapshots along their two principal directions.

    All runs have equal weight, however many snapshots they have. Raises BadInput if the snapshots span no plane.
    """
    centred, mean = _centred_snapshots(paths)
    values, vectors = _largest_eigenvectors(centred, 2)
    if not values[-1] > 0:
        raise BadInput("The runs move along a straight line or not at all, so they have no second principal direction.")
    axes = np.linalg.qr((vectors.T @ centred).T)[0].T  # orthonormal to rounding, which small eigenvalues are not
    axes = axes * np.sign(np.take_along_axis(axes, np.abs(axes).argmax(-1)[:, None], -1))
    one, other = (f"{share:.0%}" for share in values / (centred * centred).sum())
    titles = (
        Sentence("1st principal direction ({share})", share=one),
        Sentence("2nd principal direction ({share})", share=other),
    )
    description = Sentence("the plane through the mean of all runs' snapshots along their two principal directions")
    return NetworkPlane(PRINCIPAL, mean, axes, titles, description, np.zeros((1, 2)))


def random_plane(task: Task, end: np.ndarray, name: str, seed: int = 0) -> NetworkPlane:
    """Return the plane through the end (dim,) of a run along two random, filter-normalised directions of a seed.

    A direction is Gaussian; each filter, a row of a weight tensor along its first axis, is scaled to the length of
    that filter of the network. Biases, which have one axis, do not change, as in the authors' code by default. The
    second direction is then made orthogonal to the first, which leaves the plane as it is. (Li et al., 2018)
    """
    generator = torch.Generator().manual_seed(seed)
    weights = task.weights(torch.from_numpy(end).double()[None])
    directions = [
        flatten({name: _normalised_like(each[0], generator) for name, each in weights.items()}).numpy()
        for _ in range(2)
    ]
    unit = np.linalg.norm(directions[0])
    if not unit > 0:
        raise BadInput("All weights of {run} are 0 at its end, so no direction can be scaled to them.", run=name)
    across = directions[0] / unit
    up = _perpendicular(directions[1], across)
    axes = np.stack((across, up / np.linalg.norm(up)))
    titles = (Sentence("1st random direction"), Sentence("2nd random direction"))
    description = Sentence("a random plane through the end of {run}, filter-normalised", run=name)
    return NetworkPlane(RANDOM, end.astype(np.float64), axes, titles, description, np.zeros((1, 2)), float(unit))


def _normalised_like(weight: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Return a random direction for a tensor of a network, each filter as long as that of ``weight``; 0 for a bias."""
    direction = torch.randn(weight.shape, generator=generator, dtype=weight.dtype)
    if weight.dim() == 1:
        return torch.zeros_like(weight)
    lengths, wanted = (torch.linalg.vector_norm(each.flatten(1), dim=1) for each in (direction, weight))
    return direction * (wanted / lengths).reshape(-1, *[1] * (weight.dim() - 1))


def line_between(one: np.ndarray, other: np.ndarray, names: tuple[str, str]) -> NetworkPlane:
    """Return the straight line from weights ``one`` to ``other``, both (dim,), with the names of both.

    Raises BadInput if they are the same.
    """
    offset = other.astype(np.float64) - one
    length = float(np.linalg.norm(offset))
    if not length > 0:
        raise BadInput(
            "{one} and {other} are the same weights, so no line lies between them.", one=names[0], other=names[1]
        )
    description = Sentence("the straight line from {one} to {other}", one=names[0], other=names[1])
    titles = (Sentence("from {one} to {other}", one=names[0], other=names[1]),)
    marks = np.array([[0.0], [length]])
    return NetworkPlane(LINE, one.astype(np.float64), offset[None] / length, titles, description, marks, length)


def variance_held(plane: NetworkPlane, path: np.ndarray) -> float:
    """Return the share of the variance of one run's snapshots, about their mean, that lies in the plane.

    NaN for a run that does not move.
    """
    return joint_variance_held(plane, [path])


def joint_variance_held(plane: NetworkPlane, paths: Paths) -> float:
    """Return the share of the variance of all runs' snapshots, about their joint mean, that lies in the plane.

    All runs have equal weight. NaN if none moves.
    """
    centred, _ = _centred_snapshots(paths)
    total = (centred * centred).sum()
    return float(((centred @ plane.axes.T) ** 2).sum() / total) if total > 0 else math.nan


def principal_shares(paths: Paths, count: int = 2) -> np.ndarray:
    """Return the shares (count,) of the variance of all runs' snapshots in their own first principal directions.

    All runs have equal weight. NaN if none moves.
    """
    centred, _ = _centred_snapshots(paths)
    total = (centred * centred).sum()
    return _largest_eigenvectors(centred, count)[0] / total if total > 0 else np.full(count, math.nan)


def random_walk_shares(points: int, runs: int = 1, count: int = 2) -> np.ndarray:
    """Return the shares (count,) that pure random walks in many dimensions have in their first principal directions.

    ``runs`` walks of ``points`` points each begin at one point; the shares are those of the limit of many dimensions.
    For one walk, share k is 6 / (points^2 - 1) / (2 - 2 cos(pi k / points)), which tends to 6 / (pi k)^2: 61, 15, 7 and
    4 % (Antognini and Sohl-Dickstein, 2018). Raises ValueError for fewer than two points.
    """
    if points < 2:
        raise ValueError(f"A walk of {points} points has no variance.")
    steps = points - 1
    # The steps of walks in many dimensions are orthogonal and equally long, so the Gram matrix of the points is that of
    # the sums. With opposite signs in two runs its eigenvectors are those of a walk that is held at its start; with
    # the same sign in all runs, those of a walk that is held at its mean.
    common = 1 / (2 - 2 * np.cos(np.pi * np.arange(1, points) / points))
    opposite = 1 / (2 - 2 * np.cos(np.pi * (2 * np.arange(1, points) - 1) / (2 * steps + 1)))
    values = np.sort(np.concatenate((common, np.repeat(opposite, runs - 1))))[::-1]
    return np.pad(values, (0, count))[:count] / values.sum()


def random_walk_share_towards_end(points: int) -> float:
    """Return the share of a pure random walk's variance along the line from its start to its end.

    The walk has ``points`` points, in the limit of many dimensions; the share tends to one half for many points. It is
    what a run in a plane through its start and end, or on that line, is compared with.
    """
    return points / (2 * (points - 1))


def _centred_snapshots(paths: Paths) -> tuple[np.ndarray, np.ndarray]:
    """Return all runs' snapshots minus their mean (n, dim), each run's scaled to equal weight, and the mean (dim,)."""
    mean = np.mean([path.mean(0, dtype=np.float64) for path in paths], axis=0)
    return np.concatenate([(path - mean) / math.sqrt(len(path)) for path in paths]), mean


def _largest_eigenvectors(centred: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest eigenvalues (count,) of the Gram matrix of ``centred`` (n, dim), and eigenvectors (n, count).

    Eigenvalues that are rounding errors are 0.
    """
    gram = centred @ centred.T
    size = len(gram)
    count = min(count, size)
    values, vectors = eigh(gram, subset_by_index=(size - count, size - 1))
    values, vectors = values[::-1], vectors[:, ::-1]
    return np.where(values > size * np.finfo(np.float64).eps * values[0], values, 0.0), vectors
