"""Lessons for the page: the list, the text of one, and what happened where it asks for a prediction."""

from __future__ import annotations

from functools import lru_cache

from dash import Dash
from flask import request

from fallline.lessons import LessonCard, LessonText, card, happened, lesson_at, lessons, question_at, shown
from fallline.web.i18n import language, say
from fallline.web.messages import Happened


def answer_lessons(app: Dash) -> None:
    """Adds the questions to the application's server."""
    app.server.add_url_rule("/lessons", "lessons", _lessons)
    app.server.add_url_rule("/lesson/<id>", "lesson", _lesson)
    app.server.add_url_rule("/happened", "happened", _answer)


def _lessons() -> list[LessonCard]:
    return [card(each, say) for each in lessons.values()]


def _lesson(id: str) -> LessonText:
    return _shown(lesson_at(f"{id},1")[0].id, language().code)


@lru_cache
def _shown(id: str, _: str) -> LessonText:
    """A lesson in the language of the request, which the code says."""
    return shown(lessons[id], say)


def _answer() -> Happened:
    """What is to be predicted on the page that ``place`` names."""
    page, question = question_at(request.args.get("place", ""))
    return {"happened": happened(page.link, question)}
