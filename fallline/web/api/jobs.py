"""Films and reports: asked for, looked after, cancelled, fetched."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, Response, request, send_file

from fallline.charts.report_page import report_policy
from fallline.core import BadInput
from fallline.web.jobs import reports
from fallline.web.jobs.films import Film
from fallline.web.jobs.job_queue import JobQueue, Order
from fallline.web.jobs.reports import Reported
from fallline.web.messages import JobQuestion, JobStatus
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import POLICY, SANDBOX

ORDERS: dict[str, Callable[[JobQuestion, Limits], Order]] = {"film": Film.of, "report": Reported.of}


def answer_jobs(server: Flask, jobs: JobQueue, limits: Limits) -> None:
    """Adds the questions to a server."""
    where = "/jobs/<any(film, report):kind>"
    server.add_url_rule(where, "job", lambda kind: _asked(jobs, limits, kind), methods=["POST"])
    server.add_url_rule(f"{where}/<key>", "job_status", lambda kind, key: jobs.status(key, kind, _visitor()))
    server.add_url_rule(
        f"{where}/<key>", "job_cancel", lambda kind, key: _cancelled(jobs, kind, key), methods=["DELETE"]
    )
    server.add_url_rule("/film/<key>", "film", lambda key: _film(jobs, key))
    server.add_url_rule("/report/<key>", "report", lambda key: _report(jobs, key))
    server.add_url_rule("/report/<key>/page", "report_page", lambda key: _report_page(jobs, key))


def _asked(jobs: JobQueue, limits: Limits, kind: str) -> JobStatus:
    asked = request.get_json(silent=True)
    parts = {"link": str, "visitor": str, "how": dict}
    if not isinstance(asked, dict) or not all(isinstance(asked.get(part), kind) for part, kind in parts.items()):
        raise BadInput(f"A {kind} is asked for with a link, a visitor and how it is to be made.")
    try:
        return jobs.ask(ORDERS[kind](cast("JobQuestion", asked), limits), asked["visitor"])
    except BadInput as problem:  # what a visitor typed may be wrong, and is no error of the page's
        return {"key": "", "state": "failed", "problem": str(problem)}


def _visitor() -> str:
    return request.args.get("visitor", "")


def _cancelled(jobs: JobQueue, kind: str, key: str) -> tuple[str, int]:
    jobs.cancel(key, kind, _visitor())
    return "", 204


def _report_page(jobs: JobQueue, key: str) -> Response:
    """The page of a report that was made, which has its scripts in it."""
    headers = {POLICY: f"{SANDBOX}; {report_policy()}"}
    return Response(reports.page_of(jobs, key), headers=headers, mimetype="text/html")


def _report(jobs: JobQueue, key: str) -> Response:
    """A report that was made, with all its files, to be saved."""
    return send_file(jobs.path(key), as_attachment=True, download_name="fall-line-report.zip")


def _film(jobs: JobQueue, key: str) -> Response:
    """A film that was made; with ``download`` in the question, to be saved."""
    path = jobs.path(key)
    kind = mimetypes.types_map.get(Path(key).suffix, "video/webm")
    saved = "download" in request.args
    return send_file(path, mimetype=kind, as_attachment=saved, download_name=f"fall-line-{key}", conditional=True)
