"""Lessons: one markdown file each, its name the id; ``lessons`` maps an id to what was read, in their order.

A file that cannot be read is refused with its name, its line and the reason.
"""

from lessons._catalogue import FOLDER, lesson_at, lessons
from lessons._happened import happened
from lessons._lesson import Asking, Block, Lesson, Page, WrongLesson
from lessons._measured import MEASURES, measured
from lessons._pages import card, shown, texts

__all__ = [
    "FOLDER",
    "MEASURES",
    "Asking",
    "Block",
    "Lesson",
    "Page",
    "WrongLesson",
    "card",
    "happened",
    "lesson_at",
    "lessons",
    "measured",
    "shown",
    "texts",
]
