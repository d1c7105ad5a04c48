"""Jobs that make reports."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from fallline.charts.report_files import produce_report, zip_folder
from fallline.charts.report_page import report_page_policy
from fallline.compare.report import PAGE_FILE, SUMMARY_JSON_FILE
from fallline.compare.suites import BASIN_SUITE, SPEED_SUITE
from fallline.core import BadInput, read_item, shorten, write_item
from fallline.files.names import race_file_name
from fallline.landscapes import write_landscape
from fallline.run.work import Work, estimate_work
from fallline.scene import Scene
from fallline.studies import StudyRequest, shelf
from fallline.view import read_link, write_link
from fallline.web.jobs.job import ProgressReport
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.messages import JobRequest
from fallline.web.operations.limits import Limits

THIS_LANDSCAPE = "this"
LANDSCAPE_CHOICES = (THIS_LANDSCAPE, SPEED_SUITE, BASIN_SUITE)
QUICK_STUDY, FULL_STUDY = "quick", "full"
# A study small enough for a visitor to wait for: some 15 s for three optimizers on one landscape.
QUICK_SETTINGS = "~trials:12~tuning_starts:16~tuning_budget:500~starts:32~budget:1000~turns:2~turned_starts:16"
QUICK_SETTINGS += "~noise:0.1~noise_starts:8~noise_seeds:4~rates:13"
STUDIES = {QUICK_STUDY: f"report{QUICK_SETTINGS}", FULL_STUDY: "report"}


@dataclass(frozen=True)
class ReportJob:
    """A report on the optimizers of a link, with their settings, on its landscape or on a suite of landscapes.

    ``landscapes`` is one of LANDSCAPE_CHOICES, ``size`` a key of STUDIES ('quick' or 'full'). The link is without the
    parts that do not change the report.
    """

    link: str
    landscapes: str
    size: str
    suffix: ClassVar[str] = ".zip"
    kind: ClassVar[str] = "report"

    @classmethod
    def from_request(cls, job_request: JobRequest, limits: Limits) -> ReportJob:
        """Return the job of a visitor's request. Raises BadInput if it is wrong or exceeds ``limits``."""
        limits.check_link(job_request["link"])
        scene, _ = read_link(job_request["link"])
        limits.check_scene(scene)
        options = job_request["options"]
        suite, size = str(options.get("landscapes", THIS_LANDSCAPE)), str(options.get("size", QUICK_STUDY))
        if suite not in LANDSCAPE_CHOICES or size not in STUDIES:
            raise BadInput(
                "landscapes = '{suite}' must be one of {suites}, and size = '{size}' one of {sizes}.",
                suite=shorten(suite),
                suites=", ".join(LANDSCAPE_CHOICES),
                size=shorten(size),
                sizes=", ".join(STUDIES),
            )
        if suite != THIS_LANDSCAPE and size == FULL_STUDY:
            raise BadInput(
                "In full a suite takes half an hour of the whole machine; do that from a shell, with the command "
                "below, or choose the quick one here."
            )
        if len(scene.optimizers) < 2:
            raise BadInput("A report compares: add a second optimizer to the race.")
        _check_memory(scene, size, limits)
        report_scene = Scene(scene.landscape, scene.optimizers, (scene.landscape.start,))
        return cls(write_link(report_scene), suite, size)

    @property
    def key(self) -> str:
        """The report's key in the queue's store, equal for equal reports with equal scripts; it ends in the suffix."""
        return hashlib.sha256(f"{self!r} {report_page_policy()}".encode()).hexdigest()[:24] + self.suffix

    def to_json(self) -> dict[str, Any]:
        """Return the values, as JSON has them, of which ``from_json`` returns an equal job."""
        return {"kind": self.kind, "link": self.link, "landscapes": self.landscapes, "size": self.size}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> ReportJob:
        """Return the job of the values that ``to_json`` returned."""
        return cls(fields["link"], fields["landscapes"], fields["size"])

    def make(self, out: Path, report: ProgressReport) -> None:
        """Run the study and write its folder as a ZIP file to ``out``. Raises BadInput if that fails."""
        study = read_item(shelf, STUDIES[self.size])
        scene, _ = read_link(self.link)
        optimizers = tuple(dict.fromkeys(map(write_item, scene.optimizers)))
        landscapes = (write_landscape(scene.landscape),) if self.landscapes == THIS_LANDSCAPE else (self.landscapes,)
        with TemporaryDirectory(dir=out.parent) as folder:
            produce_report(study, StudyRequest(optimizers, landscapes, Path(folder), report_progress=report))
            zip_folder(Path(folder), out)

    def facts(self, path: Path) -> dict[str, Any]:
        """Return the URLs of the ZIP file (``href``) and the ``page``, the size in ``bytes``, and the ``findings``."""
        with zipfile.ZipFile(path) as archive:
            findings = json.loads(archive.read(SUMMARY_JSON_FILE))
        url = f"/report/{self.key}"
        name = race_file_name(read_link(self.link)[0], self.suffix, "report")
        return {"href": f"{url}/{name}", "page": f"{url}/page", "bytes": path.stat().st_size, "findings": findings}


def _check_memory(scene: Scene, size: str, limits: Limits) -> None:
    """Raise BadInput if the most runs that a study of this size steps together need too much memory."""
    study = read_item(shelf, STUDIES[size])
    rows = max(study.starts, study.tuning_starts * study.trials)
    for optimizer in scene.optimizers:
        limits.check_work(Work(0.0, estimate_work(scene.landscape, optimizer, rows, 0).megabytes))


def read_report_page(jobs: JobQueue, key: str) -> bytes:
    """Return the HTML page of a report. Raises BadInput if the report is not kept any more."""
    with zipfile.ZipFile(jobs.path(key)) as archive:
        return archive.read(PAGE_FILE)
