"""Lessons, each in a markdown file of this folder whose name is its id; ``lessons`` maps ids to them, in their order.

Importing raises InvalidLesson, with the file's name and the reason, if a file cannot be read.
"""

from fallline.lessons._catalogue import find_lesson_page, find_question, lessons
from fallline.lessons._lesson import CHOICE_ANSWER, NUMBER_ANSWER, PLACE_ANSWER, RUN_ANSWER, InvalidLesson, Question
from fallline.lessons._measures import evaluate_measure
from fallline.lessons._rendering import LessonCard, LessonText, lesson_card, render_lesson, translatable_texts
from fallline.lessons._results import compute_question_result

__all__ = [
    "CHOICE_ANSWER",
    "NUMBER_ANSWER",
    "PLACE_ANSWER",
    "RUN_ANSWER",
    "InvalidLesson",
    "LessonCard",
    "LessonText",
    "Question",
    "compute_question_result",
    "evaluate_measure",
    "find_lesson_page",
    "find_question",
    "lesson_card",
    "lessons",
    "render_lesson",
    "translatable_texts",
]
