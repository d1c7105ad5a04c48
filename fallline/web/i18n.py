"""What the page and the lessons say, in the reader's language: one gettext catalogue per language in ``locales/``.

A catalogue is read when the server starts: a new file is a new language. What it does not have is said in English.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polib
from flask import Flask, Response, has_request_context, request

from fallline.core import BadInput, Sentence
from fallline.core.locations import LOCALES as FOLDER

ENGLISH = "en"
COOKIE = "language"
NAME, DIRECTION = "X-Name", "X-Direction"  # of a catalogue's head: the language in itself, and 'rtl' where it is


@dataclass(frozen=True)
class Language:
    """A language: its code, its name in itself, the direction of its script, and its words by the English ones."""

    code: str
    name: str
    direction: str
    words: dict[str, str]


def read_languages(folder: Path) -> dict[str, Language]:
    """Every catalogue in a folder, and English; raises BadInput for one that cannot be read."""
    found = {ENGLISH: Language(ENGLISH, "English", "ltr", {})}
    for path in sorted(folder.glob("*.po")):
        try:
            catalogue = polib.pofile(str(path))
        except (OSError, ValueError) as problem:
            raise BadInput(f"{path.name} is no gettext catalogue: {problem}.") from None
        head = catalogue.metadata
        words = {each.msgid: each.msgstr for each in catalogue if each.translated()}
        name = head.get(NAME, path.stem)
        found[path.stem] = Language(path.stem, name, head.get(DIRECTION, "ltr"), words)
    return found


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """The languages of this server."""
    return read_languages(FOLDER)


def language() -> Language:
    """The one of the request that is being answered: as the reader chose, else as the browser prefers, else English."""
    known = languages()
    if not has_request_context():
        return known[ENGLISH]
    chosen = request.cookies.get(COOKIE, "")
    if chosen in known:
        return known[chosen]
    return known[request.accept_languages.best_match(list(known), ENGLISH)]


def say(text: str, **values: str | int) -> str:
    """The words for an English text in the language of the request, with values in place of their names in braces."""
    if isinstance(text, Sentence):
        told = {name: say(each) if isinstance(each, Sentence) else each for name, each in text.values.items()}
        return say(text.text, **told)
    said = language().words.get(text, text)
    return said.format(**values) if values else said


def serve_words(server: Flask) -> None:
    """Adds /words.js, which the page's scripts look words up in."""
    server.add_url_rule("/words.js", "words", _script)


def _script() -> Response:
    own = language()
    facts = {
        "language": own.code,
        "words": own.words,
        "languages": {each.code: each.name for each in languages().values()},
    }
    told = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    answer = Response(f"window.fallline = Object.assign(window.fallline || {{}}, {told});", mimetype="text/javascript")
    answer.headers["Vary"] = "Cookie, Accept-Language"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
