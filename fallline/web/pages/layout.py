"""The page's shell: header, rail, panels, transport bar. What fills them comes from callbacks and from assets/."""

from __future__ import annotations

import json
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.core import setting_named
from fallline.panels import BELOW, BOARD, VIEWS
from fallline.panels import shelf as panels
from fallline.view import View
from fallline.view.parts import PARTS
from fallline.web.i18n import language, say
from fallline.web.pages.controls import named

AUTO = "auto"
POLITE: dict[str, Any] = {"aria-live": "polite"}  # of an element whose words a screen reader says as they change
UNSAID: dict[str, Any] = {"aria-hidden": "true"}  # of one that it passes over


def layout(address: str) -> dmc.MantineProvider:
    """The whole page, empty; ``address`` is where others on the network find it."""
    facts: dict[str, Any] = {"data-parts": json.dumps(PARTS), "data-address": address}
    return dmc.MantineProvider(
        html.Div(
            [
                html.A(say("Skip to the race"), href="#race", className="skip"),
                _header(),
                html.Div(id="notice", role="alert", **_if_scripts_fail()),
                html.Aside(id="lesson", className="lesson", hidden=True, **named(say("Lesson"))),
                html.Aside(id="rail", className="rail", **part("rail"), **named(say("Scene"))),
                html.Main([_place(VIEWS), _place(BOARD), _place(BELOW)], className="stage", id="race", tabIndex=-1),
                html.Div(
                    id="transport",
                    className="transport",
                    role="region",
                    **part("transport"),
                    **named(say("Playback")),
                ),
                html.Div(id="spoken", className="unseen", **POLITE),
                dcc.Store(id="boot", data=1),
                dcc.Store(id="controls"),
            ],
            id="lab",
            className="lab",
            **facts,
        ),
        id="mantine",
        theme={"primaryColor": "blue", "fontFamily": "Inter, system-ui, sans-serif"},
    )


def _if_scripts_fail() -> dict[str, Any]:
    """What assets/bridge.js says where the page's modules did not load, which would say it otherwise."""
    why = say("A part of the page did not load. Reload it; browsers of the last three years will do.")
    return {"data-failed": why, "data-reload": say("Reload")}


def part(name: str) -> dict[str, Any]:
    """What marks an element as a part of the page that a link may hide; see fallline/view/parts.py."""
    return {"data-part": name}


def _header() -> html.Header:
    return html.Header(
        [
            html.H1(
                html.A([html.Span("◣", className="logo", **UNSAID), "Fall Line"], href="/"),
                className="brand",
            ),
            html.Button(
                [html.Span(say("Landscape"), className="what"), html.Strong(id="landscape-name")],
                id="landscape",
                className="button wide",
                title=say("Choose a landscape"),
                **part("landscape"),
            ),
            _button("examples", say("Examples"), say("Races worth seeing")),
            _button("lessons", say("Lessons"), say("Short lessons: predict, then run")),
            html.Span(className="spring"),
            html.Div(
                [html.Span(say("Height"), className="label"), _segments("height")],
                className="labelled",
                **part("height"),
            ),
            html.Div(_segments("theme"), **part("theme")),
            _button("present", say("Present"), say("For a projector (P)")),
            _button("copy", say("Copy link"), say("The whole race is in it"), "share"),
            _button("maps", say("Maps"), say("Many runs at once: where every start leads, which settings work")),
            _button("export", say("Export"), say("Films, figures, numbers, a page that travels, code")),
            _button("class", say("Class"), say("One race on everybody's page")),
            _language(),
            _button("share", say("Share"), say("Embed it, simplify it, let a class scan it")),
        ],
        **part("header"),
    )


def _button(id: str, label: str, title: str, belongs: str = "") -> html.Button:
    """A button of the header; it is hidden with the part that it ``belongs`` to, else with the one of its own name."""
    return html.Button(label, id=id, className="button", title=title, **part(belongs or id))


def _language() -> html.Button:
    """Which language is on; it leads to the others (assets/dialogs/language.js)."""
    code = language().code.upper()
    return html.Button(code, id="language", className="button small", title=say("Language"), **part("language"))


def _segments(name: str) -> dmc.SegmentedControl:
    """The choice of a word of the view, but for 'auto'."""
    setting = setting_named(View, "view", name)
    options = [word for word in setting.options if word != AUTO]
    data = [{"value": word, "label": say(word).capitalize()} for word in options]
    return dmc.SegmentedControl(id=name, data=data, value=options[0], size="xs", **named(say(setting.help)))


def _placed(place: str) -> list[str]:
    here = [id for id, cls in panels.classes.items() if cls.place == place]
    return sorted(here, key=lambda id: panels.class_of(id).order)


def _place(place: str) -> html.Section:
    return html.Section([_panel(id) for id in _placed(place)], className=place, id=f"place-{place}")


def _panel(id: str) -> html.Figure:
    cls = panels.class_of(id)
    inside = [html.Div(className="plot"), html.Canvas(className="overlay")] if cls.has_stage else []
    reached: dict[str, Any] = {}
    if not cls.has_stage:  # it may scroll
        reached = {"tabIndex": 0, "role": "region", **named(say(cls.title))}
    facts: dict[str, Any] = {"data-panel": id, "data-overlay": cls.overlay, **named(say(cls.title))}
    heading = [html.Span(say(cls.title), title=say(cls.says())), html.Span(className="tools", id=f"tools-{id}")]
    return html.Figure(
        [html.Figcaption(heading), html.Div(inside, className="frame", **reached)],
        id=f"panel-{id}",
        className=f"panel {cls.overlay}",
        **part(id),
        **facts,
    )
