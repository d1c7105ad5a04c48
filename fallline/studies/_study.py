"""Base classes of the studies, and the request for a long one."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fallline.compare.plan import Plan
from fallline.compare.pool import Pool, ReportProgress, ignore_progress
from fallline.compare.report import ReportResult
from fallline.compare.table import Table
from fallline.core import Item, write_item
from fallline.landscapes import write_landscape
from fallline.run.device import choose_scene_device
from fallline.scene import Scene


@dataclass(frozen=True)
class Study(Item, ABC):
    """A measurement that returns tables; its settings are dataclass fields, like those of every catalogue item."""

    @abstractmethod
    def run(self, scene: Scene) -> list[Table]:
        """Return the tables measured with a scene; raises BadInput if the study cannot be made with this scene."""


@dataclass(frozen=True)
class StudyRequest:
    """The arguments of a long study: link texts of the optimizers, link texts or suites of landscapes, folder and pool.

    With ``resume`` the jobs that the folder holds are not run again. ``plan``, if given, is a plan to be run again
    instead of the optimizers and landscapes. ``device`` is that of torch.
    """

    optimizers: tuple[str, ...]
    landscapes: tuple[str, ...]
    folder: Path
    pool: Pool = Pool()
    report_progress: ReportProgress = ignore_progress
    resume: bool = False
    device: str = "cpu"
    plan: Plan | None = None


@dataclass(frozen=True)
class LongStudy(Study, ABC):
    """A study that stores its runs in a folder while they are made, so that it can be interrupted and resumed.

    ``accepts_entrants``: whether the request chooses the optimizers and landscapes.
    """

    accepts_entrants: ClassVar[bool] = True

    @abstractmethod
    def run_report(self, request: StudyRequest) -> ReportResult:
        """Run the study in the folder of the request, and return its report; raises BadInput if it is invalid."""

    def run(self, scene: Scene) -> list[Table]:
        """Return the tables for a scene's optimizers on its landscape; the runs are stored in a temporary folder."""
        with tempfile.TemporaryDirectory() as folder:
            request = StudyRequest(
                tuple(dict.fromkeys(map(write_item, scene.optimizers))),
                (write_landscape(scene.landscape),),
                Path(folder),
                device=choose_scene_device(scene),
            )
            return list(self.run_report(request).tables.values())
