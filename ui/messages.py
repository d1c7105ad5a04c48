"""Writes a language's catalogue, to be filled in: ``python -m ui.messages fr``. What was translated stays.

Its messages are the lessons' texts and whatever the other catalogues have of the page.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

from core import BadInput
from lessons import lessons, texts
from ui.words import DIRECTION, FOLDER, NAME

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")


def messages(folder: Path) -> list[str]:
    """The English texts: the page's, then the lessons', each once."""
    page = {each.msgid for path in folder.glob("*.po") for each in polib.pofile(str(path))}
    taught = list(dict.fromkeys(text for lesson in lessons.values() for text in texts(lesson)))
    return [*sorted(page - set(taught)), *taught]


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
    fresh.extend(polib.POEntry(msgid=text, msgstr=known.get(text, "")) for text in messages(folder))
    fresh.save(str(path))
    return path


def main(arguments: list[str]) -> int:
    """One code; says what is left to be done."""
    try:
        path = write(*arguments)
    except (BadInput, TypeError) as problem:
        print(problem if isinstance(problem, BadInput) else "python -m ui.messages needs one code, such as fr.")
        return 2
    left = len(polib.pofile(str(path)).untranslated_entries())
    print(f"{path}: {left} messages to be translated; {NAME} is the language's name, {DIRECTION} rtl where it is so.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
