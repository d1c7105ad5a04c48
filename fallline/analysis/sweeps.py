"""Sweeps: runs of one optimizer over a line or a grid of values of its settings or the landscape's."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from fallline.core import (
    PATH_SEPARATOR,
    REAL,
    BadInput,
    Optimizer,
    Setting,
    applicable_transforms,
    replace_settings,
    setting_at_path,
    settings_of,
    strip_transforms,
)
from fallline.core.number_settings import get_numbers, number_paths, replace_numbers
from fallline.programs.ends import Ends, compute_ends
from fallline.scene import Scene

LANDSCAPE_PREFIX = f"landscape{PATH_SEPARATOR}"  # before the name of a landscape's setting in the path of an axis


@dataclass(frozen=True)
class Axis:
    """A setting that varies along an axis, with its path and its values.

    The path of one of the landscape's settings begins with LANDSCAPE_PREFIX. The values are evenly spaced on the
    setting's scale, linear or logarithmic.
    """

    path: str
    setting: Setting
    values: tuple[float, ...]

    @classmethod
    def from_scene(cls, scene: Scene, which: int, path: str, count: int) -> Axis:
        """Return the axis of ``count`` values over the slider's range of the setting at ``path``.

        It is a setting of the optimizer with index ``which`` or the landscape. Raises BadInput if it cannot be swept.
        """
        valid = sweepable_settings(scene, which)
        if path not in valid:
            raise BadInput("'{path}' cannot be swept; {paths} can.", path=path, paths=", ".join(valid))
        setting = valid[path]
        spread = np.geomspace if setting.log and setting.low > 0 else np.linspace
        values = spread(setting.low, setting.high, count)
        return cls(path, setting, tuple(float(f"{value:.4g}") for value in values))

    @property
    def log(self) -> bool:
        """Whether the values are evenly spaced on a log scale."""
        return self.setting.log and self.setting.low > 0

    @property
    def edges(self) -> list[float]:
        """The edges of the cells around the values, one more than values."""
        positions = np.log(self.values) if self.log else np.array(self.values)
        middle = (positions[1:] + positions[:-1]) / 2
        edges = np.concatenate(([2 * positions[0] - middle[0]], middle, [2 * positions[-1] - middle[-1]]))
        return (np.exp(edges) if self.log else edges).tolist()


def sweepable_settings(scene: Scene, which: int) -> dict[str, Setting]:
    """Return the settings that can be swept, by path: the numbers of an optimizer and the real ones of the landscape.

    ``which`` is the index of the optimizer in the scene. Paths of the landscape begin with LANDSCAPE_PREFIX.
    """
    optimizer, landscape = scene.optimizers[which], strip_transforms(scene.landscape)
    own = {path: setting_at_path(optimizer, path) for path in number_paths(optimizer)}
    landscape_settings = (*settings_of(type(landscape)), *applicable_transforms(landscape))
    return own | {f"{LANDSCAPE_PREFIX}{each.name}": each for each in landscape_settings if each.kind == REAL}


def current_value(scene: Scene, which: int, path: str) -> float:
    """Return the value that a setting of ``sweepable_settings`` has in the scene, at ``path``."""
    if not path.startswith(LANDSCAPE_PREFIX):
        return float(get_numbers(scene.optimizers[which], (path,))[0])
    setting = sweepable_settings(scene, which)[path]
    return float(getattr(scene.landscape, setting.name, setting.default))


def run_sweep(scene: Scene, optimizer: Optimizer, along: Axis, up: Axis | None) -> Iterator[Ends]:
    """Run a sweep's cells from the scene's first start, in float64; yield the ends of one line of cells after another.

    There is a line of cells, the values of ``along``, for each value of ``up``, or one line without ``up``. Raises
    BadInput if ``along`` is a setting of the landscape.
    """
    if along.path.startswith(LANDSCAPE_PREFIX):
        raise BadInput("'{path}' can be swept upwards only, against a setting of the optimizer.", path=along.path)
    width = len(along.values)
    column = torch.tensor(along.values, dtype=torch.float64)[:, None]
    if up is None or up.path.startswith(LANDSCAPE_PREFIX):
        for value in up.values if up else (None,):
            name = {up.path.removeprefix(LANDSCAPE_PREFIX): value} if up else {}
            varied = dataclasses.replace(scene, landscape=replace_settings(scene.landscape, **name))
            yield _run_cells(varied, replace_numbers(optimizer, (along.path,), (column,)), width)
        return
    rows = torch.tensor(up.values, dtype=torch.float64).repeat_interleave(width)[:, None]
    columns = (column.repeat(len(up.values), 1), rows)
    ends = _run_cells(scene, replace_numbers(optimizer, (along.path, up.path), columns), width * len(up.values))
    for line in range(len(up.values)):
        yield ends.select_rows(slice(line * width, (line + 1) * width))


def _run_cells(scene: Scene, optimizer: Optimizer, rows: int) -> Ends:
    starts = torch.tensor(scene.starts[:1], dtype=torch.float64).repeat(rows, 1)
    return compute_ends(scene.landscape, optimizer, starts, scene.steps, scene.tol)
