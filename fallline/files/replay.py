"""Replay of a race from a file: it is run again, and every number is compared with the file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fallline.core import Box
from fallline.core.writing import file_suffix
from fallline.files.csv_table import compare_csv_tables, read_csv_table
from fallline.files.race_reader import read_race, read_race_link, read_race_table, reading_race
from fallline.files.traces import ARRAY_FIELDS, CSV, MAPPING_FIELDS, write_race_csv
from fallline.run.racing import race_uncached
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view.link import read_link


@dataclass(frozen=True)
class Replay:
    """The race of a file, run again.

    ``differences`` has a sentence for each array or line that differs from the file, () if all are equal; ``box`` is
    the argument with which ``write_race`` can write ``runs``.
    """

    scene: Scene
    box: Box
    runs: tuple[Trajectory, ...]
    differences: tuple[str, ...]


def replay(path: Path) -> Replay:
    """Run the race of a .json, .npz or .csv file again, and return it with the differences from the file.

    Raises BadInput if the file cannot be read.
    """
    link = read_race_link(path)
    with reading_race(path):
        scene, view = read_link(link)
    box, runs = view.drawn_box(scene.landscape), race_uncached(scene)
    scene = dataclasses.replace(scene, landscape=runs[0].landscape)
    if file_suffix(path) == CSV:
        old, new = read_race_table(path), read_csv_table("".join(write_race_csv(scene, runs, box)))
        with reading_race(path):
            differences = compare_csv_tables(old, new)
    else:
        differences = list(_compare_arrays(read_race(path)[1], runs))
    return Replay(scene, box, runs, tuple(differences))


def _compare_arrays(old: tuple[Trajectory, ...], new: tuple[Trajectory, ...]) -> Iterator[str]:
    for old_run, new_run in zip(old, new, strict=True):
        title, old_arrays = new_run.optimizer.title, dict(_named_arrays(old_run))
        for name, values in _named_arrays(new_run):
            is_new = name not in old_arrays
            differs = np.ones(1, dtype=bool) if is_new else _differ(old_arrays[name], values)
            if differs.any():
                detail = "it is not in the file" if is_new else f"{differs.sum():,} of {differs.size:,} numbers"
                yield f"{title}: {name} is not the same ({detail}){_provenance_note(old_run, new_run)}."


def _named_arrays(run: Trajectory) -> Iterator[tuple[str, np.ndarray]]:
    yield from ((name, getattr(run, name)) for name in ARRAY_FIELDS)
    for group in MAPPING_FIELDS:
        yield from ((f"{group}.{name}", values) for name, values in getattr(run, group).items())


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return where two arrays differ; entries that are not finite count as equal, since JSON stores all as null."""
    if one.shape != other.shape:
        return np.ones(1, dtype=bool)
    return (one != other) & ~(~np.isfinite(one) & ~np.isfinite(other))


def _provenance_note(old: Trajectory, new: Trajectory) -> str:
    """Return a clause that names the versions in the file that differ from those here; empty if none does."""
    changed = [f"{key} {value}" for key, value in old.provenance.items() if new.provenance.get(key) != value]
    return f"; the file was made by {', '.join(changed)}" if changed else ""
