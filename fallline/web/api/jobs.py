"""Routes of films and reports: start a job, poll its status, cancel it, fetch its file."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, request, send_file

from fallline.charts.report_page import report_page_policy
from fallline.core import BadInput
from fallline.files.names import is_race_file_name
from fallline.web.i18n import say
from fallline.web.jobs import reports
from fallline.web.jobs.films import FilmJob
from fallline.web.jobs.job_queue import Job, JobQueue
from fallline.web.jobs.reports import ReportJob
from fallline.web.messages import JobRequest, JobStatus
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import POLICY_HEADER, SANDBOX

JOB_CLASSES: dict[str, Callable[[JobRequest, Limits], Job]] = {
    "film": FilmJob.from_request,
    "report": ReportJob.from_request,
}


def add_job_routes(server: Flask, jobs: JobQueue, limits: Limits) -> None:
    """Add the routes of films and reports to a server."""
    url = "/jobs/<any(film, report):kind>"
    server.add_url_rule(url, "job", lambda kind: _start(jobs, limits, kind), methods=["POST"])
    server.add_url_rule(f"{url}/<key>", "job_status", lambda kind, key: _translate(jobs.status(key, kind, _visitor())))
    server.add_url_rule(f"{url}/<key>", "job_cancel", lambda kind, key: _cancel(jobs, kind, key), methods=["DELETE"])
    server.add_url_rule("/film/<key>/<name>", "film", lambda key, name: _send_film(jobs, key, name))
    server.add_url_rule("/report/<key>", "report", lambda key: _send_report(jobs, key))
    server.add_url_rule("/report/<key>/page", "report_page", lambda key: _send_report_page(jobs, key))


def _start(jobs: JobQueue, limits: Limits, kind: str) -> JobStatus:
    body = request.get_json(silent=True)
    types = {"link": str, "visitor": str, "options": dict}
    if not isinstance(body, dict) or not all(isinstance(body.get(part), kind) for part, kind in types.items()):
        raise BadInput("The request for a job must have the texts 'link' and 'visitor', and an object 'options'.")
    try:
        return _translate(jobs.submit(JOB_CLASSES[kind](cast("JobRequest", body), limits), body["visitor"]))
    except BadInput as problem:  # a visitor's typing error, not an error of the page: so no status 400
        return {"key": "", "state": "failed", "problem": say(problem.sentence)}


def _translate(status: JobStatus) -> JobStatus:
    """Return a job's status with its stage and its problem, if it has them, in the language of the request."""
    texts = {name: say(status[name]) for name in ("stage", "problem") if name in status}
    return cast("JobStatus", {**status, **texts})


def _visitor() -> str:
    return request.args.get("visitor", "")


def _cancel(jobs: JobQueue, kind: str, key: str) -> tuple[str, int]:
    jobs.cancel(key, kind, _visitor())
    return "", 204


def _send_report_page(jobs: JobQueue, key: str) -> Response:
    """Return the page of a report, with the policy that its inline scripts need."""
    headers = {POLICY_HEADER: f"{SANDBOX}; {report_page_policy()}"}
    return Response(reports.read_report_page(jobs, key), headers=headers, mimetype="text/html")


def _send_report(jobs: JobQueue, key: str) -> Response:
    """Return a report with all its files, as a ZIP file to save."""
    return send_file(jobs.path(key), as_attachment=True, download_name="fallline-report.zip")


def _send_film(jobs: JobQueue, key: str, name: str) -> Response:
    """Return a film, called ``name``; if the request has the argument ``download``, as a file to save."""
    suffix = Path(key).suffix
    if not is_race_file_name(name, suffix):
        abort(404)
    kind = mimetypes.types_map.get(suffix, "video/webm")
    is_download = "download" in request.args
    return send_file(jobs.path(key), mimetype=kind, as_attachment=is_download, download_name=name, conditional=True)
