"""The lessons' folder, read once."""

from __future__ import annotations

from fallline.core import BadInput, unknown
from fallline.core.locations import PACKAGE
from fallline.lessons._lesson import Asking, Lesson, Page, read_lesson

FOLDER = PACKAGE / "lessons"


def _read() -> dict[str, Lesson]:
    found = sorted((read_lesson(path) for path in FOLDER.glob("*.md")), key=lambda each: each.order)
    return {each.id: each for each in found}


lessons = _read()


def lesson_at(place: str) -> tuple[Lesson, int, Page]:
    """The lesson, the page's number and the page that 'id,number' names; raises BadInput if there is none."""
    id, _, text = place.partition(",")
    if id not in lessons:
        raise unknown("lesson", id, lessons)
    lesson, most = lessons[id], len(lessons[id].pages)
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    if not 1 <= number <= most:
        raise BadInput(f"lesson={place}: '{lesson.title}' has the pages 1 to {most}, such as lesson={id},1.")
    return lesson, number, lesson.pages[number - 1]


def question_at(place: str) -> tuple[Page, Asking]:
    """The page that 'id,number' names, and its question; raises BadInput if there is none."""
    lesson, number, page = lesson_at(place)
    if page.question is None:
        raise BadInput(f"lesson={place}: page {number} of '{lesson.title}' asks nothing.")
    return page, page.question
