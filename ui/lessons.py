"""Lessons for the page: the list, the text of one, and what happened where it asks for a prediction."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dash import Dash
from flask import request

from core import BadInput
from engine import read_link
from lessons import card, happened, lesson_at, lessons, shown
from ui.words import language, say


def answer_lessons(app: Dash) -> None:
    """Adds the questions to the application's server."""
    app.server.add_url_rule("/lessons", "lessons", _lessons)
    app.server.add_url_rule("/lesson/<id>", "lesson", _lesson)
    app.server.add_url_rule("/happened", "happened", _answer)


def _lessons() -> list[dict[str, Any]]:
    return [card(each, say) for each in lessons.values()]


def _lesson(id: str) -> dict[str, Any]:
    return _shown(lesson_at(f"{id},1")[0].id, language().code)


@lru_cache
def _shown(id: str, _: str) -> dict[str, Any]:
    """A lesson in the language of the request, which the code says."""
    return shown(lessons[id], say)


def _answer() -> dict[str, Any]:
    """What is to be predicted: ``place`` names the lesson and its page, ``which`` the question on it, from 0."""
    place, which = request.args.get("place", ""), request.args.get("which", "0")
    _, _, page = lesson_at(place)
    if not which.isdecimal() or int(which[:4]) >= len(page.questions):
        raise BadInput(f"which = {which} must be below {len(page.questions)}, the number of questions on the page.")
    scene, _ = read_link(page.link)
    return {"happened": happened(page.link, page.questions[int(which)]), "steps": scene.steps}
