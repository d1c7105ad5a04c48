"""Writes a language's catalogue, to be filled in: ``python -m fallline.cli.messages fr``. What was translated stays.

Its messages are whatever the page says as its code has it, what it looks up in the lab's own catalogues (names of
panels, settings, families), and the lessons' texts.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import polib

from fallline.core import CHOICE, TRANSFORMS, BadInput, ItemSetting, Setting, settings_of
from fallline.core.locations import ASSETS, PACKAGE
from fallline.film import Drawing, Filming
from fallline.landscapes import shelf as landscapes
from fallline.lessons import lessons, texts
from fallline.optimizers import shelf as optimizers
from fallline.panels import shelf as panels
from fallline.patterns import shelf as patterns
from fallline.picture.table import OTHERS, ROWS
from fallline.programs.compiled import LACKS_COMPILER
from fallline.run import Ending
from fallline.run.outcome import BRIEF
from fallline.scene import Scene
from fallline.schedules import shelf as schedules
from fallline.studies.rates import COLUMNS
from fallline.view import View
from fallline.view.parts import PARTS
from fallline.web.api.questions import GROUPS
from fallline.web.i18n import DIRECTION, FOLDER, NAME
from fallline.web.pages.landscape_controls import AXES, KINDS

SPOKEN = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"')
SAYING = ("say", "Sentence")  # what a module hands its words to
SHELVES = (landscapes, optimizers, patterns, schedules, panels)
# Titles in the panels' figures.
TITLES: tuple[str, ...] = ("step", "learning rate", "steps to arrival", "last gap f − f*")
TITLES += ("steps to arrival (× diverged)", "diverges from here, in theory", "best in theory")

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")


def messages() -> list[str]:
    """The English texts: the page's, then the lessons', each once."""
    taught = dict.fromkeys(text for lesson in lessons.values() for text in texts(lesson))
    page = {*in_scripts(), *in_modules(), *catalogued()} - {""}
    return [*sorted(page - set(taught)), *taught]


def in_scripts() -> Iterator[str]:
    """What the page's scripts hand to ``say`` as it stands."""
    for path in sorted(ASSETS.glob("*.js")):
        yield from SPOKEN.findall(path.read_text(encoding="utf-8"))


def in_modules() -> Iterator[str]:
    """What the modules hand to ``say`` or make sentences of as it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                values = (each.value for each in node.args if isinstance(each, ast.Constant))
                yield from (value for value in values if isinstance(value, str))


def catalogued() -> Iterator[str]:
    """What the page looks up by where it stands: in a catalogue, in a table of words."""
    yield from chain(
        TITLES, COLUMNS, AXES, PARTS.values(), GROUPS.values(), BRIEF.values(), *KINDS.values(), [LACKS_COMPILER]
    )
    yield from (each.value for each in Ending)
    yield from chain.from_iterable(row[1:] for row in ROWS)
    yield from chain.from_iterable((name.replace("_", " "), means) for name, means in OTHERS.items())
    classes = [cls for shelf in SHELVES for cls in shelf.classes.values()]
    yield from (cls.title for shelf in (panels, patterns, schedules) for cls in shelf.classes.values())
    yield from (cls.says() for cls in panels.classes.values())
    for cls in (*landscapes.classes.values(), *optimizers.classes.values()):
        yield cls.family.replace("_", " ")
        yield from getattr(cls, "traits", ())
    settings = (each for owner in (Scene, View, Filming, Drawing, *classes) for each in settings_of(owner))
    for setting in (*settings, *TRANSFORMS):
        yield from _words(setting)


def _words(setting: Setting) -> Iterator[str]:
    yield setting.name.replace("_", " ")
    yield setting.means
    if setting.kind == CHOICE:
        yield from (each.replace("_", " ") for each in setting.options)
    if isinstance(setting, ItemSetting):
        yield setting.empty


def write(code: str, folder: Path = FOLDER) -> Path:
    """Writes the catalogue with every message; raises BadInput for a code that is none."""
    if not CODE.fullmatch(code):
        raise BadInput(f"'{code}' is no code of a language, such as fr or pt-BR.")
    path = folder / f"{code}.po"
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {each.msgid: each.msgstr for each in old}
    fresh = polib.POFile(wrapwidth=110)
    head = {"Content-Type": "text/plain; charset=UTF-8", "Language": code, NAME: code, DIRECTION: "ltr"}
    fresh.metadata = head | dict(old.metadata)
    fresh.extend(polib.POEntry(msgid=text, msgstr=known.get(text, "")) for text in messages())
    fresh.save(str(path))
    return path


def main(arguments: list[str]) -> int:
    """One code; says what is left to be done."""
    if len(arguments) != 1:
        print("python -m fallline.cli.messages needs one code, such as fr.")
        return 2
    try:
        path = write(arguments[0])
    except BadInput as problem:
        print(problem)
        return 2
    left = len(polib.pofile(str(path)).untranslated_entries())
    print(f"{path}: {left} messages to be translated; {NAME} is the language's name, {DIRECTION} rtl where it is so.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
