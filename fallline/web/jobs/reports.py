"""Reports for visitors: what is asked for, and what the page is told."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from fallline.compare.report import PAGE, WORDS
from fallline.compare.suites import BASIN, SPEED
from fallline.core import BadInput
from fallline.core.locations import module_command
from fallline.scene import Scene
from fallline.view import read_link, write_link
from fallline.web.jobs.films import allowing
from fallline.web.jobs.job_queue import Errands, Report, answered
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
    def of(cls, link: str, how: dict[str, str]) -> Reported:
        """Reads what a visitor asked for; raises BadInput."""
        scene, _ = read_link(link)
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
        asked = Scene(scene.landscape, scene.optimizers, (scene.landscape.start,))
        return cls(write_link(asked), where, size)

    @property
    def key(self) -> str:
        """Alike for alike reports."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:24] + self.suffix

    def command(self, out: Path) -> list[str]:
        """What makes it, as a person would in a shell."""
        where = [] if self.landscapes == THIS else ["--landscapes", self.landscapes]
        asked = ["study", SIZES[self.size], self.link, *where, "--out", str(out), "--progress", *allowing()]
        return module_command("fallline", *asked)


def answer(errands: Errands, _: Limits, asked: dict[str, Any], report: Report) -> dict[str, Any]:
    """What the page is told of a report that it asked for: where it is and what it says, or what is wrong."""

    def do() -> dict[str, Any]:
        key = errands.made(Reported.of(asked["link"], asked["how"]), report)
        path = errands.path(key)
        with zipfile.ZipFile(path) as whole:
            says = json.loads(whole.read(WORDS))
        return {"href": f"/report/{key}", "page": f"/report/{key}/page", "bytes": path.stat().st_size, "says": says}

    return answered(Reported.what, asked, do)


def page_of(errands: Errands, key: str) -> bytes:
    """The page in a report that was made; raises BadInput if it is not kept any more."""
    with zipfile.ZipFile(errands.path(key)) as whole:
        return whole.read(PAGE)
