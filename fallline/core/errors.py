"""The one exception that people read: bad input, said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12  # how many known words a refusal lists


class BadInput(ValueError):
    """What was asked, what is wrong with it, and what would be right; ends with a full stop."""


def unknown(kind: str, word: str, known: Iterable[str]) -> BadInput:
    """The refusal of a word that is not among ``known``, with the nearest known word as a suggestion."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1)
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(words[:SHOWN])}{more}."
    return BadInput(f"No {kind} called '{word}'; {hint}")
