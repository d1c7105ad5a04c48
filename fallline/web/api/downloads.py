"""What leaves the page: films, reports, figures, numbers, a page that travels, scripts."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, no_update
from flask import Response, request, send_file

from fallline.core import BadInput, settings_of
from fallline.files.scripts import lab_code, torch_code
from fallline.files.traces import check_suffix, content
from fallline.film import Drawing, Filming, drawn
from fallline.film.encode import FORMATS
from fallline.film.still import SUFFIXES
from fallline.run import race
from fallline.view import read_link
from fallline.web.jobs import films, reports
from fallline.web.jobs.job_queue import Errands
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import ALONE, POLICY
from fallline.web.pages.standalone import travelling

DRAWING = Lock()  # one figure at a time: each takes a core and some memory


def take_away(app: Dash, errands: Errands, limits: Limits) -> None:
    """Adds the questions to the application's server, and films and reports as callbacks that run in the background."""
    server = app.server
    server.add_url_rule("/race<suffix>", "race", _race)
    server.add_url_rule("/figure<suffix>", "figure", _figure)
    server.add_url_rule("/page", "page", _page)
    server.add_url_rule("/scripts", "scripts", _scripts)
    server.add_url_rule("/exports", "exports", _exports)
    server.add_url_rule("/film/<key>", "film", lambda key: _film(errands, key))
    server.add_url_rule("/report/<key>", "report", lambda key: _report(errands, key))
    server.add_url_rule("/report/<key>/page", "report_page", lambda key: _report_page(errands, key))
    for name, answer in (("film", films.answer), ("report", reports.answer)):
        app.callback(
            Output(f"{name}-made", "data"),
            Input(f"{name}-asked", "data"),
            progress=Output(f"{name}-progress", "data"),
            running=[(Output(f"{name}-running", "data"), True, False)],
            cancel=Input(f"{name}-cancelled", "data"),
            background=True,
            prevent_initial_call=True,
            interval=500,
        )(_maker(errands, limits, answer))
        # Each alone: Dash would hold back one function of all three until the work is done.
        for what in ("made", "progress", "running"):
            heard = ClientsideFunction("fallline", f"{name}_{what}")
            app.clientside_callback(heard, Input(f"{name}-{what}", "data"), prevent_initial_call=True)


def _maker(errands: Errands, limits: Limits, answer: Callable) -> Callable:
    def make(set_progress: Callable, asked: dict[str, Any] | None) -> Any:
        if not asked:
            return no_update
        return answer(errands, limits, asked, lambda told: set_progress({"number": asked["number"], **told}))

    return make


def _report_page(errands: Errands, key: str) -> Response:
    """The page of a report that was made, which has its scripts in it."""
    return Response(reports.page_of(errands, key), headers={POLICY: ALONE}, mimetype="text/html")


def _report(errands: Errands, key: str) -> Response:
    """A report that was made, with all its files, to be saved."""
    return send_file(errands.path(key), as_attachment=True, download_name="fall-line-report.zip")


def _film(errands: Errands, key: str) -> Response:
    """A film that was made; with ``download`` in the question, to be saved."""
    path = errands.path(key)
    kind = mimetypes.types_map.get(Path(key).suffix, "video/webm")
    saved = "download" in request.args
    return send_file(path, mimetype=kind, as_attachment=saved, download_name=f"fall-line-{key}", conditional=True)


def _race(suffix: str) -> Response:
    """Every number of a link's race as a file: /race.csv, /race.json or /race.npz."""
    check_suffix(Path(f"race{suffix}"))
    scene, view = read_link(request.args.get("link", ""))
    return _saved(content(suffix, scene, race(scene), view.reach_of(scene.landscape)), scene.landscape.id, suffix)


def _figure(suffix: str) -> Response:
    """A link's race at its step as /figure.png, /figure.svg or /figure.pdf; further words as Drawing has them."""
    words = {name: value for name, value in request.args.items() if name != "link"}
    drawing = Drawing.read(words)
    scene, view = read_link(request.args.get("link", ""))
    with DRAWING:
        _, made = drawn(suffix, scene, view, drawing)
    return _saved(made, f"{scene.landscape.id}-{drawing.part}", suffix)


def _page() -> Response:
    """A link's race as one html file."""
    scene, view = read_link(request.args.get("link", ""))
    return _saved(travelling(scene, view, request.args.get("theme", "light")).content, scene.landscape.id, ".html")


def _scripts() -> dict[str, dict[str, str]]:
    """A link's race as Python; where there is no such script, why."""
    scene, _ = read_link(request.args.get("link", ""))
    try:
        return {"lab": {"code": lab_code(scene)}, "torch": {"code": torch_code(scene)}}
    except BadInput as problem:
        return {"lab": {"code": lab_code(scene)}, "torch": {"problem": str(problem)}}


def _exports() -> dict[str, Any]:
    """The settings of films and figures, and what they can end in."""
    return {
        "film": {"settings": [asdict(each) for each in settings_of(Filming)], "suffixes": FORMATS},
        "figure": {"settings": [asdict(each) for each in settings_of(Drawing)], "suffixes": SUFFIXES},
    }


def _saved(made: bytes, name: str, suffix: str) -> Response:
    answer = Response(made)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}{suffix}"
    answer.mimetype = mimetypes.types_map.get(suffix, "application/octet-stream")
    return answer
