"""Routes of classes, for presenters and students."""

from __future__ import annotations

from typing import Any

from dash import Dash
from flask import request

from fallline.core import BadInput
from fallline.web.classroom.classes import Classes, NoClassError, NotPresenterError
from fallline.web.i18n import say
from fallline.web.messages import ClassroomState, Guesses
from fallline.web.operations.security import RateLimiter

KEY_HEADER = "X-Presenter-Key"


def add_class_routes(app: Dash, classes: Classes, rate_limiter: RateLimiter) -> None:
    """Add the routes of classes to the application's server; ``rate_limiter`` limits guessing of codes and flooding."""
    server = app.server
    server.register_error_handler(NoClassError, lambda problem: ({"problem": say(problem.sentence)}, 404))
    server.register_error_handler(NotPresenterError, lambda problem: ({"problem": say(problem.sentence)}, 403))
    add = server.add_url_rule
    add("/class", "begin", rate_limiter.limit_class_creation(classes.create), methods=["POST"])
    add("/class/<code>/now", "now", rate_limiter.limit_wrong_codes(lambda code: _send_state(classes, code)))
    add("/class/<code>", "show", lambda code: _show(classes, code), methods=["POST"])
    add("/class/<code>", "end", lambda code: _end(classes, code), methods=["DELETE"])
    add(
        "/class/<code>/guess",
        "guess",
        rate_limiter.limit_wrong_codes(lambda code: _receive_guess(classes, code)),
        methods=["POST"],
    )
    add("/class/<code>/guesses", "guesses", lambda code: _send_guesses(classes, code))
    add(
        "/class/<code>/here",
        "here",
        lambda code: {"studentCount": classes.count_students(code, request.headers.get(KEY_HEADER))},
    )


def _send_state(classes: Classes, code: str) -> ClassroomState | tuple[str, int]:
    """Return what the presenter shows, or an empty response (204) if the student has its version ("seen") already."""
    state = classes.read_state(code, _parse_int(request.args.get("seen", "-1")), request.args.get("student", ""))
    return ("", 204) if state is None else state


def _show(classes: Classes, code: str) -> dict[str, Any]:
    return {"version": classes.show(code, request.headers.get(KEY_HEADER), _read_body())}


def _end(classes: Classes, code: str) -> dict[str, Any]:
    classes.end(code, request.headers.get(KEY_HEADER))
    return {}


def _receive_guess(classes: Classes, code: str) -> dict[str, Any]:
    body = _read_body()
    student, place = str(body.get("student", "")), str(body.get("place", ""))
    classes.add_guess(code, student, place, body.get("value"))
    return {}


def _send_guesses(classes: Classes, code: str) -> Guesses:
    return classes.read_guesses(code, request.headers.get(KEY_HEADER), request.args.get("place", ""))


def _read_body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("The request's body must be a JSON object.")
    return body


def _parse_int(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        raise BadInput("'{text}' must be a whole number.", text=str(text)[:20]) from None
