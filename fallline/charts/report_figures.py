"""Plotly figures of a report, each drawn from one table as a row of subplots, usually one for each regime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fallline.compare.pipeline import ORIGINAL_INSTANCE
from fallline.compare.plan import HEADLINE_NAME
from fallline.compare.suites import STRESS_SUITE
from fallline.compare.table import Table
from fallline.picture.palette import MAP_COLOURS, MARKS, PAGE_COLOURS

Row = dict[str, Any]  # column name -> entry
TEXT_COLOUR, GRID_COLOUR = PAGE_COLOURS["light"].foreground, PAGE_COLOURS["light"].grid_line
FONT = {"family": "Inter, system-ui, sans-serif", "size": 14, "color": TEXT_COLOUR}
FIGURE_WIDTH_PX = 1120
ROW_HEIGHT_PX = 24  # of a figure's row for a landscape or an optimizer
MIN_HEIGHT_PX = 340  # of a figure with a colour bar
COLOUR_BAR = {"thickness": 14, "lenmode": "pixels", "len": 150, "y": 1, "yanchor": "top"}
MAX_LANDSCAPE_RIVALS = 4  # with more rivals, no ratios are drawn landscape by landscape
MAX_COLUMNS = 8  # of a figure with a column for each rival or entrant; the others are not drawn
MAX_LABELLED_COLUMNS = 6  # of a heat map; the cells of a wider one have no labels
MAX_RATIO = 100.0  # a ratio beyond it, or below its inverse, is drawn as an arrowhead at the edge
REGIME_TITLES = {
    "same": "same rate",
    "defaults": "defaults",
    "suite": "tuned for suite",
    "left_out": "tuned, left out",
    "function": "tuned for each",
}
OUTCOME_COLOURS = {  # by column of the table "failures"
    "arrived": "#0064a6",
    "still going": "#c9d1d9",
    "stalled": "#8b95a1",
    "diverged": "#2b3440",
}


@dataclass(frozen=True)
class EntrantStyles:
    """The colour and dashes of each entrant's lines; ``names`` are the entrants' names in the order of the report."""

    names: tuple[str, ...]

    def colour(self, name: str) -> str:
        """Return the colour (CSS) of the entrant ``name``."""
        return MARKS[self.names.index(name) % len(MARKS)].light

    def line(self, name: str) -> dict[str, Any]:
        """Return the Plotly line style of the entrant ``name``; entrants that share a colour have different dashes."""
        index = self.names.index(name)
        mark = MARKS[(index + index // len(MARKS)) % len(MARKS)]
        return {"color": self.colour(name), "dash": mark.dash, "width": 2.5}


def select_rows(table: Table, **entries: str) -> list[Row]:
    """Return the rows of a table whose entries equal ``entries`` (column=value); each is a dict by column name."""
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [row for row in found if all(row[name] == value for name, value in entries.items())]


def unique_values(rows: list[Row], column: str) -> list[Any]:
    """Return the distinct entries of a column in order of appearance."""
    return list(dict.fromkeys(row[column] for row in rows))


def draw_overall_ratios(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure | None:
    """Return a figure of each rival's mean cost ratio to the reference, with its interval: a subplot per rival.

    Each row of a subplot is a regime and an instance. Returns None if the table has no ratio for the group.
    """
    rows = [row for row in select_rows(tables["overall"], group=group) if row["ratio"] != ""]
    rivals = unique_values(rows, "rival")[:MAX_COLUMNS]
    if not rows:
        return None
    labels = list(dict.fromkeys(f"{REGIME_TITLES[row['regime']]}, {row['instance']}" for row in rows))
    figure = make_column_axes([f"{rival}" for rival in rivals], height_px=150 + ROW_HEIGHT_PX * len(labels))
    for column, rival in enumerate(rivals, start=1):
        rival_rows = [row for row in rows if row["rival"] == rival]
        rival_labels = [f"{REGIME_TITLES[row['regime']]}, {row['instance']}" for row in rival_rows]
        figure.add_trace(_ratio_markers(rival_rows, rival_labels, entrants.colour(rival), rival), 1, column)
    reference = rows[0]["reference"]
    _set_ratio_axes(figure, f"gradients, times those of {reference}", labels)
    return figure


def draw_landscape_ratios(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure | None:
    """Return a figure of each rival's cost ratio to the reference on each landscape, a subplot for each regime.

    Returns None if there are no ratios, or more than MAX_LANDSCAPE_RIVALS rivals.
    """
    rows = select_rows(tables["pairs"], group=group, instance=ORIGINAL_INSTANCE)
    rivals = unique_values(rows, "rival")
    if not rows or len(rivals) > MAX_LANDSCAPE_RIVALS:
        return None
    names, regimes = unique_values(rows, "landscape"), unique_values(rows, "regime")
    figure = make_column_axes(
        [REGIME_TITLES[each] for each in regimes], height_px=150 + (ROW_HEIGHT_PX + 8 * len(rivals)) * len(names)
    )
    for column, regime in enumerate(regimes, start=1):
        for rival in rivals:
            rival_rows = [row for row in rows if (row["regime"], row["rival"]) == (regime, rival)]
            rival_rows = [row for row in rival_rows if not np.isnan(row["ratio"])]
            trace = _ratio_markers(rival_rows, [row["landscape"] for row in rival_rows], entrants.colour(rival), rival)
            shift = (rivals.index(rival) - (len(rivals) - 1) / 2) * 0.24
            trace.y = [names.index(row["landscape"]) + shift for row in rival_rows]
            trace.showlegend = column == 1
            figure.add_trace(trace, 1, column)
    _set_ratio_axes(figure, f"gradients, times those of {rows[0]['reference']}", None)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.5, -0.5])
    return figure


def _ratio_markers(rows: list[Row], labels: list[str], colour: str, name: str) -> go.Scatter:
    """Return ratios as markers with interval bars; an arrowhead at the edge stands for one beyond MAX_RATIO."""
    drawn = [_clip_ratio(row["ratio"]) for row in rows]
    is_beyond = [not 1 / MAX_RATIO < row["ratio"] < MAX_RATIO for row in rows]
    symbols = [
        ("triangle-right" if row["ratio"] > 1 else "triangle-left") if beyond else "circle"
        for row, beyond in zip(rows, is_beyond, strict=True)
    ]
    high = [_clip_ratio(row["high"]) - each for row, each in zip(rows, drawn, strict=True)]
    low = [each - _clip_ratio(row["low"]) for row, each in zip(rows, drawn, strict=True)]
    texts = [f"{row['ratio']:.3g} ({row['low']:.3g} to {row['high']:.3g}){_reference_note(row)}" for row in rows]
    return go.Scatter(
        x=drawn,
        y=labels,
        mode="markers",
        name=name,
        text=texts,
        showlegend=False,
        hovertemplate="%{y}<br>" + name + ": %{text}<extra></extra>",
        error_x={"type": "data", "symmetric": False, "array": high, "arrayminus": low, "thickness": 2, "width": 0},
        marker={"color": colour, "size": 9, "symbol": symbols},
    )


def _reference_note(row: Row) -> str:
    return f"<br>the reference is {row['the reference is']}" if "the reference is" in row else ""


def _clip_ratio(value: float) -> float:
    return float(np.clip(value, 1 / MAX_RATIO, MAX_RATIO))


def _set_ratio_axes(figure: go.Figure, title: str, labels: list[str] | None) -> None:
    edge = float(np.log10(MAX_RATIO) + 0.15)
    figure.update_xaxes(
        type="log",
        range=[-edge, edge],
        tickvals=[0.1, 1, 10],
        ticktext=["1/10", "1", "10"],
        tickangle=0,
    )
    add_shared_x_title(figure, title)
    figure.add_vline(x=1, line={"color": TEXT_COLOUR, "width": 1.5})
    if labels:
        figure.update_yaxes(categoryorder="array", categoryarray=labels[::-1])


def draw_success_shares(tables: dict[str, Table], _: EntrantStyles, group: str) -> go.Figure:
    """Return heat maps of the share of runs that reach the target: landscapes by optimizers, one map per regime."""
    rows = select_rows(tables["landscapes"], group=group, instance=ORIGINAL_INSTANCE, target=HEADLINE_NAME)
    return _draw_matrix(
        rows, "landscape", "optimizer", "share", lambda row: f"{row['share']:.0%}", "Blues", (0, 1), "arrived"
    )


def draw_win_shares(tables: dict[str, Table], _: EntrantStyles, group: str) -> go.Figure:
    """Return heat maps, one per regime, of the share of starts on which the row's optimizer beats the column's.

    To beat is to reach the target at less cost.
    """
    rows = select_rows(tables["wins"], group=group)
    scale = [[0, MAP_COLOURS["versus"][1]], [0.5, "#ffffff"], [1, MAP_COLOURS["versus"][0]]]
    return _draw_matrix(
        rows, "optimizer", "against", "share", lambda row: f"{row['share']:.0%}", scale, (0, 1), "arrives sooner"
    )


def _draw_matrix(
    rows: list[Row],
    y_column: str,
    x_column: str,
    value_column: str,
    format_row: Callable[[Row], str],
    colour_scale: Any,
    value_range: tuple[float, float],
    colour_title: str,
) -> go.Figure:
    """Draw a heat map of ``value_column`` for each regime; its cells have no labels if it is too wide."""
    regimes, ys, xs = (unique_values(rows, name) for name in ("regime", y_column, x_column))
    figure = make_column_axes(
        [REGIME_TITLES[each] for each in regimes], height_px=max(180 + ROW_HEIGHT_PX * len(ys), MIN_HEIGHT_PX)
    )
    for column, regime in enumerate(regimes, start=1):
        by_cell = {(row[y_column], row[x_column]): row for row in rows if row["regime"] == regime}
        cells = [[by_cell.get((y, x)) for x in xs] for y in ys]
        is_crowded = len(xs) > MAX_LABELLED_COLUMNS
        figure.add_trace(
            go.Heatmap(
                z=[[cell[value_column] if cell else None for cell in line] for line in cells],
                text=[[format_row(cell) if cell and not is_crowded else "" for cell in line] for line in cells],
                x=xs,
                y=ys,
                texttemplate="%{text}",
                colorscale=colour_scale,
                zmin=value_range[0],
                zmax=value_range[1],
                xgap=1,
                ygap=1,
                hovertemplate="%{y}<br>%{x}: %{z:.0%}<extra></extra>",
                colorbar={"title": {"text": colour_title, "side": "right"}, "tickformat": ".0%", **COLOUR_BAR},
                showscale=column == len(regimes),
            ),
            1,
            column,
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(tickangle=-35, showgrid=False)
    return figure


def draw_outcome_shares(tables: dict[str, Table], _: EntrantStyles, group: str) -> go.Figure:
    """Return a figure of the shares of outcomes as stacked bars: a bar per landscape, a subplot per entrant."""
    rows = select_rows(tables["failures"], group=group)
    regime = "defaults" if "defaults" in unique_values(rows, "regime") else rows[0]["regime"]
    rows = [row for row in rows if row["regime"] == regime]
    landscapes, names = unique_values(rows, "landscape"), unique_values(rows, "optimizer")[:MAX_COLUMNS]
    figure = make_column_axes(names, height_px=170 + ROW_HEIGHT_PX * len(landscapes))
    for column, name in enumerate(names, start=1):
        entrant_rows = [row for row in rows if row["optimizer"] == name]
        for outcome, colour in OUTCOME_COLOURS.items():
            bars = go.Bar(
                x=[row[outcome] for row in entrant_rows],
                y=[row["landscape"] for row in entrant_rows],
                orientation="h",
                name=outcome,
                marker={"color": colour, "line": {"width": 0}},
                showlegend=column == 1,
                hovertemplate="%{y}: %{x:.0%} " + outcome + "<extra></extra>",
            )
            figure.add_trace(bars, 1, column)
    figure.update_layout(barmode="stack", bargap=0.2)
    figure.update_xaxes(range=[0, 1], tickformat=".0%", tickvals=[0, 0.5, 1], ticktext=["0%", "50%", ""], tickangle=0)
    add_shared_x_title(figure, f"share of runs ({REGIME_TITLES[regime]})")
    figure.update_yaxes(autorange="reversed")
    return figure


def make_column_axes(titles: list[str], height_px: int) -> go.Figure:
    """Return a styled figure, ``height_px`` high in all: a row of subplots with these titles that share the y axis."""
    figure = make_subplots(1, len(titles), subplot_titles=titles, shared_yaxes=True, horizontal_spacing=0.025)
    return style_figure(figure, height_px)


def style_figure(figure: go.Figure, height_px: int) -> go.Figure:
    """Return the figure after setting the size, font, colours, margins and legend that all report figures share."""
    figure.update_layout(
        width=FIGURE_WIDTH_PX,
        height=height_px,
        font=FONT,
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        margin={"l": 20, "r": 30, "t": 80, "b": 70},
        legend={
            "orientation": "h",
            "y": 1,
            "yanchor": "top",
            "x": 0,
            "xanchor": "left",
            "yref": "container",
            "traceorder": "normal",
        },
    )
    figure.update_annotations(font_size=15)
    axes = {
        "gridcolor": GRID_COLOUR,
        "linecolor": TEXT_COLOUR,
        "zeroline": False,
        "automargin": True,
        "title_standoff": 8,
    }
    figure.update_xaxes(**axes)
    figure.update_yaxes(**axes)
    return figure


def add_shared_x_title(figure: go.Figure, title: str) -> None:
    """Add one x axis title to a figure, centred below all subplots, in place of a title for each."""
    figure.add_annotation(
        text=title,
        xref="paper",
        yref="paper",
        x=0.5,
        y=0,
        yanchor="top",
        yshift=-28,
        showarrow=False,
        font={"size": 15},
    )


def list_groups(tables: dict[str, Table]) -> Iterator[tuple[str, bool]]:
    """Yield (group, is ranked) for each group of landscapes in the tables; only STRESS_SUITE is not ranked."""
    for group in unique_values(select_rows(tables["failures"]), "group"):
        yield group, group != STRESS_SUITE
