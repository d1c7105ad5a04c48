"""Sentences made from numbers, kept so that they can be said in another language as well."""

from __future__ import annotations

from typing import Any, Self


class Sentence(str):
    """English words whose text and values are also known apart: a translation of ``text`` takes the same values.

    ``text`` has a name in braces for each value; a value is written already, or a sentence itself.
    """

    __slots__ = ("text", "values")

    text: str
    values: dict[str, str | int]

    def __new__(cls, text: str, **values: str | int) -> Self:
        """The text with its values filled in."""
        made = super().__new__(cls, text.format(**values))
        made.text, made.values = text, values
        return made


def apart(words: str) -> Any:
    """What a page needs to say the words in its reader's language; of plain words the words themselves."""
    if not isinstance(words, Sentence):
        return words
    values = {name: apart(value) if isinstance(value, str) else value for name, value in words.values.items()}
    return {"text": words.text, "values": values}
