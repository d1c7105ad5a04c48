"""Controls made from settings: a slider and a field for a number, a switch, a choice."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.core import CHOICE, FLAG, INSIDE, INTEGER, TEXT, Item, ItemSetting, Setting, Shelf, settings_of
from fallline.web.i18n import say

STOPS = 200  # positions of a slider


def control(of: str, setting: Setting, value: Any, path: str = "", but: str = "") -> html.Div:
    """The control of one setting; ``of`` says whose it is ('scene', 'landscape', 'run-0', ...), ``path`` which it is
    where that is not its name alone, ``but`` a path that is left out inside of it."""
    id = {"type": "setting", "of": of, "name": path or setting.name}
    words = say(setting.name.replace("_", " "))
    if isinstance(setting, ItemSetting):
        body = _item(of, setting, value, id, words, but)
    elif setting.kind == FLAG:
        body = [dmc.Switch(id=id, checked=value, label=words, size="xs")]
    elif setting.kind == CHOICE:
        data = [{"value": each, "label": say(each.replace("_", " "))} for each in setting.options]
        body = [
            _label(words),
            dmc.Select(id=id, data=data, value=value, size="xs", allowDeselect=False, **named(words)),
        ]
    elif setting.kind == TEXT:
        body = [_label(words), dmc.TextInput(id=id, value=value, debounce=True, size="xs", **named(words))]
        if setting.typeset:  # assets/page/typed_formula.js fills it while the text is typed
            body.append(dcc.Markdown(id={**id, "type": "typed"}, mathjax=True, className="typed"))
    else:
        body = [_label(words), _slider(id, setting, value, words), _field(id, setting, value, words)]
    return html.Div(body, className=f"setting {setting.kind}", title=_meaning(setting))


def slider_value(setting: Setting, position: float) -> str:
    """The value at a slider's position (0 to STOPS), as short text; its ends are exact, so that both are valid.

    The browser says the same above the slider's thumb (assets/core/numbers.js); tests/cases/numbers.json holds both to
    it.
    """
    if position in (0, STOPS):
        return setting.write(setting.high if position else setting.low)
    share = position / STOPS
    if setting.log:
        value = setting.low * (setting.high / setting.low) ** share
    else:
        value = setting.low + (setting.high - setting.low) * share
    return str(math.floor(value + 0.5)) if setting.kind == INTEGER else f"{_half_up(value):.3g}"


def _half_up(value: float) -> float:
    """A positive or negative number rounded to three significant digits, halves away from zero, as JavaScript does."""
    exact = Decimal(value)
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP))


def slider_position(setting: Setting, value: float) -> float:
    """Where a value stands on its slider; one beyond the slider's range stands at the nearer end."""
    if setting.log:
        share = math.log(max(value, setting.low) / setting.low) / math.log(setting.high / setting.low)
    else:
        share = (value - setting.low) / (setting.high - setting.low)
    return STOPS * min(max(share, 0.0), 1.0)


def _item(of: str, setting: ItemSetting, value: Item | None, id: dict, words: str, but: str) -> list:
    """A choice of an item, and below it the controls of the item that is chosen."""
    data = [
        {"value": each, "label": say(each if each == setting.empty else title_of(setting.shelf, each))}
        for each in setting.choices()
    ]
    chosen = setting.empty if value is None else value.id
    chooser = dmc.Select(id=id, data=data, value=chosen, size="xs", allowDeselect=False, **named(words))
    inside = [] if value is None else controls(of, value, f"{id['name']}{INSIDE}", but)
    return [_label(words), chooser, *([html.Div(inside, className="inside")] if inside else [])]


def controls(of: str, item: Item, before: str = "", but: str = "") -> list[html.Div]:
    """The controls of all settings of an item, at paths that begin with ``before``; not that at ``but``."""
    return [
        control(of, each, getattr(item, each.name), before + each.name, but)
        for each in settings_of(type(item))
        if before + each.name != but
    ]


def title_of(shelf: Shelf, id: str) -> str:
    """What a class is called on the page, or, of an id that is named in another's ``also``, what it makes."""
    return shelf.classes[id].title if id in shelf.classes else shelf[id]().title


def _field(id: dict, setting: Setting, value: Any, words: str) -> dmc.TextInput:
    return dmc.TextInput(
        id=id, value=setting.write(value), debounce=True, size="xs", className="number", **named(words)
    )


def _slider(id: dict, setting: Setting, value: Any, words: str) -> dmc.Slider:
    ends = [setting.write(each) for each in (setting.low, setting.high)]
    scale = {"low": setting.low, "high": setting.high, "log": setting.log, "whole": setting.kind == INTEGER}
    return dmc.Slider(
        id={**id, "type": "slider"},
        value=slider_position(setting, value),
        min=0,
        max=STOPS,
        step=1,
        size="sm",
        thumbLabel=say("{name}, slider", name=words),
        updatemode="mouseup",
        label={"function": "sliderLabel", "options": {**scale, "ends": ends, "stops": STOPS}},
    )


def _label(words: str) -> html.Span:
    return html.Span(words, className="label")


def named(words: str) -> dict[str, Any]:
    """What a screen reader calls an element."""
    return {"aria-label": words}


def _meaning(setting: Setting) -> str:
    limits = say(setting.limits())
    help_text = say(setting.help)
    return f"{help_text} ({limits})" if limits else help_text
