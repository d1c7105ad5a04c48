"""Controls for settings: a slider and a field for a number, a switch for a flag, a select for a choice."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import dash_mantine_components as dmc
from dash import html

from fallline.core import (
    CHOICE,
    FLAG,
    INTEGER,
    PATH_SEPARATOR,
    TEXT,
    GradientOptimizer,
    Item,
    ItemSetting,
    Setting,
    Shelf,
    settings_of,
)
from fallline.web.i18n import say
from fallline.web.pages.setting_labels import setting_label

SLIDER_POSITIONS = 200
HIDDEN_FROM_SCREEN_READERS: dict[str, Any] = {"aria-hidden": "true"}


def build_control(owner: str, setting: Setting, value: Any, path: str = "", excluded: str = "") -> html.Div:
    """Return the control of one setting.

    ``owner`` is whose setting it is: 'scene', 'view', 'landscape', or a run such as 'run-0'. ``path`` is its path, by
    default its name. A nested setting at the path ``excluded`` gets no control.
    """
    id = {"type": "setting", "of": owner, "name": path or setting.name}
    label_text = say(setting_label(setting))
    if isinstance(setting, ItemSetting):
        body = _item_control(owner, setting, value, id, label_text, excluded)
    elif setting.kind == FLAG:
        body = [dmc.Switch(id=id, checked=value, label=label_text, size="xs")]
    elif setting.kind == CHOICE:
        data = [{"value": each, "label": say(each.replace("_", " "))} for each in setting.options]
        body = [
            _label(label_text),
            dmc.Select(id=id, data=data, value=value, size="xs", allowDeselect=False, **aria_label(label_text)),
        ]
    elif setting.kind == TEXT:
        body = [
            _label(label_text),
            dmc.TextInput(id=id, value=value, debounce=True, size="xs", **aria_label(label_text)),
        ]
    else:
        body = [
            _label(label_text),
            build_slider(id, setting, value, label_text),
            build_number_field(id, setting, value, label_text),
        ]
    return html.Div(body, className=f"setting {setting.kind}", title=setting_help(setting))


def slider_value(setting: Setting, position: float) -> str:
    """Return the value at a slider's position (0 to SLIDER_POSITIONS) as short text, exact at both ends.

    assets/core/numbers.js is the same function in the browser; both are tested with tests/cases/numbers.json.
    """
    if position in (0, SLIDER_POSITIONS):
        return setting.write(setting.high if position else setting.low)
    share = position / SLIDER_POSITIONS
    if setting.log:
        value = setting.low * (setting.high / setting.low) ** share
    else:
        value = setting.low + (setting.high - setting.low) * share
    return str(math.floor(value + 0.5)) if setting.kind == INTEGER else f"{_round_half_up(value):.3g}"


def _round_half_up(value: float) -> float:
    """Return a number rounded to three significant digits, halves away from zero, as JavaScript rounds."""
    exact = Decimal(value)
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP))


def slider_position(setting: Setting, value: float) -> float:
    """Return the position (0 to SLIDER_POSITIONS) of a value on its slider, clipped to that range."""
    if setting.log:
        share = math.log(max(value, setting.low) / setting.low) / math.log(setting.high / setting.low)
    else:
        share = (value - setting.low) / (setting.high - setting.low)
    return SLIDER_POSITIONS * min(max(share, 0.0), 1.0)


def _item_control(
    owner: str, setting: ItemSetting, value: Item | None, id: dict, label_text: str, excluded: str
) -> list:
    """Return the select of a setting that is an item, and the controls of the selected item."""
    data = [
        {"value": each, "label": say(each if each == setting.none_word else item_title(setting.shelf, each))}
        for each in setting.choices()
    ]
    selected = setting.none_word if value is None else value.id
    select = dmc.Select(id=id, data=data, value=selected, size="xs", allowDeselect=False, **aria_label(label_text))
    nested = [] if value is None else build_controls(owner, value, f"{id['name']}{PATH_SEPARATOR}", excluded)
    return [_label(label_text), select, *([html.Div(nested, className="inside")] if nested else [])]


def build_controls(owner: str, item: Item, path_prefix: str = "", excluded: str = "") -> list[html.Div | html.Details]:
    """Return the controls of all settings of an item, except that at the path ``excluded``.

    Paths start with ``path_prefix``. ``owner`` is whose settings they are: 'scene', 'view', 'landscape', or a run such
    as 'run-0'. The settings that all gradient optimizers share come last, behind a disclosure of their own.
    """
    shared = settings_of(GradientOptimizer) if isinstance(item, GradientOptimizer) else ()
    shared_names = {each.name for each in shared}

    def build(settings: Iterable[Setting]) -> list[html.Div]:
        return [
            build_control(owner, each, getattr(item, each.name), path_prefix + each.name, excluded)
            for each in settings
            if path_prefix + each.name != excluded
        ]

    controls: list[html.Div | html.Details] = [
        *build(each for each in settings_of(type(item)) if each.name not in shared_names)
    ]
    if not shared:
        return controls
    changed = any(getattr(item, each.name) != each.default for each in shared)
    summary = html.Summary(say("Clip the gradient, or maximize"))
    return [*controls, html.Details([summary, *build(shared)], open=changed, className="inside")]


def item_title(shelf: Shelf, id: str) -> str:
    """Return the title of the class ``id`` on a shelf, or of the item that the alias ``id`` creates."""
    return shelf.classes[id].title if id in shelf.classes else shelf[id]().title


def build_number_field(id: dict, setting: Setting, value: Any, label_text: str) -> dmc.TextInput:
    """Return the field in which the number of a setting is typed."""
    return dmc.TextInput(
        id=id, value=setting.write(value), debounce=True, size="xs", className="number", **aria_label(label_text)
    )


def build_slider(id: dict, setting: Setting, value: Any, label_text: str) -> dmc.Slider:
    """Return the slider of a number's setting; ``id`` is that of the setting."""
    end_texts = [setting.write(each) for each in (setting.low, setting.high)]
    scale = {"low": setting.low, "high": setting.high, "log": setting.log, "whole": setting.kind == INTEGER}
    return dmc.Slider(
        id={**id, "type": "slider"},
        value=slider_position(setting, value),
        min=0,
        max=SLIDER_POSITIONS,
        step=1,
        size="sm",
        thumbLabel=say("{name}, slider", name=label_text),
        updatemode="mouseup",
        label={"function": "sliderLabel", "options": {**scale, "ends": end_texts, "stops": SLIDER_POSITIONS}},
    )


