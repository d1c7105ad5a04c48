"""Named scenes: a title, a sentence and a link each, read from examples.toml; the first one opens the page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from fallline.core import unknown
from fallline.core.locations import EXAMPLES


@dataclass(frozen=True)
class Example:
    """A scene worth opening: its group, what it is called, one sentence on what it shows, and its link."""

    id: str
    group: str
    title: str
    says: str
    link: str


def _read() -> dict[str, Example]:
    groups = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {
        id: Example(id, group, entry["title"], entry["says"], "".join(entry["link"].split()))
        for group, entries in groups.items()
        for id, entry in entries.items()
    }


examples = _read()
opening = next(iter(examples.values()))


def link_of(text: str) -> str:
    """A link as given, or the link of the example that ``@id`` names; raises BadInput for an unknown one."""
    if not text.startswith("@"):
        return text
    if text[1:] not in examples:
        raise unknown("example", text[1:], examples)
    return examples[text[1:]].link
