"""Sentences made from numbers, kept so that they can be said in another language as well."""

from __future__ import annotations

from typing import NotRequired, Self, TypedDict


class Sentence(str):
    """English words whose text and values are also known apart: a translation of ``text`` takes the same values.

    ``text`` has a name in braces for each value; a value is written already, or a sentence itself. The sentence of
    ``plural`` also knows its ``number`` and the text for several, ``other``; its ``text`` is that for one.
    """

    __slots__ = ("number", "other", "text", "values")

    text: str
    values: dict[str, str | int]
    other: str | None
    number: int

    def __new__(cls, text: str, **values: str | int) -> Self:
        """The text with its values filled in."""
        made = super().__new__(cls, text.format(**values))
        made.text, made.values, made.other, made.number = text, values, None, 0
        return made

    @classmethod
    def plural(cls, n: int, one: str, other: str, /, **values: str | int) -> Self:
        """The text for n things, ``one`` or any ``other`` number; {n} is n itself without a value."""
        values = {"n": n, **values}
        made = super().__new__(cls, (one if n == 1 else other).format(**values))
        made.text, made.values, made.other, made.number = one, values, other, n
        return made


class SentenceParts(TypedDict):
    """A sentence's text, and its values by the names that stand in braces in the text. Where a ``number`` decides
    between singular and plural, ``text`` is the singular and ``other`` the plural."""

    text: str
    values: dict[str, str | int | SentenceParts]
    other: NotRequired[str]
    number: NotRequired[int]


def apart(words: str) -> str | SentenceParts:
    """What a page needs to say the words in its reader's language; of plain words the words themselves."""
    if not isinstance(words, Sentence):
        return words
    values = {name: apart(value) if isinstance(value, str) else value for name, value in words.values.items()}
    parts: SentenceParts = {"text": words.text, "values": values}
    if words.other is not None:
        parts |= {"other": words.other, "number": words.number}
    return parts
