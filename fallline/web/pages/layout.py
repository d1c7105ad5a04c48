"""The layout of the page: header, sidebar, panels and transport bar, which callbacks and assets/ fill."""

from __future__ import annotations

import json
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.core import find_setting
from fallline.panels import BELOW_PLACE, BOARD_PLACE, VIEWS_PLACE
from fallline.panels import shelf as panels
from fallline.view import View
from fallline.view.page_parts import PAGE_PARTS
from fallline.web.i18n import language, say
from fallline.web.pages.controls import aria_label

AUTO = "auto"
LIVE_REGION_ATTRIBUTES: dict[str, Any] = {"aria-live": "polite"}  # screen readers announce changes of its text
HIDDEN_FROM_SCREEN_READERS: dict[str, Any] = {"aria-hidden": "true"}


def build_layout(address: str) -> dmc.MantineProvider:
    """Return the page without a race; ``address`` is the server's URL on the local network."""
    attributes: dict[str, Any] = {"data-parts": json.dumps(PAGE_PARTS), "data-address": address}
    return dmc.MantineProvider(
        html.Div(
            [
                html.A(say("Skip to the race"), href="#race", className="skip"),
                _header(),
                html.Div(id="notice", role="alert", **_failure_attributes()),
                html.Div(id="remark", role="status"),
                html.Aside(id="lesson", className="lesson", hidden=True, **aria_label(say("Lesson"))),
                html.Aside(id="rail", className="rail", **part_attributes("rail"), **aria_label(say("Scene"))),
                html.Main(
                    [_place_section(VIEWS_PLACE), _place_section(BOARD_PLACE), _place_section(BELOW_PLACE)],
                    className="stage",
                    id="race",
                    tabIndex=-1,
                ),
                html.Div(
                    id="transport",
                    className="transport",
                    role="region",
                    **part_attributes("transport"),
                    **aria_label(say("Playback")),
                ),
                html.Div(id="spoken", className="unseen", **LIVE_REGION_ATTRIBUTES),
                dcc.Store(id="boot", data=1),
                dcc.Store(id="controls"),
            ],
            id="lab",
            className="lab",
            **attributes,
        ),
        id="mantine",
        theme={"primaryColor": "blue", "fontFamily": "Inter, system-ui, sans-serif"},
    )


def _failure_attributes() -> dict[str, Any]:
    """Return the attributes with the texts that assets/bridge.js shows if the page's modules do not load."""
    message = say("A part of the page did not load. Reload it; browsers of the last three years will do.")
    return {"data-failed": message, "data-reload": say("Reload")}


def part_attributes(name: str) -> dict[str, Any]:
    """Return the attribute of an element that a link can hide as the part ``name`` of fallline/view/page_parts.py."""
    return {"data-part": name}


def _header() -> html.Header:
    return html.Header(
        [
            html.H1(
                html.A([html.Span("◣", className="logo", **HIDDEN_FROM_SCREEN_READERS), "Fall Line"], href="/"),
                className="brand",
            ),
            html.Button(
                [html.Span(say("Landscape"), className="what"), html.Strong(id="landscape-name")],
                id="landscape",
                className="button wide",
                title=say("Choose a landscape"),
                **part_attributes("landscape"),
            ),
            _button("examples", say("Examples"), say("Races worth seeing")),
            _button("lessons", say("Lessons"), say("Short lessons: predict, then run")),
            html.Span(className="spring"),
            html.Div(
                [html.Span(say("Height"), className="label"), _view_control("height")],
                className="labelled",
                **part_attributes("height"),
            ),
            html.Div(_view_control("theme"), **part_attributes("theme")),
            _button("present", say("Present"), say("For a projector (P)")),
            _button("copy", say("Copy link"), say("The whole race is in it"), "share"),
            _button("maps", say("Maps"), say("Many runs at once: where every start leads, which settings work")),
            _button("export", say("Export"), say("Films, figures, numbers, a page that travels, code")),
            _button("class", say("Class"), say("One race on everybody's page")),
            _language_button(),
            _button("share", say("Share"), say("Embed it, simplify it, let a class scan it")),
        ],
        **part_attributes("header"),
    )


def _button(id: str, label: str, title: str, part_name: str = "") -> html.Button:
    """Return a button of the header; a link hides it with the part ``part_name``, by default that of its id."""
    return html.Button(label, id=id, className="button", title=title, **part_attributes(part_name or id))


def _language_button() -> html.Button:
    """Return the button with the current language, which opens the choice (assets/dialogs/language.js)."""
    code = language().code.upper()
    return html.Button(
        code, id="language", className="button small", title=say("Language"), **part_attributes("language")
    )


def _view_control(name: str) -> dmc.SegmentedControl:
    """Return the control of a view setting, without the option 'auto'."""
    setting = find_setting(View, "view", name)
    options = [option for option in setting.options if option != AUTO]
    data = [{"value": option, "label": say(option).capitalize()} for option in options]
    return dmc.SegmentedControl(id=name, data=data, value=options[0], size="xs", **aria_label(say(setting.help)))


def _panel_ids(place: str) -> list[str]:
    ids = [id for id, cls in panels.classes.items() if cls.place == place]
    return sorted(ids, key=lambda id: panels.class_of(id).order)


def _place_section(place: str) -> html.Section:
    return html.Section([_panel(id) for id in _panel_ids(place)], className=place, id=f"place-{place}")


def _panel(id: str) -> html.Figure:
    cls = panels.class_of(id)
    children = [html.Div(className="plot"), html.Canvas(className="overlay")] if cls.has_figure else []
    frame_attributes: dict[str, Any] = {}
    if not cls.has_figure:  # it may scroll
        frame_attributes = {"tabIndex": 0, "role": "region", **aria_label(say(cls.title))}
    attributes: dict[str, Any] = {"data-panel": id, "data-overlay": cls.painter, **aria_label(say(cls.title))}
    heading = [html.Span(say(cls.title), title=say(cls.description())), html.Span(className="tools", id=f"tools-{id}")]
    return html.Figure(
        [html.Figcaption(heading), html.Div(children, className="frame", **frame_attributes)],
        id=f"panel-{id}",
        className=f"panel {cls.painter}",
        **part_attributes(id),
        **attributes,
    )
