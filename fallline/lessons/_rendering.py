"""Lessons as messages to the browser: markdown and formulas rendered to HTML and MathML in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NotRequired, TypedDict

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from fallline.lessons._lesson import CARD_BLOCK_KIND, Block, Lesson, Question
from fallline.optimizers import shelf as optimizers
from fallline.view import read_link, write_link

Translate = Callable[[str], str]


class _Markdown(MarkdownIt):
    """A Markdown parser that only allows links into the lab, which begin with '?'."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name in markdown_it
        return url.startswith("?")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """Return the renderer of CommonMark with tables and $formulas$; HTML in the source is escaped."""
    markdown = _Markdown("commonmark", {"html": False}).enable("table")
    markdown.use(
        dollarmath_plugin,
        renderer=lambda latex, options: convert(latex, "block" if options["display_mode"] else "inline"),
    )
    return markdown


class LessonCard(TypedDict):
    """The entry of a lesson in the list of lessons; ``count`` is the number of its pages."""

    id: str
    minutes: int
    count: int
    title: str
    description: str


class LessonBlock(TypedDict):
    """A block of a page: a text (``html``), an optimizer's formula (``title``, ``lines`` of MathML) or a question.

    ``section`` is the part of the page, as in Block. A question has ``answer``, the kind of its answer, ``t``, the step
    that it asks about, ``ask``, its text, ``options``, key -> text, and the ``unit`` of a number, or ''.
    """

    kind: str
    section: str
    html: NotRequired[str]
    title: NotRequired[str]
    lines: NotRequired[list[str]]
    answer: NotRequired[str]
    t: NotRequired[int]
    ask: NotRequired[str]
    options: NotRequired[dict[str, str]]
    unit: NotRequired[str]


class LessonPage(TypedDict):
    """A page of a lesson: its title, the link of its race (``race``), and its blocks."""

    title: str
    race: str
    blocks: list[LessonBlock]


class LessonText(LessonCard):
    """The message of a whole lesson: its entry in the list of lessons, and its pages."""

    pages: list[LessonPage]


def render_lesson(lesson: Lesson, translate: Translate) -> LessonText:
    """Return the message of a whole lesson; ``translate`` maps an English text (paragraph, title) to the reader's."""
    return {
        **lesson_card(lesson, translate),
        "pages": [
            {
                "title": translate(page.title),
                "race": write_link(read_link(page.link)[0]),
                "blocks": [_render_block(block, translate) for block in page.blocks],
            }
            for page in lesson.pages
        ],
    }


def lesson_card(lesson: Lesson, translate: Translate) -> LessonCard:
    """Return a lesson's entry in the list of lessons; ``translate`` maps an English text to the reader's."""
    return {
        "id": lesson.id,
        "minutes": lesson.minutes,
        "count": len(lesson.pages),
        "title": translate(lesson.title),
        "description": translate(lesson.description),
    }


def _render_block(block: Block, translate: Translate) -> LessonBlock:
    base: LessonBlock = {"kind": block.kind, "section": block.section}
    if block.kind == CARD_BLOCK_KIND:
        cls = optimizers.class_of(block.source)
        lines = [convert(line) for line in optimizers[block.source]().formula_lines()]
        return {**base, "title": cls.title, "lines": lines}
    if block.question:
        return {**base, **_question(block.question, translate)}
    return {**base, "html": _markdown().render(translate(block.source))}


class _Question(TypedDict):
    answer: str
    t: int
    ask: str
    options: dict[str, str]
    unit: str


def _question(question: Question, translate: Translate) -> _Question:
    return {
        "answer": question.kind,
        "t": question.t,
        "ask": translate(question.ask),
        "options": {key: translate(words) for key, words in question.options.items()},
        "unit": translate(question.unit) if question.unit else "",
    }


def translatable_texts(lesson: Lesson) -> list[str]:
    """Return all texts of a lesson that can be translated: titles, description, markdown and questions."""
    found = [lesson.title, lesson.description]
    for page in lesson.pages:
        found.append(page.title)
        for block in page.blocks:
            if block.question:
                question = block.question
                found += [question.ask, *question.options.values(), *([question.unit] if question.unit else [])]
            elif block.kind != CARD_BLOCK_KIND:
                found.append(block.source)
    return found
