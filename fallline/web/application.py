"""The Dash application: the page, and the routes for everything that it requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly
from dash import Dash
from flask import Flask, Response, send_file
from markupsafe import Markup

from fallline.core.locations import ASSETS
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.web.api.downloads import add_download_routes
from fallline.web.api.jobs import add_job_routes
from fallline.web.api.lessons import add_lesson_routes
from fallline.web.api.maps import add_map_routes
from fallline.web.api.page_data import add_page_data_routes
from fallline.web.api.races import add_race_routes
from fallline.web.classroom.classes import Classes
from fallline.web.classroom.routes import add_class_routes
from fallline.web.i18n import add_words_route, language
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.operations.compression import add_compression
from fallline.web.operations.dash_routes import restrict_dash_routes
from fallline.web.operations.gate import ComputeGate, add_busy_handler
from fallline.web.operations.hosts import Hosts, add_host_checks
from fallline.web.operations.json_bodies import add_strict_json
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import RateLimiter, SecuritySettings, add_security_headers
from fallline.web.operations.store import StoreError
from fallline.web.pages.browser_modules import MAIN_MODULE, NOT_FOR_DASH, add_module_headers, read_modules
from fallline.web.pages.callbacks import add_callbacks
from fallline.web.pages.layout import build_layout
from fallline.web.pages.standalone import PLOTLY
from fallline.web.pages.templates import render_template

YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Services:
    """The parts that an application uses.

    ``cache`` holds the race answers that server processes share; None computes each answer anew. ``address`` is the
    server's URL on the local network, '' if it has none. ``computing_requests`` of one process may compute or wait for
    it; there must be more threads than these, for requests that need no computing.
    """

    jobs: JobQueue
    compiler: BackgroundCompiler
    classes: Classes
    cache: ResponseCache | None
    security: SecuritySettings
    address: str = ""
    limits: Limits = field(default_factory=Limits)
    computing_requests: int = 8
    hosts: Hosts = field(default_factory=Hosts)


def make_app(services: Services) -> Dash:
    """Return the application with all its routes; it needs nothing from other machines."""
    app = _Application(
        "fallline",
        title="Fall Line",
        update_title=None,  # type: ignore[arg-type]  # Dash documents None, but its types lack it
        assets_folder=str(ASSETS),
        assets_ignore=NOT_FOR_DASH,
        serve_locally=True,
        suppress_callback_exceptions=True,
    )
    app.layout = lambda: build_layout(services.address)  # a function, since each visit has its own language
    add_host_checks(app.server, services.hosts)
    add_strict_json(app.server)
    restrict_dash_routes(app.server)
    add_words_route(app.server)
    add_module_headers(app.server)
    app.server.config["ADDRESS"] = services.address
    app.server.add_url_rule(_plotly_path(), "plotly", _send_plotly)
    app.server.add_url_rule("/health", "health", lambda: _health(services))
    rate_limiter = RateLimiter(app.server, services.security)
    gate = ComputeGate(services.computing_requests, services.limits.seconds, rate_limiter)
    add_busy_handler(app.server)
    add_race_routes(app, services.compiler, services.limits, services.cache, gate)
    add_page_data_routes(app, services.compiler, services.limits, gate)
    add_job_routes(app.server, services.jobs, services.limits, gate)
    add_download_routes(app.server, services.limits, gate)
    add_map_routes(app, services.compiler, services.limits, gate)
    add_lesson_routes(app, gate)
    add_class_routes(app, services.classes, rate_limiter)
    add_callbacks(app)
    add_security_headers(app, lambda: [read_modules().import_map()])
    add_compression(app.server)
    _finish_dash_setup(app.server)
    return app


def _finish_dash_setup(server: Flask) -> None:
    """Run the setup that Dash leaves to the first request, since it refuses requests that arrive during that one."""
    with server.test_request_context("/"):
        server.preprocess_request()


class _Application(Dash):
    """A Dash application whose page is the template index.html of this project."""

    def interpolate_index(self, **services: str) -> str:  # type: ignore[override]  # Dash names each, and passes them so
        """Return the page's HTML; Dash calls this with its own ``parts`` of the page as HTML."""
        inside = {name: Markup(part) for name, part in services.items()}  # noqa: S704 - made by Dash itself
        modules = read_modules()
        return render_template(
            "index.html",
            language=language(),
            import_map=Markup(modules.import_map()),  # noqa: S704 - made here of names of files
            modules=[modules.address(name) for name in modules.reachable(MAIN_MODULE)],
            plotly=_plotly_path(),
            **inside,
        )


def _health(services: Services) -> tuple[dict[str, Any], int]:
    """Return ({'status': text}, HTTP status): 200 if this process reaches the shared store, else 503 (for monitors)."""
    try:
        services.classes.store.set("health", b"ok", 60)
        is_healthy = services.classes.store.get("health") == b"ok"
    except StoreError:
        is_healthy = False
    return {"status": "ok" if is_healthy else "the store does not keep anything"}, 200 if is_healthy else 503


def _plotly_path() -> str:
    """Return the URL path of Plotly; it contains the version, so that browsers may cache it for good."""
    return f"/plotly-{plotly.__version__}.min.js"


def _send_plotly() -> Response:
    return send_file(PLOTLY, mimetype="text/javascript", max_age=YEAR_S)
