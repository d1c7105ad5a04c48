"""Lessons: one markdown file each, its name the id; ``lessons`` maps an id to what was read, in their order.

A file that cannot be read is refused with its name and the reason.
"""

from fallline.lessons._catalogue import lesson_at, lessons, question_at
from fallline.lessons._happened import happened
from fallline.lessons._lesson import CHOICE, NUMBER, PLACE, RUN, Asking, WrongLesson
from fallline.lessons._measured import measured
from fallline.lessons._pages import LessonCard, LessonText, card, shown, texts

__all__ = [
    "CHOICE",
    "NUMBER",
    "PLACE",
    "RUN",
    "Asking",
    "LessonCard",
    "LessonText",
    "WrongLesson",
    "card",
    "happened",
    "lesson_at",
    "lessons",
    "measured",
    "question_at",
    "shown",
    "texts",
]
