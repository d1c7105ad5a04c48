"""What the page and the lessons say, in the reader's language: one gettext catalogue per language in ``locales/``.

A catalogue is read when the server starts: a new file is a new language. What it does not have is said in English.
Unicode's CLDR, which Babel brings, knows a language's name, the direction of its script and its plural forms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from gettext import c2py
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from flask import Flask, Response, has_request_context, request

from fallline.core import BadInput, Sentence
from fallline.core.locations import LOCALES as FOLDER
from fallline.web.operations.compression import CACHE_FOREVER

ENGLISH = "en"
COOKIE = "language"
NUMBERS = (*range(201), 1000, 10**5, 10**6)  # among them are all categories that whole numbers have in any language


@dataclass(frozen=True)
class Language:
    """A language: its code, its name in itself, the direction of its script, and its words by the English ones.

    What is said of a number of things has a form for each category that numbers have in the language, such as 'one'
    and 'few' (Unicode CLDR): ``plurals`` are these forms by the English singular, and ``category`` is a number's.
    """

    code: str
    name: str
    direction: str
    words: dict[str, str]
    plurals: dict[str, dict[str, str]]
    category: Callable[[int], str]

    @cached_property
    def module(self) -> bytes:
        """The module in which the page's scripts look words up."""
        facts = {
            "language": self.code,
            "languages": {each.code: each.name for each in languages().values()},
            "words": self.words | self.plurals,
        }
        lines = (f"export const {name} = {json.dumps(fact, ensure_ascii=False)};\n" for name, fact in facts.items())
        return "".join(lines).replace("<", "\\u003c").encode()

    @cached_property
    def address(self) -> str:
        """Where a browser finds that module; the digest changes with its text."""
        return f"/words.js?language={self.code}&m={hashlib.sha256(self.module).hexdigest()[:16]}"


def locale_of(code: str) -> Locale | None:
    """What CLDR knows of a language; None for a code that it does not have."""
    try:
        return Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def read_catalogue(path: Path) -> Catalog:
    """The catalogue of the language that the file is named after; raises BadInput for what cannot be read."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale_of(_code_of(path)), abort_invalid=True)
        form = c2py(catalogue.plural_expr)  # which is to be a rule
    except (OSError, ValueError, LookupError, PoFileError) as problem:
        raise BadInput(f"{path.name} is no gettext catalogue: {problem}.") from None
    needed = 1 + max(map(form, NUMBERS))
    if needed > catalogue.num_plurals:
        raise BadInput(f"{path.name} has {catalogue.num_plurals} plural forms, and its rule needs {needed}.")
    return catalogue


def _code_of(path: Path) -> str:
    """The code of a catalogue's language: pt_BR, as gettext writes it, is pt-BR in a page."""
    return path.stem.replace("_", "-")


def texts_of(message: Message) -> tuple[str, ...]:
    """The translations of a message, one for each plural form; '' for one that is missing or to be looked at again."""
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple("" if message.fuzzy else text or "" for text in texts)


def read_languages(folder: Path) -> dict[str, Language]:
    """Every catalogue in a folder, and English; raises BadInput for one that cannot be read."""
    found = {ENGLISH: _language(ENGLISH, Catalog(ENGLISH))}
    for path in sorted(folder.glob("*.po")):
        found[_code_of(path)] = _language(_code_of(path), read_catalogue(path))
    return found


def _language(code: str, catalogue: Catalog) -> Language:
    locale = locale_of(code)
    named = locale.get_display_name() if locale else None
    category = (locale or Locale(ENGLISH)).plural_form
    form = c2py(catalogue.plural_expr)  # the place of a number's form in the catalogue
    places = {category(n): form(n) for n in NUMBERS}
    words, plurals = {}, {}
    for message in catalogue:
        texts = texts_of(message)
        if not message.id or not all(texts):
            continue
        if isinstance(message.id, str):
            words[message.id] = texts[0]
        else:
            forms = {each: texts[place] for each, place in places.items()}
            plurals[message.id[0]] = {"other": texts[-1]} | forms
    name = named[:1].upper() + named[1:] if named else code
    direction = locale.text_direction if locale else "ltr"
    return Language(code, name, direction, words, plurals, category)


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """The languages of this server."""
    return read_languages(FOLDER)


def language() -> Language:
    """The language of the request: as the reader chose, else as the browser prefers, else English."""
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
        return say(text.text, **told) if text.other is None else plural(text.number, text.text, text.other, **told)
    said = language().words.get(text, text)
    return said.format(**values) if values else said


def plural(n: int, one: str, other: str, /, **values: str | int) -> str:
    """The words for an English text on n things, ``one`` or any ``other`` number; {n} is n itself without a value."""
    own = language()
    forms = own.plurals.get(one)
    said = forms.get(own.category(n), forms["other"]) if forms else one if n == 1 else other
    return said.format(**{"n": n, **values})


def serve_words(server: Flask) -> None:
    """Adds /words.js, the module in which the page's scripts look words up."""
    server.add_url_rule("/words.js", "words", _words)


def _words() -> Response:
    """The words of the language that is asked for, for good where they are asked for by their digest."""
    code = request.args.get("language", "")
    own = languages().get(code) or language()
    answer = Response(own.module, mimetype="text/javascript")
    kept = request.full_path == own.address
    answer.headers["Cache-Control"] = CACHE_FOREVER if kept else "no-cache"
    if not code:
        answer.vary.update(["Cookie", "Accept-Language"])
    return answer