def _label(label_text: str) -> html.Span:
    return html.Span(label_text, className="label")


def aria_label(label_text: str) -> dict[str, Any]:
    """Return the attribute with an element's name for screen readers."""
    return {"aria-label": label_text}


def setting_help(setting: Setting) -> str:
    """Return the help text of a setting, with the range of its values."""
    limits = say(setting.limits())
    help_text = say(setting.help)
    return f"{help_text} ({limits})" if limits else help_text


def part_attributes(name: str) -> dict[str, Any]:
    """Return the attribute of an element that a link can hide as the part ``name`` of fallline/view/page_parts.py."""
    return {"data-part": name}


def build_fold(part: str, title: str, children: list, changes: str = "") -> html.Details:
    """Return a disclosure of the setup, which is the ``part`` of the page that a link can hide.

    ``changes`` stands on it, so that no changed setting is in effect unseen. assets/page/sidebar.js keeps open folds
    open when the setup is created again.
    """
    summary = [html.Span(title, className="fold-title")]
    if changes:
        summary.append(html.Span(changes, className="changed", title=say("changed: {words}", words=changes)))
    return html.Details([html.Summary(summary), *children], className="fold", **part_attributes(part))


def describe_changes(owner: object, settings: Iterable[Setting]) -> str:
    """Return the text of those settings of an owner that differ from their defaults, '' if there are none."""
    values = [(each, getattr(owner, each.name, each.default)) for each in settings]
    return ", ".join(
        say(setting_label(each)) if value is True else f"{say(setting_label(each))} {each.write(value)}"
        for each, value in values
        if value != each.default
    )
