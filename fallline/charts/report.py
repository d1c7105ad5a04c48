"""The figures of a report, each out of its table alone: small multiples side by side, one for each regime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fallline.compare.pipeline import ORIGINAL
from fallline.compare.plan import HEADLINE_NAME
from fallline.compare.suites import STRESS
from fallline.compare.table import Table
from fallline.picture.palette import GROUNDS, MAP_COLOURS, MARKS

Row = dict[str, Any]
INK, FAINT = GROUNDS["light"].ink, GROUNDS["light"].faint
FONT = {"family": "Inter, system-ui, sans-serif", "size": 14, "color": INK}
WIDE, LINE = 1120, 24  # px
LEAST = 340  # px, of a figure with a bar of colours
BAR = {"thickness": 14, "lenmode": "pixels", "len": 150, "y": 1, "yanchor": "top"}
MOST_RIVALS = 4  # whose ratios are drawn landscape by landscape
FARTHEST = 100.0  # a ratio beyond is drawn at the edge
REGIME_TITLES = {
    "same": "same rate",
    "defaults": "defaults",
    "suite": "tuned for suite",
    "left_out": "tuned, left out",
    "function": "tuned for each",
}
OUTCOMES = {"arrived": "#0064a6", "still going": "#c9d1d9", "stalled": "#8b95a1", "diverged": "#2b3440"}


@dataclass(frozen=True)
class Entrants:
    """The entrants in their order, and how each is drawn."""

    names: tuple[str, ...]

    def colour(self, name: str) -> str:
        """The colour of its lines."""
        return MARKS[self.names.index(name) % len(MARKS)].light

    def line(self, name: str) -> dict[str, Any]:
        """Its lines' colour and dashes; those of one colour have unlike dashes."""
        place = self.names.index(name)
        mark = MARKS[(place + place // len(MARKS)) % len(MARKS)]
        return {"color": self.colour(name), "dash": mark.dash, "width": 2.5}


def rows_of(table: Table, **where: str) -> list[Row]:
    """The rows of a table as dicts, those with these entries."""
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [row for row in found if all(row[name] == value for name, value in where.items())]


def each_once(rows: list[Row], name: str) -> list[Any]:
    """The entries of a column in order, each once."""
    return list(dict.fromkeys(row[name] for row in rows))


def overall(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure | None:
    """The mean ratios with their intervals: a column for each rival, a line for each regime and instance."""
    rows = [row for row in rows_of(tables["overall"], group=group) if row["ratio"] != ""]
    rivals = each_once(rows, "rival")[: 2 * MOST_RIVALS]
    if not rows:
        return None
    labels = list(dict.fromkeys(f"{REGIME_TITLES[row['regime']]}, {row['instance']}" for row in rows))
    figure = side_by_side([f"{rival}" for rival in rivals], height=150 + LINE * len(labels))
    for place, rival in enumerate(rivals, start=1):
        mine = [row for row in rows if row["rival"] == rival]
        mine_labels = [f"{REGIME_TITLES[row['regime']]}, {row['instance']}" for row in mine]
        figure.add_trace(_ratios(mine, mine_labels, entrants.colour(rival), rival), 1, place)
    reference = rows[0]["reference"]
    _ratio_axes(figure, f"gradients, times those of {reference}", labels)
    return figure


def ratios(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure | None:
    """Landscape by landscape: a column for each regime."""
    rows = rows_of(tables["pairs"], group=group, instance=ORIGINAL)
    rivals = each_once(rows, "rival")
    if not rows or len(rivals) > MOST_RIVALS:
        return None
    grounds, regimes = each_once(rows, "landscape"), each_once(rows, "regime")
    figure = side_by_side(
        [REGIME_TITLES[each] for each in regimes], height=150 + (LINE + 8 * len(rivals)) * len(grounds)
    )
    for place, regime in enumerate(regimes, start=1):
        for rival in rivals:
            mine = [row for row in rows if (row["regime"], row["rival"]) == (regime, rival)]
            mine = [row for row in mine if not np.isnan(row["ratio"])]
            trace = _ratios(mine, [row["landscape"] for row in mine], entrants.colour(rival), rival)
            shift = (rivals.index(rival) - (len(rivals) - 1) / 2) * 0.24
            trace.y = [grounds.index(row["landscape"]) + shift for row in mine]
            trace.showlegend = place == 1
            figure.add_trace(trace, 1, place)
    _ratio_axes(figure, f"gradients, times those of {rows[0]['reference']}", None)
    figure.update_yaxes(tickvals=list(range(len(grounds))), ticktext=grounds, range=[len(grounds) - 0.5, -0.5])
    return figure


def _ratios(rows: list[Row], labels: list[str], colour: str, name: str) -> go.Scatter:
    """Ratios with intervals; an arrowhead at the edge stands for one that is farther out."""
    at = [_inside(row["ratio"]) for row in rows]
    out = [not 1 / FARTHEST < row["ratio"] < FARTHEST for row in rows]
    symbols = [
        ("triangle-right" if row["ratio"] > 1 else "triangle-left") if far else "circle"
        for row, far in zip(rows, out, strict=True)
    ]
    high = [_inside(row["high"]) - each for row, each in zip(rows, at, strict=True)]
    low = [each - _inside(row["low"]) for row, each in zip(rows, at, strict=True)]
    words = [f"{row['ratio']:.3g} ({row['low']:.3g} to {row['high']:.3g}){_said(row)}" for row in rows]
    return go.Scatter(
        x=at,
        y=labels,
        mode="markers",
        name=name,
        text=words,
        showlegend=False,
        hovertemplate="%{y}<br>" + name + ": %{text}<extra></extra>",
        error_x={"type": "data", "symmetric": False, "array": high, "arrayminus": low, "thickness": 2, "width": 0},
        marker={"color": colour, "size": 9, "symbol": symbols},
    )


def _said(row: Row) -> str:
    return f"<br>the reference is {row['the reference is']}" if "the reference is" in row else ""


def _inside(value: float) -> float:
    return float(np.clip(value, 1 / FARTHEST, FARTHEST))


def _ratio_axes(figure: go.Figure, title: str, labels: list[str] | None) -> None:
    edge = float(np.log10(FARTHEST) + 0.15)
    figure.update_xaxes(
        type="log",
        range=[-edge, edge],
        tickvals=[0.1, 1, 10],
        ticktext=["1/10", "1", "10"],
        tickangle=0,
    )
    titled(figure, title)
    figure.add_vline(x=1, line={"color": INK, "width": 1.5})
    if labels:
        figure.update_yaxes(categoryorder="array", categoryarray=labels[::-1])


def success(tables: dict[str, Table], _: Entrants, group: str) -> go.Figure:
    """How many runs arrive."""
    rows = rows_of(tables["landscapes"], group=group, instance=ORIGINAL, target=HEADLINE_NAME)
    return _matrix(
        rows, "landscape", "optimizer", "share", lambda row: f"{row['share']:.0%}", "Blues", (0, 1), "arrived"
    )


def wins(tables: dict[str, Table], _: Entrants, group: str) -> go.Figure:
    """Who arrives sooner how often."""
    rows = rows_of(tables["wins"], group=group)
    scale = [[0, MAP_COLOURS["versus"][1]], [0.5, "#ffffff"], [1, MAP_COLOURS["versus"][0]]]
    return _matrix(
        rows, "optimizer", "against", "share", lambda row: f"{row['share']:.0%}", scale, (0, 1), "arrives sooner"
    )


def _matrix(
    rows: list[Row],
    down: str,
    across: str,
    value: str,
    words: Callable[[Row], str],
    scale: Any,
    ends: tuple,
    title: str,
) -> go.Figure:
    regimes, lines, columns = (each_once(rows, name) for name in ("regime", down, across))
    figure = side_by_side([REGIME_TITLES[each] for each in regimes], height=max(180 + LINE * len(lines), LEAST))
    for place, regime in enumerate(regimes, start=1):
        by_cell = {(row[down], row[across]): row for row in rows if row["regime"] == regime}
        cells = [[by_cell.get((line, column)) for column in columns] for line in lines]
        crowded = len(columns) > 6
        figure.add_trace(
            go.Heatmap(
                z=[[cell[value] if cell else None for cell in line] for line in cells],
                text=[[words(cell) if cell and not crowded else "" for cell in line] for line in cells],
                x=columns,
                y=lines,
                texttemplate="%{text}",
                colorscale=scale,
                zmin=ends[0],
                zmax=ends[1],
                xgap=1,
                ygap=1,
                hovertemplate="%{y}<br>%{x}: %{z:.0%}<extra></extra>",
                colorbar={"title": {"text": title, "side": "right"}, "tickformat": ".0%", **BAR},
                showscale=place == len(regimes),
            ),
            1,
            place,
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(tickangle=-35, showgrid=False)
    return figure


def failures(tables: dict[str, Table], _: Entrants, group: str) -> go.Figure:
    """What became of the runs, a column for each entrant."""
    rows = rows_of(tables["failures"], group=group)
    regime = "defaults" if "defaults" in each_once(rows, "regime") else rows[0]["regime"]
    rows = [row for row in rows if row["regime"] == regime]
    grounds, names = each_once(rows, "landscape"), each_once(rows, "optimizer")[: 2 * MOST_RIVALS]
    figure = side_by_side(names, height=170 + LINE * len(grounds))
    for place, name in enumerate(names, start=1):
        mine = [row for row in rows if row["optimizer"] == name]
        for outcome, colour in OUTCOMES.items():
            bars = go.Bar(
                x=[row[outcome] for row in mine],
                y=[row["landscape"] for row in mine],
                orientation="h",
                name=outcome,
                marker={"color": colour, "line": {"width": 0}},
                showlegend=place == 1,
                hovertemplate="%{y}: %{x:.0%} " + outcome + "<extra></extra>",
            )
            figure.add_trace(bars, 1, place)
    figure.update_layout(barmode="stack", bargap=0.2)
    figure.update_xaxes(range=[0, 1], tickformat=".0%", tickvals=[0, 0.5, 1], ticktext=["0%", "50%", ""], tickangle=0)
    titled(figure, f"share of runs ({REGIME_TITLES[regime]})")
    figure.update_yaxes(autorange="reversed")
    return figure


def side_by_side(titles: list[str], height: int) -> go.Figure:
    """Axes in a row under their titles, which share what is upwards."""
    figure = make_subplots(1, len(titles), subplot_titles=titles, shared_yaxes=True, horizontal_spacing=0.025)
    return dressed(figure, height)


def dressed(figure: go.Figure, height: int) -> go.Figure:
    """What all figures share."""
    figure.update_layout(
        width=WIDE,
        height=height,
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
    axes = {"gridcolor": FAINT, "linecolor": INK, "zeroline": False, "automargin": True, "title_standoff": 8}
    figure.update_xaxes(**axes)
    figure.update_yaxes(**axes)
    return figure


def titled(figure: go.Figure, title: str) -> None:
    """One title below several alike axes."""
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


def groups_of(tables: dict[str, Table]) -> Iterator[tuple[str, bool]]:
    """The groups of landscapes, and whether each is ranked."""
    for group in each_once(rows_of(tables["failures"]), "group"):
        yield group, group != STRESS
