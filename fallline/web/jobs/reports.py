"""Reports for visitors: what is asked for, and how it is made."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from fallline.charts.report_files import complete, pack
from fallline.charts.report_page import report_policy
from fallline.compare.report import PAGE, WORDS
from fallline.compare.suites import BASIN, SPEED
from fallline.core import BadInput, read_item, write_item
from fallline.landscapes import write_landscape
from fallline.scene import Scene
from fallline.studies import Asked, shelf
from fallline.view import read_link, write_link
from fallline.web.jobs.job_queue import JobQueue, Report
from fallline.web.messages import JobQuestion
from fallline.web.operations.limits import Limits

THIS = "this"
WHERE = (THIS, SPEED, BASIN)
QUICK, FULL = "quick", "full"
# What a visitor may wait for: some 15 s for three optimizers on one landscape.
QUICKLY = "~trials:12~tuning_starts:16~tuning_budget:500~starts:32~budget:1000~turns:2~turned_starts:16"
QUICKLY += "~noise:0.1~noise_starts:8~noise_seeds:4~rates:13"
SIZES = {QUICK: f"report{QUICKLY}", FULL: "report"}


@dataclass(frozen=True)
class Reported:
    """A report that was asked for: the optimizers of a link as they are set there, on its landscape or on a suite; the
    link has nothing that decides no number of it."""

    link: str
    landscapes: str
    size: str
    suffix: ClassVar[str] = ".zip"
    what: ClassVar[str] = "report"

    @classmethod
    def of(cls, asked: JobQuestion, limits: Limits) -> Reported:
        """Reads what a visitor asked for; raises BadInput."""
        scene, _ = read_link(asked["link"])
        limits.scene(scene)
        how = asked["how"]
        where, size = how.get("landscapes", THIS), how.get("size", QUICK)
        if where not in WHERE or size not in SIZES:
            raise BadInput(f"A report is on one of {', '.join(WHERE)}, and {' or '.join(SIZES)}.")
        if where != THIS and size == FULL:
            raise BadInput(
                "In full a suite takes half an hour of the whole machine; do that from a shell, with the command "
                "below, "
                "or choose the quick one here."
            )
        if len(scene.optimizers) < 2:
            raise BadInput("A report compares: add a second optimizer to the race.")
        plain = Scene(scene.landscape, scene.optimizers, (scene.landscape.start,))
        return cls(write_link(plain), where, size)

    @property
    def key(self) -> str:
        """The same for reports that come out the same, with the same scripts in their page."""
        return hashlib.sha256(f"{self!r} {report_policy()}".encode()).hexdigest()[:24] + self.suffix

    def make(self, out: Path, report: Report) -> None:
        """Carries the study out, and packs its folder; raises BadInput."""
        study = read_item(shelf, SIZES[self.size])
        scene, _ = read_link(self.link)
        optimizers = tuple(dict.fromkeys(map(write_item, scene.optimizers)))
        landscapes = (write_landscape(scene.landscape),) if self.landscapes == THIS else (self.landscapes,)
        with TemporaryDirectory(dir=out.parent) as folder:
            complete(study, Asked(optimizers, landscapes, Path(folder), report=report))
            pack(Path(folder), out)

    def facts(self, path: Path) -> dict[str, Any]:
        """Where the report and its page are, how large it is, and what it says."""
        with zipfile.ZipFile(path) as whole:
            says = json.loads(whole.read(WORDS))
        where = f"/report/{self.key}"
        return {"href": where, "page": f"{where}/page", "bytes": path.stat().st_size, "says": says}


def page_of(jobs: JobQueue, key: str) -> bytes:
    """The page in a report that was made; raises BadInput if it is not kept any more."""
    with zipfile.ZipFile(jobs.path(key)) as whole:
        return whole.read(PAGE)
