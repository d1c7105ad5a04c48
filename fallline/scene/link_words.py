"""Parsing and writing of links: ``key=value`` words joined by ``&``, as in a URL query.

A link holds the whole state of the page. Items are written as in ``fallline.core.item_text``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from fallline.core import BadInput, Setting, unknown_name_error

VERSION = "1"
MAX_LINK_LENGTH = 500_000  # characters
REPEATED_WORDS = ("run", "start")  # keys that may occur several times
# The keys of a scene; a test compares them with Scene's fields.
RACE_WORDS = ("on", *REPEATED_WORDS, "around", "steps", "tol", "noise", "seed", "device")
# The keys of a view, which change no computed number; a test compares them with View's fields.
VIEW_WORDS: tuple[str, ...] = ("t", "speed", "height", "colours", "theme", "rates", "plane", "critical_points", "field")
VIEW_WORDS += ("inside", "before", "lesson", "mode", "hide", "box", "camera")
LINK_KEYS = ("v", *RACE_WORDS, *VIEW_WORDS)


def read_words(link: str) -> dict[str, Any]:
    """Return the words of a link as a dict, key -> value; a key in REPEATED_WORDS has a list of values.

    The link may be a whole URL or only its query. Raises BadInput for unknown keys, missing values and repeated keys.
    """
    if len(link) > MAX_LINK_LENGTH:
        raise BadInput(f"The link has {len(link):,} characters; at most {MAX_LINK_LENGTH:,} are read.")
    words: dict[str, Any] = {}
    head, _, tail = link.partition("#")[0].partition("?")
    text = link.partition("#")[0] if "=" in head else tail
    for pair in filter(None, text.lstrip("/").split("&")):
        key, equals, value = pair.partition("=")
        key = unquote(key)
        if key not in LINK_KEYS:
            raise unknown_name_error("word in a link", key, LINK_KEYS)
        if not equals or not value:
            raise BadInput(f"'{key}' in the link has no value; write {key}=...")
        if key in REPEATED_WORDS:
            words.setdefault(key, []).append(unquote(value))
        elif key in words:
            raise BadInput(f"'{key}' stands twice in the link; write it once.")
        else:
            words[key] = unquote(value)
    return words


def write_words(pairs: list[tuple[str, str]]) -> str:
    """Return the link of (key, value) pairs, percent-encoded where needed."""
    return "&".join(f"{key}={quote(value, safe='~:,.()+-*^/')}" for key, value in pairs)


def read_numbers(key: str, text: str) -> tuple[float, ...]:
    """Return the comma-separated numbers in ``text``, the value of ``key``; raises BadInput, which names the key."""
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise BadInput(f"{key}={text} must be numbers with commas between them, such as {key}=-1.2,1.") from None


def write_changed_settings(settings: Mapping[str, Setting], owner: Any) -> Iterator[tuple[str, str]]:
    """Yield (key, value as text) for each of ``settings`` whose value in ``owner`` differs from its default."""
    for name, setting in settings.items():
        if getattr(owner, name) != setting.default:
            yield name, setting.write(getattr(owner, name))
