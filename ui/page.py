"""The page's shell: header, rail, panels, transport bar. What fills them comes from callbacks."""

from __future__ import annotations

from collections.abc import Iterable

import dash_mantine_components as dmc
from dash import dcc, html

from engine.examples import examples
from landscapes import shelf as landscapes
from panels import BELOW, VIEWS
from panels import shelf as panels

HEIGHTS = ({"value": "linear", "label": "Linear"}, {"value": "log", "label": "Log"})


def layout() -> dmc.MantineProvider:
    """The whole page, empty."""
    return dmc.MantineProvider(
        html.Div(
            [
                _header(),
                html.Div(id="notice", role="alert"),
                html.Aside(id="rail", className="rail", **{"aria-label": "Scene"}),
                html.Main([_place(VIEWS), _place(BELOW)], className="stage"),
                html.Footer(id="transport", className="transport", **{"aria-label": "Playback"}),
                dcc.Store(id="boot", data=1),
                dcc.Store(id="address"),
                dcc.Store(id="picked"),
                dcc.Store(id="turns"),
                dcc.Store(id="taken"),
                dcc.Store(id="stage"),
                dcc.Store(id="loaded"),
                dcc.Store(id="refused"),
            ],
            id="lab",
            className="lab",
        ),
        id="mantine",
        theme={"primaryColor": "blue", "fontFamily": "Inter, system-ui, sans-serif"},
    )


def _header() -> html.Header:
    return html.Header(
        [
            html.A([html.Span("◣", className="logo"), "Fall Line"], href="/", className="brand"),
            dmc.Select(
                id="landscape",
                data=_families(),
                searchable=True,
                allowDeselect=False,
                size="sm",
                className="pick",
                maxDropdownHeight=520,
                **{"aria-label": "Landscape"},
            ),
            dmc.Select(
                id="example",
                data=_examples(),
                placeholder="Examples: the authors' videos",
                searchable=True,
                size="sm",
                className="pick wide",
                **{"aria-label": "Examples"},
            ),
            html.Span(className="spring"),
            html.Span("Height", className="label"),
            dmc.SegmentedControl(id="height", data=list(HEIGHTS), value="linear", size="xs"),
            dmc.SegmentedControl(
                id="theme",
                data=[{"value": "light", "label": "☀"}, {"value": "dark", "label": "☾"}],
                value="light",
                size="xs",
            ),
            html.Button("Copy link", id="copy", className="button"),
        ]
    )


def _families() -> list[dict]:
    return _grouped((cls.family.replace("_", " "), id, cls.title) for id, cls in landscapes.classes.items())


def _examples() -> list[dict]:
    words = {"videos": "The AdaBelief authors' videos", "ideas": "Ideas"}
    return _grouped((words[each.group], each.id, each.title) for each in examples.values())


def _grouped(entries: Iterable[tuple[str, str, str]]) -> list[dict]:
    """Choices under headings, from (heading, value, label)."""
    groups: dict[str, list[dict]] = {}
    for group, value, label in entries:
        groups.setdefault(group, []).append({"value": value, "label": label})
    return [{"group": group, "items": items} for group, items in groups.items()]


def _placed(place: str) -> list[str]:
    here = [id for id, cls in panels.classes.items() if cls.place == place]
    return sorted(here, key=lambda id: panels.class_of(id).order)


def _place(place: str) -> html.Section:
    return html.Section([_panel(id) for id in _placed(place)], className=place)


def _panel(id: str) -> html.Figure:
    cls = panels.class_of(id)
    inside = [html.Div(className="plot"), html.Canvas(className="overlay")] if cls.has_stage else []
    return html.Figure(
        [html.Figcaption(cls.title, title=cls.says()), html.Div(inside, className="frame")],
        id=f"panel-{id}",
        className=f"panel {cls.overlay}",
        **{"data-panel": id, "data-overlay": cls.overlay},
    )
