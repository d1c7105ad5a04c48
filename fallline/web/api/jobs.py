"""Routes of films and reports: start a job, poll its status, cancel it, fetch its file."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeGuard, cast

from flask import Flask, Response, abort, request, send_file

from fallline.charts.report_page import report_page_policy
from fallline.core import BadInput, Sentence
from fallline.files.names import is_race_file_name
from fallline.web.i18n import say
from fallline.web.jobs import reports
from fallline.web.jobs.job import TITLES
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.jobs.kinds import JOB_CLASSES
from fallline.web.messages import JobRequest, JobStatus
from fallline.web.operations.gate import ComputeGate
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import POLICY_HEADER, SANDBOX
from fallline.web.operations.store import StoreError

log = logging.getLogger(__name__)
RETRY_AFTER_S = 5  # if the queue cannot be read or written


def add_job_routes(server: Flask, jobs: JobQueue, limits: Limits, gate: ComputeGate) -> None:
    """Add the routes of films and reports to a server; a new job's link is read in the gate."""
    url = "/jobs/<any(film, report):kind>"
    start = gate.guard(_guarded(lambda kind: _start(jobs, limits, kind)))
    show_status = _guarded(lambda _, key: _translate(jobs.status(key, _visitor())))
    cancel = _guarded(lambda _, key: _cancel(jobs, key))
    server.add_url_rule(url, "job", start, methods=["POST"])
    server.add_url_rule(f"{url}/<key>", "job_status", show_status)
    server.add_url_rule(f"{url}/<key>", "job_cancel", cancel, methods=["DELETE"])
    server.add_url_rule("/film/<key>/<name>", "film", lambda key, name: _send_film(jobs, key, name))
    server.add_url_rule("/report/<key>/<name>", "report", lambda key, name: _send_report(jobs, key, name))
    server.add_url_rule("/report/<key>/page", "report_page", lambda key: _send_report_page(jobs, key))


def _guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view of a kind of job that answers 503 while the queue cannot be read or written."""

    def guarded_view(kind: str, **arguments: str) -> Any:
        try:
            return view(kind, *arguments.values())
        except StoreError as problem:
            log.warning("The queue of jobs cannot be used: %s", problem)
            sentence = Sentence(
                "{what} must wait: the server's store is full or does not answer; try again in some seconds.",
                what=TITLES[kind],
            )
            return {"problem": say(sentence)}, 503, {"Retry-After": str(RETRY_AFTER_S)}

    return guarded_view


def _start(jobs: JobQueue, limits: Limits, kind: str) -> JobStatus:
    body = request.get_json(silent=True)
    if not _is_job_request(body):
        raise BadInput("The request for a job must have the texts 'link' and 'visitor', and an object 'options'.")
    try:
        return _translate(jobs.submit(JOB_CLASSES[kind].from_request(body, limits), body["visitor"]))
    except BadInput as problem:  # a visitor's typing error, not an error of the page: so no status 400
        return {"key": "", "state": "failed", "problem": say(problem.sentence)}


def _is_job_request(body: Any) -> TypeGuard[JobRequest]:
    """Return whether the JSON of a request has the types of a JobRequest."""
    types = {"link": str, "visitor": str, "options": dict}
    return (
        isinstance(body, dict)
        and all(isinstance(body.get(part), type) for part, type in types.items())
        and isinstance(body.get("suffix", ""), str)
    )


def _translate(status: JobStatus) -> JobStatus:
    """Return a job's status with its stage and its problem, if it has them, in the language of the request."""
    texts = {name: say(status[name]) for name in ("stage", "problem") if name in status}
    return cast("JobStatus", {**status, **texts})


def _visitor() -> str:
    return request.args.get("visitor", "")


def _cancel(jobs: JobQueue, key: str) -> tuple[str, int]:
    jobs.cancel(key, _visitor())
    return "", 204


def _send_report_page(jobs: JobQueue, key: str) -> Response:
    """Return the page of a report, with the policy that its inline scripts need."""
    headers = {POLICY_HEADER: f"{SANDBOX}; {report_page_policy()}"}
    return Response(reports.read_report_page(jobs, key), headers=headers, mimetype="text/html")


def _send_report(jobs: JobQueue, key: str, name: str) -> Response:
    """Return a report with all its files, as a ZIP file to save, called ``name``."""
    _check_name(key, name)
    return send_file(jobs.path(key), as_attachment=True, download_name=name)


def _check_name(key: str, name: str) -> None:
    """Answer 404 unless ``name`` could be that of a file of a race with the suffix of ``key``."""
    if not is_race_file_name(name, Path(key).suffix):
        abort(404)


def _send_film(jobs: JobQueue, key: str, name: str) -> Response:
    """Return a film, called ``name``; if the request has the argument ``download``, as a file to save."""
    _check_name(key, name)
    kind = mimetypes.types_map.get(Path(key).suffix, "video/webm")
    is_download = "download" in request.args
    return send_file(jobs.path(key), mimetype=kind, as_attachment=is_download, download_name=name, conditional=True)
