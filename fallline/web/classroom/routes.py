"""Routes of classes, for presenters and students."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from dash import Dash
from flask import request

from fallline.core import BadInput, Sentence
from fallline.web.classroom.classes import (
    ClassEndedError,
    Classes,
    NoClassError,
    NotPresenterError,
    TooManyClassesError,
)
from fallline.web.i18n import say
from fallline.web.messages import ClassroomKey, ClassroomState, Guesses
from fallline.web.operations.gate import busy_response
from fallline.web.operations.security import RateLimiter
from fallline.web.operations.store import StoreError

KEY_HEADER = "X-Presenter-Key"
STORE_TEXT = Sentence("The server cannot reach its classes now; this page asks again by itself in a moment.")
STATUSES: dict[type[BadInput], int] = {NoClassError: 404, ClassEndedError: 410, NotPresenterError: 403}


def add_class_routes(app: Dash, classes: Classes, rate_limiter: RateLimiter) -> None:
    """Add the routes of classes to the application's server; ``rate_limiter`` limits guessing of codes and flooding.

    A known code is never refused. Where the store fails, the status is 503.
    """
    server = app.server
    for error, status in STATUSES.items():
        server.register_error_handler(
            error, lambda problem, status=status: ({"problem": say(problem.sentence)}, status)
        )
    server.register_error_handler(TooManyClassesError, lambda problem: busy_response(problem.sentence))
    server.register_error_handler(StoreError, lambda _: busy_response(STORE_TEXT))
    server.add_url_rule("/class", "begin", lambda: _begin(classes, rate_limiter), methods=["POST"])
    views = {
        ("/now", "now", "GET"): _send_state,
        ("", "show", "POST"): _show,
        ("", "end", "DELETE"): _end,
        ("/guess", "guess", "POST"): _receive_guess,
        ("/guesses", "guesses", "GET"): _send_guesses,
        ("/here", "here", "GET"): _count_students,
    }
    for (path, name, method), view in views.items():
        counted_view = _count_wrong_codes(view, classes, rate_limiter)
        server.add_url_rule(f"/class/<code>{path}", name, counted_view, methods=[method])


def _refuse(problem: BadInput) -> tuple[dict[str, str], int]:
    return {"problem": say(problem.sentence)}, STATUSES[type(problem)]


def _count_wrong_codes(view: Callable, classes: Classes, rate_limiter: RateLimiter) -> Callable:
    """Return the view function of a code that counts unknown codes, and answers 429 beyond their rate limit."""

    @wraps(view)
    def counted_view(code: str) -> Any:
        try:
            return view(classes, code)
        except NoClassError:
            rate_limiter.count_wrong_code()
            raise

    return counted_view


def _begin(classes: Classes, rate_limiter: RateLimiter) -> ClassroomKey:
    _read_body()  # JSON, which the pages of other sites cannot send without this server's consent
    rate_limiter.count_class()
    return classes.create()


def _send_state(classes: Classes, code: str) -> ClassroomState | tuple[str, int]:
    """Return what the presenter shows, or an empty response (204) if the student has its version ("seen") already."""
    state = classes.read_state(code, _parse_int(request.args.get("seen", "-1")), request.args.get("student", ""))
    return ("", 204) if state is None else state


def _show(classes: Classes, code: str) -> dict[str, Any]:
    return {"version": classes.show(code, _presenter_key(), _read_body())}


def _end(classes: Classes, code: str) -> dict[str, Any]:
    classes.end(code, _presenter_key())
    return {}


def _receive_guess(classes: Classes, code: str) -> dict[str, Any]:
    body = _read_body()
    student, place = body.get("student"), body.get("place")
    if not isinstance(student, str) or not isinstance(place, str):
        raise BadInput("A prediction must have the student's id and the place of the question, both as text.")
    classes.add_guess(code, student, place, body.get("value"))
    return {}


def _send_guesses(classes: Classes, code: str) -> Guesses:
    return classes.read_guesses(code, _presenter_key(), request.args.get("place", ""))


def _count_students(classes: Classes, code: str) -> dict[str, int]:
    return {"studentCount": classes.count_students(code, _presenter_key())}


def _presenter_key() -> str | None:
    return request.headers.get(KEY_HEADER)


def _read_body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("The request's body must be a JSON object.")
    return body


def _parse_int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput("'{text}' must be a whole number.", text=text[:20]) from None
