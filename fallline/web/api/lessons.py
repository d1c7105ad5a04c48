"""Routes of lessons: the list, the text of one, and the answer to a page's question, computed by a race."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from dash import Dash
from flask import request

from fallline.lessons import (
    LessonCard,
    LessonText,
    compute_question_result,
    find_lesson_page,
    find_question,
    lesson_card,
    lessons,
    render_lesson,
)
from fallline.web.i18n import language, say
from fallline.web.messages import QuestionResult
from fallline.web.operations.gate import ComputeGate

_results: dict[str, Any] = {}  # of questions, by the lesson pages that ask them, as they are requested


def add_lesson_routes(app: Dash, gate: ComputeGate) -> None:
    """Add the routes of lessons to the application's server; the results of questions are computed in the gate."""
    app.server.add_url_rule("/lessons", "lessons", _list_lessons)
    app.server.add_url_rule("/lesson/<id>", "lesson", _send_lesson)
    app.server.add_url_rule("/happened", "happened", gate.limit_rate(partial(_send_result, gate), is_small=True))


def _list_lessons() -> list[LessonCard]:
    return [lesson_card(each, say) for each in lessons.values()]


def _send_lesson(id: str) -> LessonText:
    return _cached_lesson(find_lesson_page(f"{id},1")[0].id, language().code)


@lru_cache
def _cached_lesson(id: str, _language: str) -> LessonText:
    """Return a lesson in the language of the request, which is also the argument, for the cache."""
    return render_lesson(lessons[id], say)


def _send_result(gate: ComputeGate) -> QuestionResult:
    """Return the result that the lesson page of the argument ``place`` asks to predict."""
    place = request.args.get("place", "")
    page, question = find_question(place)
    return {"result": gate.compute_once(_results, place, partial(compute_question_result, page.link, question))}
