"""The header of the page, which assets/dialogs/header.js operates, and the control of the height scale."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import dash_mantine_components as dmc
from dash import html
from latex2mathml.converter import convert

from fallline.core import Landscape, find_setting, strip_transforms
from fallline.view import View
from fallline.web.i18n import language, say
from fallline.web.pages.controls import HIDDEN_FROM_SCREEN_READERS, aria_label, part_attributes
from fallline.web.race_messages import LandscapeLabel
from fallline.web.state.edits import FORMULA

AUTO = "auto"
DISABLED = {"aria-disabled": "true"}  # in contrast to `disabled` it keeps the focus
MENU_BUTTON_ATTRIBUTES = {"aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": "menu-items"}


def build_header() -> html.Header:
    """Return the bar at the top of the page: the landscape, the dialogs in frequent use, and a menu with the others."""
    return html.Header(
        [
            html.H1(
                html.A(
                    [
                        html.Span("◣", className="logo", **HIDDEN_FROM_SCREEN_READERS),
                        html.Span("Fall Line", className="name"),
                    ],
                    href="/",
                ),
                className="brand",
            ),
            _landscape_button(),
            _button("examples", say("Examples"), say("Races worth seeing")),
            _button("lessons", say("Lessons"), say("Short lessons: predict, then run")),
            html.Span(className="spring"),
            html.Div(
                [
                    _icon_button("undo", say("Undo (Ctrl+Z)"), **DISABLED),
                    _icon_button("redo", say("Redo (Ctrl+Shift+Z)"), **DISABLED),
                ],
                className="history",
                **part_attributes("undo"),
            ),
            _button("maps", say("Maps"), say("Many runs at once: where every start leads, which settings work")),
            _button("share", say("Share"), say("Embed it, simplify it, let a class scan it")),
            _button("present", say("Present"), say("For a projector (P)")),
            _icon_button("menu", say("More"), **MENU_BUTTON_ATTRIBUTES),
            _menu(),
        ],
        **part_attributes("header"),
    )


def _landscape_button() -> html.Div:
    """Return the button that opens the landscapes; assets/dialogs/landscape_button.js shows the race's landscape on it.

    Beside the name stands its formula, a button of its own, which opens the field for a formula.
    """
    return html.Div(
        [
            html.Button(
                [
                    html.Span(className="thumb", **HIDDEN_FROM_SCREEN_READERS),
                    html.Strong(id="landscape-name"),
                    html.Span("▾", className="caret", **HIDDEN_FROM_SCREEN_READERS),
                ],
                id="landscape",
                **_tip(say("Choose a landscape")),
            ),
            html.Button(id="landscape-formula", **_tip(say("Type a formula")), **aria_label(say("Type a formula"))),
        ],
        className="landscape-button",
        **part_attributes("landscape"),
    )


def label_landscape(landscape: Landscape) -> LandscapeLabel:
    """Return what the header shows of a race's landscape."""
    inner = strip_transforms(landscape)
    typed = str(inner.f) if inner.id == FORMULA else ""
    return {"id": inner.id, "formula": "" if typed else _to_mathml(inner.formula), "typed": typed}


@lru_cache(maxsize=512)
def _to_mathml(formula: str) -> str:
    return convert(formula)


def _menu() -> html.Div:
    """Return the menu of what is needed seldom; on a phone it also has the header's other buttons.

    assets/dialogs/menu.js opens it. Its entries press the buttons that a narrow header hides.
    """
    moved = {"examples": say("Examples"), "lessons": say("Lessons"), "maps": say("Maps"), "share": say("Share")}
    export_title = say("Films, figures, numbers, a page that travels, code")
    entries = [
        *(_menu_entry(label, id, **{"data-press": id}) for id, label in moved.items()),
        _menu_entry(say("Export"), "export", id="export", title=export_title),
        _menu_entry(say("Copy link"), "share", id="copy", title=say("The whole race is in it")),
        _menu_entry(say("Class"), "class", id="class", title=say("One race on everybody's page")),
        _menu_entry(
            say("Language: {name}", name=language().name), "language", id="language", title=say("Choose a language")
        ),
        _menu_entry(say("Help and keys"), "help", id="help", title=say("What the page shows, and its keys (?)")),
    ]
    return html.Div(
        [
            html.Div(
                [html.Span(say("Theme"), className="label"), _view_control("theme")],
                className="labelled",
                **part_attributes("theme"),
            ),
            html.Div(entries, role="menu", className="entries", **aria_label(say("More"))),
        ],
        id="menu-items",
        className="menu-items",
    )


def _menu_entry(label: str, part_name: str, **attributes: Any) -> html.Button:
    return html.Button(label, role="menuitem", tabIndex=-1, **attributes, **part_attributes(part_name))


def _button(id: str, label: str, title: str) -> html.Button:
    """Return a button of the header, which a link hides with the part of its id."""
    return html.Button(label, id=id, className="button", **_tip(title), **part_attributes(id))


def _icon_button(id: str, name: str, **attributes: Any) -> html.Button:
    """Return a button with the picture that header.css has for its id."""
    return html.Button(id=id, className="icon-button", **_tip(name), **aria_label(name), **attributes)


def _tip(text: str) -> dict[str, Any]:
    """Return the attribute with the text that header.css shows below an element that is pointed at or has the focus."""
    return {"data-tip": text}


def _view_control(name: str) -> dmc.SegmentedControl:
    """Return the control of a view setting, without the option 'auto'."""
    setting = find_setting(View, "view", name)
    options = [option for option in setting.options if option != AUTO]
    data = [{"value": option, "label": say(option).capitalize()} for option in options]
    return dmc.SegmentedControl(id=name, data=data, value=options[0], size="xs", **aria_label(say(setting.help)))


def build_height_control() -> html.Div:
    """Return the control of the height scale, with its label."""
    return html.Div(
        [html.Span(say("Height"), className="label"), _view_control("height")],
        className="labelled",
        **part_attributes("height"),
    )
