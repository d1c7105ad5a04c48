"""A race that comes back from a file is run again, and held against the file number by number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fallline.core import Box
from fallline.files.traces import ARRAYS, COMMENT, GROUPS, as_csv, link_in, load
from fallline.run.racing import race_anew
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import read_link


@dataclass(frozen=True)
class Replay:
    """The race of a file, run again, and a sentence for every difference from what the file holds."""

    scene: Scene
    box: Box
    runs: tuple[Trajectory, ...]
    differences: tuple[str, ...]


def replay(path: Path) -> Replay:
    """Runs the race of a .json, .npz or .csv file again; raises BadInput for a file that holds none."""
    scene, view = read_link(link_in(path))
    box, runs = view.reach_of(scene.landscape), race_anew(scene)
    if path.suffix == ".csv":
        found = _lines_apart(path.read_text(encoding="utf-8"), as_csv(scene, runs, box))
    else:
        found = list(_arrays_apart(load(path)[1], runs))
    return Replay(scene, box, runs, tuple(found))


def _arrays_apart(before: tuple[Trajectory, ...], now: tuple[Trajectory, ...]) -> Iterator[str]:
    for one, other in zip(before, now, strict=True):
        title, then = other.optimizer.title, dict(_named(one))
        for name, values in _named(other):
            differs = _differ(then[name], values) if name in then else np.ones(1, dtype=bool)
            if differs.any():
                apart = (
                    "it is not in the file" if name not in then else f"{differs.sum():,} of {differs.size:,} numbers"
                )
                yield f"{title}: {name} is not the same ({apart}){_made_apart(one, other)}."


def _named(run: Trajectory) -> Iterator[tuple[str, np.ndarray]]:
    yield from ((name, getattr(run, name)) for name in ARRAYS)
    for group in GROUPS:
        yield from ((f"{group}.{name}", values) for name, values in getattr(run, group).items())


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two arrays differ by a bit; what is not finite stands for itself, since json has no word for it."""
    if one.shape != other.shape:
        return np.ones(1, dtype=bool)
    return (one != other) & ~(~np.isfinite(one) & ~np.isfinite(other))


def _made_apart(one: Trajectory, other: Trajectory) -> str:
    """By what the file was made that is not what it is made by here."""
    changed = [f"{key} {value}" for key, value in one.made.items() if other.made.get(key) != value]
    return f"; the file was made by {', '.join(changed)}" if changed else ""


def _lines_apart(before: str, now: str) -> list[str]:
    old, new = ([line for line in text.splitlines() if not line.startswith(COMMENT)] for text in (before, now))
    apart = abs(len(old) - len(new)) + sum(one != other for one, other in zip(old, new, strict=False))
    return [f"{apart:,} of {len(new):,} lines are not the same."] if apart else []
