"""The questions of presenters and students."""

from __future__ import annotations

from typing import Any

from dash import Dash
from flask import request

from fallline.core import BadInput
from fallline.web.classroom.classes import Classes, NoClassError, NotPresenterError
from fallline.web.messages import ClassNow, Guesses
from fallline.web.operations.security import Guards

KEY = "X-Presenter-Key"


def answer_classes(app: Dash, classes: Classes, guards: Guards) -> None:
    """Adds the questions to the application's server; guessing codes and flooding are slowed down by ``guards``."""
    server = app.server
    server.register_error_handler(NoClassError, lambda problem: ({"problem": str(problem)}, 404))
    server.register_error_handler(NotPresenterError, lambda problem: ({"problem": str(problem)}, 403))
    add = server.add_url_rule
    add("/class", "begin", guards.few(classes.begin), methods=["POST"])
    add("/class/<code>/now", "now", guards.codes(lambda code: _now(classes, code)))
    add("/class/<code>", "show", lambda code: _show(classes, code), methods=["POST"])
    add("/class/<code>", "end", lambda code: _end(classes, code), methods=["DELETE"])
    add("/class/<code>/guess", "guess", guards.codes(lambda code: _guess(classes, code)), methods=["POST"])
    add("/class/<code>/guesses", "guesses", lambda code: _guesses(classes, code))
    add("/class/<code>/here", "here", lambda code: {"here": classes.here(code, request.headers.get(KEY))})


def _now(classes: Classes, code: str) -> ClassNow | tuple[str, int]:
    """What is shown; nothing (204) where the asker has seen it."""
    found = classes.seen(code, _whole(request.args.get("seen", "-1")), request.args.get("student", ""))
    return ("", 204) if found is None else found


def _show(classes: Classes, code: str) -> dict[str, Any]:
    return {"version": classes.show(code, request.headers.get(KEY), _body())}


def _end(classes: Classes, code: str) -> dict[str, Any]:
    classes.end(code, request.headers.get(KEY))
    return {}


def _guess(classes: Classes, code: str) -> dict[str, Any]:
    told = _body()
    student, place = str(told.get("student", "")), str(told.get("place", ""))
    classes.guess(code, student, place, told.get("value"))
    return {}


def _guesses(classes: Classes, code: str) -> Guesses:
    return classes.guesses(code, request.headers.get(KEY), request.args.get("place", ""))


def _body() -> dict[str, Any]:
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise BadInput("This is asked for with a body of json, in braces.")
    return told


def _whole(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        raise BadInput(f"{str(text)[:20]!r} must be a whole number.") from None
