"""The kinds of jobs."""

from __future__ import annotations

from typing import Any

from fallline.web.jobs.films import FilmJob
from fallline.web.jobs.job import Job
from fallline.web.jobs.reports import ReportJob

JOB_CLASSES: dict[str, type[FilmJob | ReportJob]] = {each.kind: each for each in (FilmJob, ReportJob)}


def read_job(fields: dict[str, Any]) -> Job:
    """Return the job of the values that its ``to_json`` returned."""
    return JOB_CLASSES[fields["kind"]].from_json(fields)
