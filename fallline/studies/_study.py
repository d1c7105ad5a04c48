"""What a study is: it measures, and hands out tables."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fallline.compare.plan import Plan
from fallline.compare.pool import Pool, Report, silent
from fallline.compare.report import Account
from fallline.compare.table import Table
from fallline.core import Item, write_item
from fallline.landscapes import write_landscape
from fallline.run.device import placed_on
from fallline.scene import Scene


@dataclass(frozen=True)
class Study(Item, ABC):
    """A measurement with a name; its settings are fields, like those of every item."""

    @abstractmethod
    def run(self, scene: Scene) -> list[Table]:
        """The tables for a scene."""


@dataclass(frozen=True)
class Asked:
    """What a long study is asked: of whom, where (suites or landscapes), kept in which
    folder, by whom; a ``plan`` is one that is carried out again."""

    optimizers: tuple[str, ...]
    landscapes: tuple[str, ...]
    folder: Path
    pool: Pool = Pool()
    report: Report = silent
    resume: bool = False
    device: str = "cpu"
    plan: Plan | None = None


@dataclass(frozen=True)
class LongStudy(Study, ABC):
    """A study whose runs are kept in a folder as they are made, so that it can be interrupted and resumed.

    ``chooses``: its optimizers and landscapes are those that are asked for.
    """

    chooses: ClassVar[bool] = True

    @abstractmethod
    def carried_out(self, asked: Asked) -> Account:
        """The whole study; raises BadInput."""

    def run(self, scene: Scene) -> list[Table]:
        """The tables for a scene's optimizers on its landscape; nothing is kept."""
        with tempfile.TemporaryDirectory() as folder:
            asked = Asked(
                tuple(dict.fromkeys(map(write_item, scene.optimizers))),
                (write_landscape(scene.landscape),),
                Path(folder),
                device=placed_on(scene),
            )
            return list(self.carried_out(asked).tables.values())
