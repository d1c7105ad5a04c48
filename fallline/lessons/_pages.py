"""A lesson as the browser gets it: markdown and formulas made into html here, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NotRequired, TypedDict

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from fallline.lessons._lesson import CARD, Asking, Block, Lesson
from fallline.optimizers import shelf as optimizers
from fallline.view import read_link, write_link

Say = Callable[[str], str]


class _Markdown(MarkdownIt):
    """Markdown whose links lead nowhere but into the lab."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return url.startswith("?")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """CommonMark with tables and $formulas$; html in it is text, and links lead nowhere but into the lab."""
    reader = _Markdown("commonmark", {"html": False}).enable("table")
    reader.use(
        dollarmath_plugin, renderer=lambda latex, how: convert(latex, "block" if how["display_mode"] else "inline")
    )
    return reader


class LessonCard(TypedDict):
    """What stands in the list of lessons."""

    id: str
    minutes: int
    count: int
    title: str
    says: str


class LessonBlock(TypedDict):
    """A part of a page: a paragraph (``html``), the card of a rule (``title`` and ``lines`` of MathML), or a question
    (all from ``answer`` on), whose answer is of step ``t``."""

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
    """A page: its title, the link of its race, and its blocks."""

    title: str
    race: str
    blocks: list[LessonBlock]


class LessonText(LessonCard):
    """A whole lesson."""

    pages: list[LessonPage]


def shown(lesson: Lesson, say: Say) -> LessonText:
    """The whole lesson; ``say`` gives a paragraph, a title or a question in the reader's language."""
    return {
        **card(lesson, say),
        "pages": [
            {
                "title": say(page.title),
                "race": write_link(read_link(page.link)[0]),
                "blocks": [_block(block, say) for block in page.blocks],
            }
            for page in lesson.pages
        ],
    }


def card(lesson: Lesson, say: Say) -> LessonCard:
    """What stands in the list of lessons."""
    return {
        "id": lesson.id,
        "minutes": lesson.minutes,
        "count": len(lesson.pages),
        "title": say(lesson.title),
        "says": say(lesson.says),
    }


def _block(block: Block, say: Say) -> LessonBlock:
    facts: LessonBlock = {"kind": block.kind, "section": block.section}
    if block.kind == CARD:
        cls = optimizers.class_of(block.source)
        lines = [convert(line) for line in optimizers[block.source]().lines()]
        return {**facts, "title": cls.title, "lines": lines}
    if block.asking:
        return {**facts, **_asked(block.asking, say)}
    return {**facts, "html": _markdown().render(say(block.source))}


class _Question(TypedDict):
    answer: str
    t: int
    ask: str
    options: dict[str, str]
    unit: str


def _asked(asking: Asking, say: Say) -> _Question:
    return {
        "answer": asking.kind,
        "t": asking.t,
        "ask": say(asking.ask),
        "options": {key: say(words) for key, words in asking.options.items()},
        "unit": say(asking.unit) if asking.unit else "",
    }


def texts(lesson: Lesson) -> list[str]:
    """Everything in a lesson that can be said in another language."""
    found = [lesson.title, lesson.says]
    for page in lesson.pages:
        found.append(page.title)
        for block in page.blocks:
            if block.asking:
                asked = block.asking
                found += [asked.ask, *asked.options.values(), *([asked.unit] if asked.unit else [])]
            elif block.kind != CARD:
                found.append(block.source)
    return found
