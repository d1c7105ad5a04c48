"""The application: the page, and every question it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly
from dash import Dash
from flask import Flask, Response, request, send_file

from fallline.programs.warmer import Warmer
from fallline.view import read_link
from fallline.web.api.downloads import take_away
from fallline.web.api.lessons import answer_lessons
from fallline.web.api.maps import answer_maps
from fallline.web.api.questions import answer_questions
from fallline.web.classroom.classes import Classes
from fallline.web.classroom.routes import answer_classes
from fallline.web.i18n import language, serve_words
from fallline.web.jobs.backends import Working
from fallline.web.operations.compression import compress
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import Remembered
from fallline.web.operations.security import Guarding, Guards, tell_browsers
from fallline.web.pages.callbacks import connect
from fallline.web.pages.layout import layout
from fallline.web.pages.standalone import ASSETS, PLOTLY

YEAR = 365 * 24 * 3600
QUESTIONS = "/_dash-update-component"


@dataclass(frozen=True)
class Parts:
    """What an application is made of.

    Long work, compiling, classes, answers that are shared between processes (None: each is computed anew), what is
    guarded against, the address that others on the network know it by, and what is allowed at most.
    """

    work: Working
    warmer: Warmer
    classes: Classes
    remembered: Remembered | None
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
        serve_locally=True,
        suppress_callback_exceptions=True,
        background_callback_manager=parts.work.manager,
    )
    app.layout = lambda: layout(parts.address)  # for each visit in its language
    early = f'<script src="/words.js"></script><script src="{_plotly_path()}" async></script>'
    app.index_string = app.index_string.replace("{%css%}", f"{{%css%}}{early}")
    serve_words(app.server)
    app.server.config["ADDRESS"] = parts.address
    app.server.add_url_rule(_plotly_path(), "plotly", _send_plotly)
    app.server.add_url_rule("/health", "health", lambda: _health(parts))
    guards = Guards(app.server, parts.guarding)
    answer_questions(app, parts.warmer)
    take_away(app, parts.work.errands, parts.limits)
    answer_maps(app, parts.warmer)
    answer_lessons(app)
    answer_classes(app, parts.classes, guards)
    connect(app, parts.warmer, parts.limits)
    if parts.limits != Limits():
        app.server.before_request(lambda: _within(parts.limits))
    views = app.server.view_functions
    if parts.remembered:
        views[QUESTIONS] = guards.computed(parts.remembered.wrapped(views[QUESTIONS]))
    tell_browsers(app)
    compress(app.server)
    _set_up(app.server)
    return app


def _set_up(server: Flask) -> None:
    """Does before anybody asks what Dash leaves to the first question: it would refuse who asks beside the first."""
    with server.test_request_context("/"):
        server.preprocess_request()


class _Application(Dash):
    """Names in the page's frame the language and the direction of its script."""

    def interpolate_index(self, *args: str, **parts: str) -> str:
        own = language()
        filled = super().interpolate_index(*args, **parts)
        return filled.replace("<html>", f'<html lang="{own.code}" dir="{own.direction}">', 1)


def _within(limits: Limits) -> None:
    """Refuses a plain question whose link asks for more than is allowed; the page's own say it in a notice."""
    asked: Any = request.get_json(silent=True) if request.path == "/paths" else request.args
    link = asked.get("link") if hasattr(asked, "get") else None
    if isinstance(link, str) and request.path != "/code":
        limits.scene(read_link(link)[0])


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
