"""The application: the page, and every question it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly
from dash import Dash
from flask import Flask, Response, send_file
from markupsafe import Markup

from fallline.core.locations import ASSETS
from fallline.programs.warmer import Warmer
from fallline.web.api.downloads import take_away
from fallline.web.api.jobs import answer_jobs
from fallline.web.api.lessons import answer_lessons
from fallline.web.api.maps import answer_maps
from fallline.web.api.questions import answer_questions
from fallline.web.api.races import answer_races
from fallline.web.classroom.classes import Classes
from fallline.web.classroom.routes import answer_classes
from fallline.web.i18n import language, serve_words
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.operations.compression import compress
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import Guarding, Guards, tell_browsers
from fallline.web.pages.browser_modules import MAIN, NOT_FOR_DASH, modules, serve_modules
from fallline.web.pages.callbacks import connect
from fallline.web.pages.layout import layout
from fallline.web.pages.standalone import PLOTLY
from fallline.web.pages.templates import rendered

YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Parts:
    """What an application is made of.

    Films and reports, compiling, classes, answers that processes share (None: each is computed anew), what is
    guarded against, the address that others on the network know it by, and what is allowed at most.
    """

    jobs: JobQueue
    warmer: Warmer
    classes: Classes
    cache: ResponseCache | None
    guarding: Guarding
    address: str = ""
    limits: Limits = field(default_factory=Limits)


def make_app(parts: Parts) -> Dash:
    """The application; everything it needs is served from this machine."""
    app = _Application(
        "fallline",
        title="Fall Line",
        update_title=None,  # type: ignore[arg-type]  # Dash takes it for none, and says so, but not in its types
        assets_folder=str(ASSETS),
        assets_ignore=NOT_FOR_DASH,
        serve_locally=True,
        suppress_callback_exceptions=True,
    )
    app.layout = lambda: layout(parts.address)  # for each visit in its language
    serve_words(app.server)
    serve_modules(app.server)
    app.server.config["ADDRESS"] = parts.address
    app.server.add_url_rule(_plotly_path(), "plotly", _send_plotly)
    app.server.add_url_rule("/health", "health", lambda: _health(parts))
    guards = Guards(app.server, parts.guarding)
    answer_races(app, parts.warmer, parts.limits, parts.cache, guards)
    answer_questions(app, parts.warmer, parts.limits)
    answer_jobs(app.server, parts.jobs, parts.limits)
    take_away(app.server, parts.limits)
    answer_maps(app, parts.warmer, parts.limits)
    answer_lessons(app)
    answer_classes(app, parts.classes, guards)
    connect(app)
    tell_browsers(app, lambda: [modules().import_map()])
    compress(app.server)
    _set_up(app.server)
    return app


def _set_up(server: Flask) -> None:
    """Does before anybody asks what Dash leaves to the first question: it would refuse who asks beside the first."""
    with server.test_request_context("/"):
        server.preprocess_request()


class _Application(Dash):
    """The page's frame is a template of this project's."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # Dash names each, and passes them so
        """Called by Dash with what it has for the frame, as HTML."""
        inside = {name: Markup(part) for name, part in parts.items()}  # noqa: S704 - made by Dash itself
        found = modules()
        return rendered(
            "index.html",
            language=language(),
            import_map=Markup(found.import_map()),  # noqa: S704 - made here of names of files
            modules=[found.address(name) for name in found.reachable(MAIN)],
            plotly=_plotly_path(),
            **inside,
        )


def _health(parts: Parts) -> tuple[dict[str, Any], int]:
    """Whether this process answers and reaches what it shares with others: for whoever watches over the server."""
    parts.classes.store.set("health", b"ok", 60)
    well = parts.classes.store.get("health") == b"ok"
    return {"status": "ok" if well else "the store does not keep anything"}, 200 if well else 503


def _plotly_path() -> str:
    """Where the page finds Plotly; the version is in the name, so that a browser may keep it for good."""
    return f"/plotly-{plotly.__version__}.min.js"


def _send_plotly() -> Response:
    return send_file(PLOTLY, mimetype="text/javascript", max_age=YEAR)
