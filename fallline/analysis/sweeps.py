"""What sweeps share: the settings along an axis, and runs with a setting for each cell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from fallline.core import INSIDE, REAL, TRANSFORMS, BadInput, Optimizer, Setting, bare, changed, setting_at, settings_of
from fallline.core.numbers import filled, number_paths
from fallline.programs.ends import Ends, ends_of
from fallline.scene import Scene

GROUND = f"landscape{INSIDE}"  # before the name of a setting of the landscape


@dataclass(frozen=True)
class Axis:
    """A setting along an axis: its path (GROUND before one of the landscape's), its values, even on its own scale."""

    path: str
    setting: Setting
    values: tuple[float, ...]

    @classmethod
    def of(cls, scene: Scene, which: int, path: str, count: int) -> Axis:
        """``count`` values over the slider's range of a setting of run ``which`` or of the landscape."""
        valid = axes(scene, which)
        if path not in valid:
            raise BadInput(f"'{path}' cannot be swept; {', '.join(valid)} can.")
        setting = valid[path]
        spread = np.geomspace if setting.log and setting.low > 0 else np.linspace
        values = spread(setting.low, setting.high, count)
        return cls(path, setting, tuple(float(f"{value:.4g}") for value in values))

    @property
    def log(self) -> bool:
        """Whether the values are even on a log scale."""
        return self.setting.log and self.setting.low > 0

    @property
    def edges(self) -> list[float]:
        """The edges of the cells around the values."""
        plain = np.log(self.values) if self.log else np.array(self.values)
        middle = (plain[1:] + plain[:-1]) / 2
        ends = np.concatenate(([2 * plain[0] - middle[0]], middle, [2 * plain[-1] - middle[-1]]))
        return (np.exp(ends) if self.log else ends).tolist()


def axes(scene: Scene, which: int) -> dict[str, Setting]:
    """Every setting that is a number, of run ``which`` and of the landscape, by path."""
    optimizer, ground = scene.optimizers[which], bare(scene.landscape)
    own = {path: setting_at(optimizer, path) for path in number_paths(optimizer)}
    grounds = (*settings_of(type(ground)), *TRANSFORMS)
    return own | {f"{GROUND}{each.name}": each for each in grounds if each.kind == REAL}


def swept(scene: Scene, optimizer: Optimizer, along: Axis, up: Axis | None) -> Iterator[Ends]:
    """The ends of a line of cells for each value of ``up``, from the scene's first start, in double precision."""
    if along.path.startswith(GROUND):
        raise BadInput(f"'{along.path}' can be swept upwards only, against a setting of the optimizer.")
    many = len(along.values)
    column = torch.tensor(along.values, dtype=torch.float64)[:, None]
    if up is None or up.path.startswith(GROUND):
        for value in up.values if up else (None,):
            name = {up.path.removeprefix(GROUND): value} if up else {}
            there = dataclasses.replace(scene, landscape=changed(scene.landscape, **name))
            yield _line(there, filled(optimizer, (along.path,), (column,)), many)
        return
    rows = torch.tensor(up.values, dtype=torch.float64).repeat_interleave(many)[:, None]
    columns = (column.repeat(len(up.values), 1), rows)
    ends = _line(scene, filled(optimizer, (along.path, up.path), columns), many * len(up.values))
    for line in range(len(up.values)):
        yield ends.part(slice(line * many, (line + 1) * many))


def _line(scene: Scene, optimizer: Optimizer, rows: int) -> Ends:
    starts = torch.tensor(scene.starts[:1], dtype=torch.float64).repeat(rows, 1)
    return ends_of(scene.landscape, optimizer, starts, scene.steps, scene.tol)
