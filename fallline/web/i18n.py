"""Translation of the texts of the page and the lessons, with one gettext catalogue per language in ``locales/``.

Catalogues are read when the server starts; a new file adds a language. Texts that a catalogue lacks stay English. A
language's name, the direction of its script and its plural forms come from Unicode's CLDR, through Babel.
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
from fallline.core.locations import LOCALES
from fallline.core.sentence import fill_values
from fallline.web.operations.compression import CACHE_FOREVER

ENGLISH = "en"
LANGUAGE_COOKIE = "language"  # the visitor's choice
LANGUAGE_WORD = "lang"  # of a link: the language in which it opens, for this visit
LANGUAGE_HEADER = "X-Page-Language"  # of a page's requests (assets/bridge.js): the language in which it was opened
SAMPLE_NUMBERS = (
    *range(201),
    1000,
    10**5,
    10**6,
)  # they cover all plural categories of whole numbers in any language


@dataclass(frozen=True)
class Language:
    """A language: its code, its own name, the direction of its script ('ltr' or 'rtl'), and its translations.

    ``words`` are the translations by English text. ``plurals`` are the translations of texts with a number by English
    singular, each a form for every plural category of the language, such as 'one' and 'few' (Unicode CLDR);
    ``category`` returns the category of a number.
    """

    code: str
    name: str
    direction: str
    words: dict[str, str]
    plurals: dict[str, dict[str, str]]
    category: Callable[[int], str]

    @cached_property
    def module(self) -> bytes:
        """The JavaScript module with the translations for the page's scripts, as UTF-8."""
        facts = {
            "language": self.code,
            "languages": {each.code: each.name for each in languages().values()},
            "words": self.words | self.plurals,
        }
        lines = (f"export const {name} = {json.dumps(fact, ensure_ascii=False)};\n" for name, fact in facts.items())
        return "".join(lines).replace("<", "\\u003c").encode()

    @cached_property
    def address(self) -> str:
        """The URL path of that module, with a digest of its text."""
        return f"/words.js?language={self.code}&m={hashlib.sha256(self.module).hexdigest()[:16]}"


def find_locale(code: str) -> Locale | None:
    """Return the CLDR locale of a language, None if CLDR has none for the code."""
    try:
        return Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def read_catalogue(path: Path) -> Catalog:
    """Return the gettext catalogue of a .po file; the name of the file is the language's code.

    Raises BadInput if it cannot be read or has too few plural forms.
    """
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, find_locale(_code_of(path)), abort_invalid=True)
        form_index = c2py(catalogue.plural_expr)  # raises ValueError if the rule is wrong
    except (OSError, ValueError, LookupError, PoFileError) as problem:
        raise BadInput(f"{path.name} is no gettext catalogue: {problem}.") from None
    needed = 1 + max(map(form_index, SAMPLE_NUMBERS))
    if needed > catalogue.num_plurals:
        raise BadInput(f"{path.name} has {catalogue.num_plurals} plural forms, and its rule needs {needed}.")
    return catalogue


def _code_of(path: Path) -> str:
    """Return the code of a catalogue's language as HTML writes it: pt-BR for gettext's pt_BR."""
    return path.stem.replace("_", "-")


def translations_of(message: Message) -> tuple[str, ...]:
    """Return the translations of a message, one for each plural form; '' for a missing or fuzzy one."""
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple("" if message.fuzzy else text or "" for text in texts)


def read_languages(folder: Path) -> dict[str, Language]:
    """Return English and the language of each .po file in a folder, by language code such as 'pt-BR'.

    Raises BadInput if a catalogue cannot be read.
    """
    found = {ENGLISH: _language(ENGLISH, Catalog(ENGLISH))}
    for path in sorted(folder.glob("*.po")):
        found[_code_of(path)] = _language(_code_of(path), read_catalogue(path))
    return found


def _language(code: str, catalogue: Catalog) -> Language:
    locale = find_locale(code)
    display_name = locale.get_display_name() if locale else None
    category = (locale or Locale(ENGLISH)).plural_form
    form_index = c2py(catalogue.plural_expr)
    form_indices = {category(n): form_index(n) for n in SAMPLE_NUMBERS}
    words, plurals = {}, {}
    for message in catalogue:
        texts = translations_of(message)
        if not message.id or not all(texts):
            continue
        if isinstance(message.id, str):
            words[message.id] = texts[0]
        else:
            forms = {each: texts[index] for each, index in form_indices.items()}
            plurals[message.id[0]] = {"other": texts[-1]} | forms
    name = display_name[:1].upper() + display_name[1:] if display_name else code
    direction = locale.text_direction if locale else "ltr"
    return Language(code, name, direction, words, plurals, category)


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """Return the languages of this server by code."""
    return read_languages(LOCALES)


def language() -> Language:
    """Return the language of the request.

    It is that of the page that sends it, of the link, or of the visitor's choice, whichever comes first; else that of
    the browser's preference, else English.
    """
    available = languages()
    if not has_request_context():
        return available[ENGLISH]
    header, word = request.headers.get(LANGUAGE_HEADER, ""), request.args.get(LANGUAGE_WORD, "")
    for code in (header, word, request.cookies.get(LANGUAGE_COOKIE, "")):
        if code in available:
            return available[code]
    return available[request.accept_languages.best_match(list(available), ENGLISH)]


def say(text: str, /, **values: str | int) -> str:
    """Return an English text in the language of the request, with ``values`` in place of the names in braces.

    A text without a translation stays English.
    """
    if isinstance(text, Sentence):
        translated = {name: say(each) if isinstance(each, Sentence) else each for name, each in text.values.items()}
        if text.other is None:
            return say(text.text, **translated)
        return plural(text.number, text.text, text.other, **translated)
    translation = language().words.get(text, text)
    return fill_values(translation, values) if values else translation


def plural(n: int, one: str, other: str, /, **values: str | int) -> str:
    """Return the translation of an English text on n things, with the singular ``one`` and the plural ``other``.

    {n} is replaced by ``values["n"]``, by default n.
    """
    selected = language()
    forms = selected.plurals.get(one)
    translation = forms.get(selected.category(n), forms["other"]) if forms else one if n == 1 else other
    return fill_values(translation, {"n": n, **values})


def add_words_route(server: Flask) -> None:
    """Add the route /words.js, the module with the translations for the page's scripts."""
    server.add_url_rule("/words.js", "words", _send_words)


def _send_words() -> Response:
    """Return the words module of the argument "language"; browsers may cache it for good if the digest is current."""
    code = request.args.get("language", "")
    selected = languages().get(code) or language()
    response = Response(selected.module, mimetype="text/javascript")
    is_current = request.full_path == selected.address
    response.headers["Cache-Control"] = CACHE_FOREVER if is_current else "no-cache"
    if not code:
        response.vary.update(["Cookie", "Accept-Language", LANGUAGE_HEADER])
    return response
