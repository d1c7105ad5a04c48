"""The route POST /race: from a link and changed controls to the race that the page shows."""

from __future__ import annotations

import json
from typing import Any, cast

from dash import Dash
from flask import Response, request
from plotly.io.json import to_json_plotly

from fallline.core import BadInput
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.programs.compile_key import RECORD
from fallline.run.device import choose_scene_device
from fallline.web.i18n import language
from fallline.web.operations.gate import ComputeGate
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import JsonAnswer, ResponseCache
from fallline.web.race_messages import RaceRequest
from fallline.web.state.answers import answer_race_request

MAX_EVENTS = 500


def add_race_routes(
    app: Dash, compiler: BackgroundCompiler, limits: Limits, cache: ResponseCache | None, gate: ComputeGate
) -> None:
    """Add the route of races to the application's server; with a ``cache``, server processes share answers.

    An answer that is cached does not pass the gate.
    """

    def answer() -> Response:
        race_request = _read_request()
        if cache is None:
            with gate.place(), gate.turn():
                return Response(_compute(race_request, compiler, limits).content, mimetype="application/json")
        return cache.respond(_cache_key(race_request), lambda: _compute(race_request, compiler, limits), gate)

    app.server.add_url_rule("/race", "shown_race", gate.limit_rate(answer), methods=["POST"])


def _cache_key(race_request: RaceRequest) -> str:
    """Return a key that is equal for requests with the same answer.

    The link on show matters only after changes of controls; the numbers of events never do.
    """
    changes = [event["changes"] for event in race_request["events"]]
    shown = race_request["shown"] if changes else ""
    return json.dumps([language().code, {**race_request, "shown": shown, "events": changes}], sort_keys=True)


def _compute(race_request: RaceRequest, compiler: BackgroundCompiler, limits: Limits) -> JsonAnswer:
    """Return the answer as JSON, and start compiling in the background what live previews of its race need.

    An answer with a notice is not cached: its cause may be temporary.
    """
    result = answer_race_request(race_request, limits)
    if result.scene is not None and not result.scene.noise:
        compiler.request(RECORD, result.scene.landscape, result.scene.optimizers, choose_scene_device(result.scene))
    return JsonAnswer(to_json_plotly(result.answer).encode(), is_cacheable=result.answer["notice"] is None)


def _read_request() -> RaceRequest:
    """Return the body of the request. Raises BadInput if it does not have the form of a RaceRequest."""
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict) or not all(isinstance(body.get(key), str) for key in ("link", "shown", "theme")):
        raise _format_error()
    events = body.get("events")
    if body["theme"] not in ("light", "dark") or not isinstance(events, list) or len(events) > MAX_EVENTS:
        raise _format_error()
    if not all(isinstance(event, dict) and _is_changes(event.get("changes")) for event in events):
        raise _format_error()
    return cast("RaceRequest", {key: body[key] for key in ("link", "shown", "theme", "events")})


def _format_error() -> BadInput:
    return BadInput(
        'The request for a race must be JSON such as {"link": "on=booth", "shown": "", "theme": "light", "events": []}.'
    )


def _is_changes(changes: Any) -> bool:
    return isinstance(changes, list) and all(
        isinstance(each, dict) and {"id", "value"} <= set(each) for each in changes
    )
