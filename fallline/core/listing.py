"""What stands on a shelf, as plain facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fallline.core.catalogue import Shelf
from fallline.core.settings import Setting, settings_of
from fallline.core.spelling import ItemSetting


def listed(shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Every fact of every item, in json's words."""
    for id, make in shelf.items():
        item, cls = make(), shelf.class_of(id)
        entry = {"id": id, "title": cls.title, "family": cls.family, "says": cls.says(), "source": cls.source()}
        entry["settings"] = [_setting(each) for each in settings_of(cls)]
        if shelf.kind == "landscape":
            facts = ("formula", "domain", "view", "start", "fmin", "at_minima", "lower_outside", "traits", "proved")
            entry |= {"minima": item.listed, **{fact: getattr(item, fact) for fact in facts}}
        if shelf.kind == "optimizer":
            entry |= {"formula": item.formula, "readouts": item.readouts, "fails": item.fails}
        yield entry


def _setting(setting: Setting) -> dict:
    facts = {"name": setting.name, "kind": setting.kind, "default": setting.default, "means": setting.help}
    if isinstance(setting, ItemSetting):
        return facts | {"default": setting.write(setting.default), "options": setting.choices()}
    if setting.options:
        return facts | {"options": setting.options}
    return facts | {"low": setting.low, "high": setting.high, "log": setting.log, "valid": setting.limits()}
