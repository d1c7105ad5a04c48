"""All lessons of the folder, read at import, and the look-up of their pages and questions."""

from __future__ import annotations

from fallline.core import BadInput, Sentence, shorten, unknown_name_error
from fallline.core.locations import PACKAGE
from fallline.lessons._lesson import Lesson, Page, Question, read_lesson

LESSONS_FOLDER = PACKAGE / "lessons"


def _read_lessons() -> dict[str, Lesson]:
    found = sorted((read_lesson(path) for path in LESSONS_FOLDER.glob("*.md")), key=lambda each: each.order)
    return {each.id: each for each in found}


lessons = _read_lessons()


def find_lesson_page(page_id: str) -> tuple[Lesson, int, Page]:
    """Return the lesson, page number and page that 'id,number' names; raises BadInput if there is no such page."""
    id, _, text = page_id.partition(",")
    if id not in lessons:
        raise unknown_name_error("lesson", id, lessons)
    lesson, count = lessons[id], len(lessons[id].pages)
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    if not 1 <= number <= count:
        raise BadInput(
            "lesson={page}: '{title}' has the pages 1 to {count}, such as lesson={id},1.",
            page=shorten(page_id),
            title=Sentence(lesson.title),
            count=count,
            id=id,
        )
    return lesson, number, lesson.pages[number - 1]


def find_question(page_id: str) -> tuple[Page, Question]:
    """Return the page that 'id,number' names, and its question; raises BadInput if it does not exist or has none."""
    lesson, number, page = find_lesson_page(page_id)
    if page.question is None:
        raise BadInput(
            "lesson={page}: page {number} of '{title}' asks nothing.",
            page=page_id,
            number=number,
            title=Sentence(lesson.title),
        )
    return page, page.question
