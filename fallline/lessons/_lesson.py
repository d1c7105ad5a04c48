"""A lesson as it stands in its file: pages of blocks, each text, a question to predict (one a page at most), or a
card of a rule.

The file begins with front matter in YAML (title, order, minutes, says). Each ``# heading`` begins a page; on a page,
``## Why``, ``## Try`` and ``## Teacher`` begin what is shown after the question was answered, what there is to try, and
the teacher's notes. Fences hold what is not text: ``scene`` a link, ``predict`` a question, ``card`` an optimizer's id,
``facts`` how the tests measure the numbers of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from fallline.core import BadInput
from fallline.view import read_link

INTRO, WHY, TRY, TEACHER = "intro", "why", "try", "teacher"
SECTIONS = {"Why": WHY, "Try": TRY, "Teacher": TEACHER}
TEXT, PREDICT, CARD = "text", "predict", "card"
PLACE, RUN, CHOICE, NUMBER = "place", "run", "choice", "number"
KINDS = (PLACE, RUN, CHOICE, NUMBER)
HEAD = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
FENCE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
FACTS = ("title", "order", "minutes", "says")


class WrongLesson(Exception):
    """A lesson's file that cannot be read; names the file and the reason."""


@dataclass(frozen=True)
class Asking:
    """A question to predict: what ``kind`` of answer it takes, and how the answer is measured in the page's race.

    PLACE: where ``run`` (from 1) is at step ``t``. RUN: one of the runs. CHOICE: one of ``options``, key -> words.
    NUMBER: what ``measure`` gives, in ``unit``.
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
    """A paragraph, list, table or heading in markdown; a question; or the id of an optimizer whose card is shown."""

    kind: str
    section: str
    source: str = ""
    asking: Asking | None = None


@dataclass(frozen=True)
class Page:
    """One page: its title, the link of its race, its blocks, and how the tests measure its numbers."""

    title: str
    link: str
    blocks: tuple[Block, ...]
    facts: tuple[dict[str, Any], ...]

    @property
    def question(self) -> Asking | None:
        """What is to be predicted here, if anything is."""
        return next((block.asking for block in self.blocks if block.asking), None)


@dataclass(frozen=True)
class Lesson:
    """A lesson: ``minutes`` it takes, one sentence that ``says`` what it is for, and its pages.

    ``given`` are numbers of the text that are no measurements (a year, a part of a formula), each with the reason.
    """

    id: str
    title: str
    order: int
    minutes: int
    says: str
    given: dict[str, str]
    pages: tuple[Page, ...]


def read_lesson(path: Path) -> Lesson:
    """The lesson in a file; raises WrongLesson."""
    try:
        return _lesson(path.stem, path.read_text(encoding="utf-8"))
    except (BadInput, ValueError, TypeError, KeyError, yaml.YAMLError) as problem:
        raise WrongLesson(f"{path.name}: {problem}") from None


def _lesson(id: str, text: str) -> Lesson:
    found = HEAD.fullmatch(text)
    if not found:
        raise ValueError("must begin with front matter between two lines of '---'.")
    head = yaml.safe_load(found[1])
    if lacking := [name for name in FACTS if name not in head]:
        raise ValueError(f"the front matter lacks {', '.join(lacking)}.")
    pages: list[Page] = []
    for part in re.split(r"^# ", found[2], flags=re.MULTILINE)[1:]:
        pages.append(_page(part, pages[-1].link if pages else ""))
    if not pages:
        raise ValueError("has no page; each begins with '# ' and a title.")
    given = {str(key): why for key, why in head.pop("given", {}).items()}
    return Lesson(id, **head, given=given, pages=tuple(pages))


def _page(text: str, before: str) -> Page:
    """A page; without a scene of its own it goes on with the one of the page before."""
    title, _, body = text.partition("\n")
    link, facts, blocks, section = before, [], [], INTRO
    for source in _parts(body):
        fence = FENCE.fullmatch(source)
        if fence is None and source.startswith("## "):
            section = SECTIONS[source[3:].strip()]
        elif fence is None:
            blocks.append(Block(TEXT, section, source))
        elif fence[1] == "scene":
            link = "".join(fence[2].split())
        elif fence[1] == "facts":
            facts += yaml.safe_load(fence[2])
        elif fence[1] == CARD:
            blocks.append(Block(CARD, section, fence[2].strip()))
        elif fence[1] == PREDICT:
            blocks.append(Block(PREDICT, section, asking=_asking(fence[2])))
        else:
            raise ValueError(f"'{title}' has a fence '{fence[1]}'; there are scene, predict, card and facts.")
    if sum(block.kind == PREDICT for block in blocks) > 1:
        raise ValueError(f"'{title}' asks more than one question; make it two pages.")
    if not link:
        raise ValueError(f"'{title}' has no scene, and no page before it has one.")
    read_link(link)
    return Page(title.strip(), link, tuple(blocks), tuple(facts))


def _parts(body: str) -> list[str]:
    """The page's text cut at empty lines, but for those inside of a fence."""
    kept: list[str] = []

    def aside(match: re.Match) -> str:
        kept.append(match[0])
        return f"\n\n\0{len(kept) - 1}\n\n"

    flat = FENCE.sub(aside, body)
    parts = (part.strip() for part in re.split(r"\n\s*\n", flat))
    return [kept[int(part[1:])] if part.startswith("\0") else part for part in parts if part]


def _asking(text: str) -> Asking:
    asking = Asking(**yaml.safe_load(text))
    if asking.kind not in KINDS:
        raise ValueError(f"'{asking.ask}' is of the kind '{asking.kind}'; there are {', '.join(KINDS)}.")
    if asking.kind == CHOICE and len(asking.options) < 2:
        raise ValueError(f"'{asking.ask}' is a choice, and needs two options or more.")
    if asking.kind != PLACE and not asking.measure:
        raise ValueError(f"'{asking.ask}' does not say what is measured.")
    return asking
