"""Sentences with values in them, which can be translated after they are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, Self, TypedDict

from fallline.core.number_text import format_count, format_short

MAX_PLACES = 6  # significant digits of a value that is a number but not an integer


class Sentence(str):
    """An English sentence that keeps its template and its values, so that it can be translated.

    ``text`` is the template, as for str.format; a translation of it takes the same ``values``. A value is a number, a
    formatted string or another Sentence. For a sentence from ``plural``, ``number`` decides between ``text``, the
    singular, and ``other``, the plural; for all others ``other`` is None.
    """

    __slots__ = ("number", "other", "text", "values")

    text: str
    values: dict[str, str | int]
    other: str | None
    number: int

    def __new__(cls, text: str, /, **values: str | int) -> Self:
        """Create the sentence from a template and its values; without values, ``text`` may contain braces."""
        made = super().__new__(cls, fill_values(text, values) if values else text)
        made.text, made.values, made.other, made.number = text, values, None, 0
        return made

    @classmethod
    def plural(cls, n: int, one: str, other: str, /, **values: str | int) -> Self:
        """Create the sentence from ``one`` if n is 1, else from ``other``; {n} is n unless ``values`` holds it."""
        values = {"n": n, **values}
        made = super().__new__(cls, fill_values(one if n == 1 else other, values))
        made.text, made.values, made.other, made.number = one, values, other, n
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str | int]]:
        """Return the arguments from which pickle and copy create the sentence again."""
        return (self.text if self.other is None or self.number == 1 else self.other,), self.values


def fill_values(text: str, values: Mapping[str, str | float]) -> str:
    """Return a template with its values, texts or numbers, in place of their names in braces."""
    return text.format(**{name: _format_value(value) for name, value in values.items()})


def _format_value(value: str | float) -> str:
    if isinstance(value, int):
        return format_count(value)
    return format_short(value, MAX_PLACES) if isinstance(value, float) else str(value)


class SentenceParts(TypedDict):
    """A Sentence as JSON: its template and values; for a plural also ``number`` and ``other``, the plural template."""

    text: str
    values: dict[str, str | int | SentenceParts]
    other: NotRequired[str]
    number: NotRequired[int]


def to_json(text: str) -> str | SentenceParts:
    """Return a Sentence as the JSON from which the browser translates it; a plain string as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {name: to_json(value) if isinstance(value, str) else value for name, value in text.values.items()}
    parts: SentenceParts = {"text": text.text, "values": values}
    if text.other is not None:
        parts |= {"other": text.other, "number": text.number}
    return parts


def from_json(parts: str | SentenceParts) -> str:
    """Return the text or the Sentence of which ``to_json`` returned these parts."""
    if isinstance(parts, str):
        return parts
    values = {
        name: value if isinstance(value, int | float) else from_json(value) for name, value in parts["values"].items()
    }
    if "other" not in parts:
        return Sentence(parts["text"], **values)
    return Sentence.plural(parts["number"], parts["text"], parts["other"], **values)
