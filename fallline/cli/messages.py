"""Writes a language's catalogue, to be filled in: ``python -m fallline.cli.messages fr``. What was translated stays.

Its messages are whatever the page says as its code has it, what it looks up in the lab's own catalogues (names of
panels, settings, families), and the lessons' texts. A message is a text, or (one, other) where a number of things
decides between singular and plural.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from itertools import chain
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

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
from fallline.run.outcome import BRIEF, GOING
from fallline.scene import Scene
from fallline.schedules import shelf as schedules
from fallline.studies.rates import COLUMNS
from fallline.view import View
from fallline.view.parts import PARTS
from fallline.web.api.questions import GROUPS
from fallline.web.i18n import FOLDER, locale_of, read_catalogue, texts_of
from fallline.web.pages.landscape_controls import AXES, KINDS

CALLS = {"say": (1,), "Sentence": (1,), "plural": (2, 3)}  # what takes texts, as which of its arguments
LANGUAGES = {"javascript": (ASSETS, "*.js"), "python": (PACKAGE, "*.py")}
OPTIONS = {"jsx": False, "parse_template_string": True}  # of the JavaScript extractor
HEAD = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {forms}\\n"

"""
WIDTH = 111  # characters in a line of a catalogue
SHELVES = (landscapes, optimizers, patterns, schedules, panels)
# Titles in the panels' figures.
TITLES: tuple[str, ...] = ("step", "learning rate", "steps to arrival", "last gap f − f*")
TITLES += ("steps to arrival (× diverged)", "diverges from here, in theory", "best in theory")

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")

Message = str | tuple[str, ...]


def messages() -> list[Message]:
    """The English texts: the page's, then the lessons', each once."""
    taught = dict.fromkeys(text for lesson in lessons.values() for text in texts(lesson))
    page = {*written(), *catalogued()} - {"", *taught}
    return [*sorted(page, key=singular), *taught]


def singular(message: Message) -> str:
    """The text by which a catalogue knows a message."""
    return message if isinstance(message, str) else message[0]


def written() -> Iterator[Message]:
    """What scripts and modules hand to a call as it stands, in the call itself: not in one inside of its arguments."""
    for language, (folder, names) in LANGUAGES.items():
        for path in sorted(folder.rglob(names)):
            with path.open("rb") as file, redirect_stderr(io.StringIO()):  # it warns of values that are f-strings
                found = [text for _, text, _, _ in extract(language, file, CALLS, options=OPTIONS)]
            yield from found


def catalogued() -> Iterator[Message]:
    """What the page looks up by where it stands: in a catalogue, in a table of words."""
    yield from chain(TITLES, COLUMNS, AXES, PARTS.values(), GROUPS.values(), BRIEF.values(), [LACKS_COMPILER])
    yield from (each.value for each in Ending if each is not Ending.GOING)
    yield from (GOING, *KINDS.values())
    yield from chain.from_iterable(row[1:] for row in ROWS)
    yield from chain.from_iterable((name.replace("_", " "), help) for name, help in OTHERS.items())
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
    yield setting.help
    if setting.kind == CHOICE:
        yield from (each.replace("_", " ") for each in setting.options)
    if isinstance(setting, ItemSetting):
        yield setting.empty


def write(code: str, folder: Path = FOLDER) -> Path:
    """Writes the catalogue with every message; raises BadInput for a code that is none."""
    if not CODE.fullmatch(code):
        raise BadInput(f"'{code}' is no code of a language, such as fr or pt-BR.")
    path = folder / f"{code}.po"
    old = read_catalogue(path) if path.exists() else Catalog(locale_of(code))
    fresh = Catalog(locale_of(code))
    fresh.mime_headers = [("Plural-Forms", old.plural_forms)]
    for each in messages():
        known = old.get(each)
        message = fresh.add(each)
        message.flags.clear()
        if known and isinstance(known.id, str) == isinstance(each, str):
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
            message.user_comments = known.user_comments
    entries = io.BytesIO()
    write_po(entries, fresh, WIDTH, omit_header=True)
    head = HEAD.format(code=code.replace("-", "_"), forms=old.plural_forms)
    path.write_bytes(head.encode() + entries.getvalue().rstrip() + b"\n")
    return path


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """One code; says what is left to be done."""
    if len(arguments) != 1:
        print("python -m fallline.cli.messages needs one code, such as fr.")
        return 2
    try:
        path = write(arguments[0], folder)
    except BadInput as problem:
        print(problem)
        return 2
    left = sum(not all(texts_of(each)) for each in read_catalogue(path) if each.id)
    print(f"{path}: {left} messages to be translated.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
