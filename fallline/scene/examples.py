"""Example scenes, read from examples.toml; the page opens with the first one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from fallline.core import unknown_name_error
from fallline.core.locations import EXAMPLES


@dataclass(frozen=True)
class Example:
    """An example: its id, its group in the gallery, a title, a sentence on what it shows, and its link."""

    id: str
    group: str
    title: str
    description: str
    link: str


def _read() -> dict[str, Example]:
    groups = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {
        id: Example(id, group, entry["title"], entry["says"], "".join(entry["link"].split()))
        for group, entries in groups.items()
        for id, entry in entries.items()
    }


examples = _read()
opening_example = next(iter(examples.values()))


def find_example_link(id: str) -> str:
    """Return the link of an example; raises BadInput if there is none with this id."""
    if id not in examples:
        raise unknown_name_error("example", id, examples)
    return examples[id].link
