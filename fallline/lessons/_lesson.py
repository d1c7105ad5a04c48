"""The format of a lesson's markdown file, and its reader.

The file begins with front matter in YAML (title, order, minutes, says). Each ``# heading`` begins a page. On a page,
``## Why`` begins what is shown after the question was answered, ``## Try`` what the reader may try, and ``## Teacher``
the teacher's notes. A page consists of blocks separated by empty lines. Fenced blocks hold what is not text: ``scene``
the link of the page's race, ``predict`` a question (at most one on a page), ``card`` the id of an optimizer whose
formula is shown, ``facts`` how the tests measure the numbers in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from fallline.core import BadInput
from fallline.view import read_link

INTRO_SECTION, WHY_SECTION, TRY_SECTION, TEACHER_SECTION = "intro", "why", "try", "teacher"  # sections of a page
SECTIONS = {"Why": WHY_SECTION, "Try": TRY_SECTION, "Teacher": TEACHER_SECTION}
TEXT_BLOCK_KIND, PREDICT_BLOCK_KIND, CARD_BLOCK_KIND = "text", "predict", "card"  # kinds of blocks
PLACE_ANSWER, RUN_ANSWER, CHOICE_ANSWER, NUMBER_ANSWER = "place", "run", "choice", "number"  # kinds of answers
ANSWER_KINDS = (PLACE_ANSWER, RUN_ANSWER, CHOICE_ANSWER, NUMBER_ANSWER)
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
FENCE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
REQUIRED_KEYS = ("title", "order", "minutes", "says")  # of the front matter


class InvalidLesson(Exception):
    """Raised if a lesson's file cannot be read; the message names the file and the reason."""


@dataclass(frozen=True)
class Question:
    """A question whose answer readers predict, with the kind of its answer and how it is measured in the page's race.

    By ``kind``: PLACE_ANSWER, the position of ``run`` (from 1) at step ``t``; RUN_ANSWER, the run whose ``measure`` is
    smallest (or largest); CHOICE_ANSWER, one of ``options``, key -> text; NUMBER_ANSWER, the value of ``measure``, in
    ``unit``. The fields have the names of the keys in the file.
    """

    ask: str
    kind: str
    t: int = -1
    run: int = 1
    measure: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True)
class Block:
    """A block of a lesson's page.

    ``section`` is INTRO_SECTION, WHY_SECTION, TRY_SECTION or TEACHER_SECTION. By ``kind``, ``source`` is
    markdown (TEXT_BLOCK_KIND) or the id of an optimizer (CARD_BLOCK_KIND); PREDICT_BLOCK_KIND has a ``question``.
    """

    kind: str
    section: str
    source: str = ""
    question: Question | None = None


@dataclass(frozen=True)
class Page:
    """A page: its title, the link of its race, its blocks, and how the tests measure the numbers in its text."""

    title: str
    link: str
    blocks: tuple[Block, ...]
    facts: tuple[dict[str, Any], ...]

    @property
    def question(self) -> Question | None:
        """The question in the page's predict block, or None if there is none."""
        return next((block.question for block in self.blocks if block.question), None)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its duration in minutes, its purpose in one sentence (``description``), and its pages.

    ``unmeasured`` maps the numbers of the text that are not measured (a year, a part of a formula) to the reason.
    """

    id: str
    title: str
    order: int
    minutes: int
    description: str
    unmeasured: dict[str, str]
    pages: tuple[Page, ...]


def read_lesson(path: Path) -> Lesson:
    """Return the lesson in a markdown file; raises InvalidLesson if the file is not in the format."""
    try:
        return _parse_lesson(path.stem, path.read_text(encoding="utf-8"))
    except (BadInput, ValueError, TypeError, KeyError, yaml.YAMLError) as problem:
        raise InvalidLesson(f"{path.name}: {problem}") from None


def _parse_lesson(id: str, text: str) -> Lesson:
    match = FRONT_MATTER.fullmatch(text)
    if not match:
        raise ValueError("must begin with front matter between two lines of '---'.")
    head = yaml.safe_load(match[1])
    if missing := [name for name in REQUIRED_KEYS if name not in head]:
        raise ValueError(f"the front matter lacks {', '.join(missing)}.")
    pages: list[Page] = []
    for part in re.split(r"^# ", match[2], flags=re.MULTILINE)[1:]:
        pages.append(_read_page(part, pages[-1].link if pages else ""))
    if not pages:
        raise ValueError("has no page; each begins with '# ' and a title.")
    description = head.pop("says")
    unmeasured = {str(key): why for key, why in head.pop("given", {}).items()}
    return Lesson(id, **head, description=description, unmeasured=unmeasured, pages=tuple(pages))


def _read_page(text: str, previous_link: str) -> Page:
    """Read a page; without a scene of its own it has the link of the previous page."""
    title, _, body = text.partition("\n")
    link, facts, blocks, section = previous_link, [], [], INTRO_SECTION
    for source in _split_blocks(body):
        fence = FENCE.fullmatch(source)
        if fence is None and source.startswith("## "):
            section = SECTIONS[source[3:].strip()]
        elif fence is None:
            blocks.append(Block(TEXT_BLOCK_KIND, section, source))
        elif fence[1] == "scene":
            link = "".join(fence[2].split())
        elif fence[1] == "facts":
            facts += yaml.safe_load(fence[2])
        elif fence[1] == CARD_BLOCK_KIND:
            blocks.append(Block(CARD_BLOCK_KIND, section, fence[2].strip()))
        elif fence[1] == PREDICT_BLOCK_KIND:
            blocks.append(Block(PREDICT_BLOCK_KIND, section, question=_read_question(fence[2])))
        else:
            raise ValueError(f"'{title}' has a fence '{fence[1]}'; there are scene, predict, card and facts.")
    if sum(block.kind == PREDICT_BLOCK_KIND for block in blocks) > 1:
        raise ValueError(f"'{title}' asks more than one question; make it two pages.")
    if not link:
        raise ValueError(f"'{title}' has no scene, and no page before it has one.")
    read_link(link)
    return Page(title.strip(), link, tuple(blocks), tuple(facts))


def _split_blocks(body: str) -> list[str]:
    """Split a page's text into blocks at empty lines, except those inside a fence."""
    fences: list[str] = []

    def replace_fence(match: re.Match) -> str:
        fences.append(match[0])
        return f"\n\n\0{len(fences) - 1}\n\n"

    without_fences = FENCE.sub(replace_fence, body)
    parts = (part.strip() for part in re.split(r"\n\s*\n", without_fences))
    return [fences[int(part[1:])] if part.startswith("\0") else part for part in parts if part]


def _read_question(text: str) -> Question:
    question = Question(**yaml.safe_load(text))
    if question.kind not in ANSWER_KINDS:
        raise ValueError(f"'{question.ask}' is of the kind '{question.kind}'; there are {', '.join(ANSWER_KINDS)}.")
    if question.kind == CHOICE_ANSWER and len(question.options) < 2:
        raise ValueError(f"'{question.ask}' is a choice, and needs two options or more.")
    if question.kind != PLACE_ANSWER and not question.measure:
        raise ValueError(f"'{question.ask}' does not say what is measured.")
    return question
