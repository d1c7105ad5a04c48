"""The words of a link: ``key=value`` pairs joined by ``&``, as text and as a dict. The link is the state.

Items are spelled as in ``fallline.core.spelling``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from fallline.core import BadInput, Setting, unknown

VERSION = "1"
LONGEST = 500_000
MANY = ("run", "start")
# The words of a race; a test holds the scene's settings to them.
RACE_WORDS = ("on", *MANY, "around", "steps", "tol", "noise", "seed", "device")
# The words of a view, which change no number of a race; a test holds fallline.view.View to them.
LOOKS: tuple[str, ...] = ("t", "speed", "height", "colours", "theme", "rates", "plane", "critical_points", "field")
LOOKS += ("inside", "before", "lesson", "mode", "hide", "box", "camera")
KEYS = ("v", *RACE_WORDS, *LOOKS)


def read_words(link: str) -> dict[str, Any]:
    """The words of a link, with or without what stands before its '?'; those in MANY are lists. Raises BadInput."""
    if len(link) > LONGEST:
        raise BadInput(f"The link has {len(link):,} characters; at most {LONGEST:,} are read.")
    words: dict[str, Any] = {}
    head, _, tail = link.partition("#")[0].partition("?")
    text = link.partition("#")[0] if "=" in head else tail
    for pair in filter(None, text.lstrip("/").split("&")):
        key, equals, value = pair.partition("=")
        key = unquote(key)
        if key not in KEYS:
            raise unknown("word in a link", key, KEYS)
        if not equals or not value:
            raise BadInput(f"'{key}' in the link has no value; write {key}=...")
        if key in MANY:
            words.setdefault(key, []).append(unquote(value))
        elif key in words:
            raise BadInput(f"'{key}' stands twice in the link; write it once.")
        else:
            words[key] = unquote(value)
    return words


def write_words(pairs: list[tuple[str, str]]) -> str:
    """The link of some words."""
    return "&".join(f"{key}={quote(value, safe='~:,.()+-*^/')}" for key, value in pairs)


def read_numbers(key: str, text: str) -> tuple[float, ...]:
    """Numbers with commas between them; raises BadInput, which names the key."""
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise BadInput(f"{key}={text} must be numbers with commas between them, such as {key}=-1.2,1.") from None


def changed_words(settings: Mapping[str, Setting], owner: Any) -> Iterator[tuple[str, str]]:
    """The words of those settings of ``owner`` that differ from their defaults."""
    for name, setting in settings.items():
        if getattr(owner, name) != setting.default:
            yield name, setting.write(getattr(owner, name))
