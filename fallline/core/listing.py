"""The facts about the items of a catalogue as JSON-ready dicts, for ``app.py list`` and the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fallline.core.catalogue import Shelf
from fallline.core.item_text import ItemSetting
from fallline.core.settings import Setting, settings_of


def describe_items(shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Yield one dict per id, aliases included: id, title, family, says (page text), source, and a list of settings.

    Landscapes, tasks and optimizers have further keys: their class attributes of these names; the minima are those
    listed.
    A setting is a dict: name, kind, default, means (help text), and its options or its range and limits.
    """
    for id, make in shelf.items():
        item, cls = make(), shelf.class_of(id)
        entry = {"id": id, "title": cls.title, "family": cls.family, "says": cls.description(), "source": cls.source()}
        entry["settings"] = [_describe_setting(each) for each in settings_of(cls)]
        if shelf.kind == "landscape":
            facts = ("formula", "domain", "view", "start", "fmin", "at_minima", "lower_outside", "traits", "proved")
            entry |= {"minima": item.listed_minima, **{fact: getattr(item, fact) for fact in facts}}
        if shelf.kind == "task":
            entry |= {"parts": [(part.name, part.shape) for part in item.parts], "weights": item.dim}
            entry |= {"batch": item.batch_size, "steps": item.step_count, "teaches": item.teaches}
            entry |= {"target": (item.target.measure, item.target.value), "data": item.data_source}
        if shelf.kind == "optimizer":
            entry |= {"formula": item.formula, "readouts": item.readouts, "fails": item.fails}
        yield entry


def _describe_setting(setting: Setting) -> dict:
    facts = {"name": setting.name, "kind": setting.kind, "default": setting.default, "means": setting.help}
    if isinstance(setting, ItemSetting):
        return facts | {"default": setting.write(setting.default), "options": setting.choices()}
    if setting.options:
        return facts | {"options": setting.options}
    return facts | {"low": setting.low, "high": setting.high, "log": setting.log, "valid": setting.limits()}
