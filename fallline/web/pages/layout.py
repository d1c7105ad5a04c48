"""The layout of the page: header, sidebar, panels and transport bar, which callbacks and assets/ fill."""

from __future__ import annotations

import json
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.panels import BELOW_PLACE, BOARD_PLACE, VIEWS_PLACE
from fallline.panels import shelf as panels
from fallline.view.page_parts import PAGE_PARTS
from fallline.web.i18n import say
from fallline.web.pages.controls import aria_label, part_attributes
from fallline.web.pages.header import build_header, build_height_control

LIVE_REGION_ATTRIBUTES: dict[str, Any] = {"aria-live": "polite"}  # screen readers announce changes of its text


def build_layout(address: str) -> dmc.MantineProvider:
    """Return the page without a race; ``address`` is the server's URL on the local network."""
    attributes: dict[str, Any] = {"data-parts": json.dumps(PAGE_PARTS), "data-address": address}
    return dmc.MantineProvider(
        html.Div(
            [
                html.A(say("Skip to the race"), href="#race", className="skip"),
                build_header(),
                html.Div(id="notice", role="alert", **_failure_attributes()),
                html.Div(id="remark", role="status"),
                html.Aside(id="lesson", className="lesson", hidden=True, **aria_label(say("Lesson"))),
                html.Aside(id="rail", className="rail", **part_attributes("rail"), **aria_label(say("Scene"))),
                _stage(),
                html.Aside(
                    id="inspector",
                    className="inspector",
                    **part_attributes("inspector"),
                    **aria_label(say("Step of the selected run")),
                ),
                html.Nav(id="sheet-tabs", className="sheet-tabs", **aria_label(say("Parts of the page"))),
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


def _stage() -> html.Main:
    """Return the middle of the page, which assets/page/stage.js operates: its bar, views, charts, and scoreboard."""
    inside_step = html.Section(
        id="inside-step",
        className="inside-step",
        hidden=True,
        **part_attributes("inside"),
        **aria_label(say("Inside the step")),
    )
    tabs = html.Div(id="chart-tabs", className="tabs", role="tablist", **aria_label(say("Charts")))
    return html.Main(
        [
            html.Div(
                [
                    html.Div(id="stage-choice", className="button-group", **part_attributes("stage")),
                    html.Div(id="layers", className="tools"),
                    html.Span(className="spring"),
                    build_height_control(),
                    html.Div(id="stage-tools", className="button-group"),
                ],
                id="stage-bar",
                className="stage-bar",
            ),
            _place_section(VIEWS_PLACE),
            inside_step,
            _place_section(BELOW_PLACE, tabs),
            _place_section(BOARD_PLACE),
        ],
        className="stage",
        id="race",
        tabIndex=-1,
    )


def _panel_ids(place: str) -> list[str]:
    ids = [id for id, cls in panels.classes.items() if cls.place == place]
    return sorted(ids, key=lambda id: panels.class_of(id).order)


def _place_section(place: str, *before: html.Div) -> html.Section:
    """Return the section with the panels of a place, after the elements ``before``."""
    return html.Section([*before, *map(_panel, _panel_ids(place))], className=place, id=f"place-{place}")


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
