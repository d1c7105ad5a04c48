"""The curves of a report: whole suites over what was spent, and over what was tuned."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from fallline.charts.report import (
    BAR,
    INK,
    LEAST,
    LINE,
    REGIME_TITLES,
    Entrants,
    Row,
    dressed,
    each_once,
    rows_of,
    side_by_side,
    titled,
)
from fallline.compare.pipeline import ORIGINAL
from fallline.compare.table import Table
from fallline.core.round_numbers import round_numbers
from fallline.picture.palette import MARKS

NEVER = 6.0  # factors of two above the best at which a colour ends
TALL = 380
MOST_BANDS = 6


def runtimes(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure:
    """The share solved over the cost, with bands."""
    rows = rows_of(tables["runtimes"], group=group, instance=ORIGINAL)
    figure = _by_regime(rows, entrants, "cost", band=True)
    figure.update_xaxes(type="log", dtick=1, tickangle=0)
    titled(figure, "gradients")
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    figure.update_yaxes(title="share reached", col=1)
    return figure


def performance(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure:
    """Dolan and More's profile."""
    rows = [
        row for row in rows_of(tables["performance"], group=group, instance=ORIGINAL) if not isinstance(row["tau"], str)
    ]
    figure = _by_regime(rows, entrants, "tau")
    figure.update_xaxes(type="log", tickvals=[1, 2, 4, 8, 16], range=[0, float(np.log10(16))], tickangle=0)
    titled(figure, "gradients, times those of the best")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title="share of landscapes", col=1)
    return figure


def data_profile(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure:
    """More and Wild's profile."""
    rows = rows_of(tables["data_profile"], group=group, instance=ORIGINAL)
    figure = _by_regime(rows, entrants, "alpha")
    figure.update_xaxes(type="log", dtick=1, tickangle=0, tickvals=[1, 10, 100, 1000], range=[0, 4])
    titled(figure, "gradients / (coordinates + 1)")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title="share of landscapes solved", col=1)
    return figure


def _by_regime(rows: list[Row], entrants: Entrants, x: str, *, band: bool = False) -> go.Figure:
    regimes = each_once(rows, "regime")
    figure = side_by_side([REGIME_TITLES[each] for each in regimes], height=TALL + LINE * (len(entrants.names) // 6))
    for place, regime in enumerate(regimes, start=1):
        for name in entrants.names:
            mine = [row for row in rows if (row["regime"], row["optimizer"]) == (regime, name)]
            lines = _lines(mine, x, "share", name, entrants, banded=band)
            lines[-1].update(showlegend=place == 1, hovertemplate=name + ": %{y:.0%} at %{x:.3g}<extra></extra>")
            figure.add_traces(lines, 1, place)
    return figure


def _lines(rows: list[Row], x: str, y: str, name: str, entrants: Entrants, *, banded: bool) -> list[go.Scatter]:
    """An entrant's line, before it the band from 'low' to 'high', unless there are too many for that."""
    at, found = [row[x] for row in rows], []
    if banded and len(entrants.names) <= MOST_BANDS:
        both = [row["high"] for row in rows] + [row["low"] for row in rows][::-1]
        ground = {"fill": "toself", "fillcolor": entrants.colour(name), "opacity": 0.15, "line": {"width": 0}}
        quiet = {"hoverinfo": "skip", "showlegend": False, "legendgroup": name}
        found.append(go.Scatter(x=at + at[::-1], y=both, **ground, **quiet))
    facts = {"mode": "lines", "line": entrants.line(name), "name": name, "legendgroup": name}
    return [*found, go.Scatter(x=at, y=[row[y] for row in rows], **facts)]


def sensitivity(tables: dict[str, Table], _: Entrants, group: str) -> go.Figure | None:
    """How much is lost at other learning rates: a line for each landscape, a column for each entrant."""
    rows = rows_of(tables["sensitivity"], group=group)
    names = each_once(rows, "optimizer")[:8]
    if not rows:
        return None
    grounds = each_once(rows, "landscape")
    figure = side_by_side(names, height=max(180 + LINE * len(grounds), LEAST))
    for place, name in enumerate(names, start=1):
        mine = [row for row in rows if row["optimizer"] == name]
        rates = sorted({row["lr"] for row in mine})
        by_cell = {(row["landscape"], row["lr"]): row["ERT"] for row in mine}
        cells = np.array([[by_cell[ground, rate] for rate in rates] for ground in grounds], dtype=float)
        least = cells.min(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            lost = np.where(np.isfinite(cells), np.log2(cells / least), np.nan)
        figure.add_trace(
            go.Heatmap(
                z=np.where(np.isnan(lost), np.array(None), np.minimum(lost, NEVER)),
                x=rates,
                y=grounds,
                colorscale="Viridis_r",
                zmin=0,
                zmax=NEVER,
                showscale=place == len(names),
                hovertemplate="%{y}<br>lr %{x:.3g}: 2^%{z:.2f} times the least<extra></extra>",
                colorbar={
                    "title": {"text": "times the least", "side": "right"},
                    "tickvals": [0, 1, 2, 4, 6],
                    "ticktext": ["1", "2", "4", "16", "≥64"],
                    **BAR,
                },
            ),
            1,
            place,
        )
    figure.update_xaxes(type="log", dtick=2, tickangle=0, showgrid=False, exponentformat="power")
    titled(figure, "learning rate")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(plot_bgcolor="#eceff2")
    return figure


def robustness(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure | None:
    """The share of the range of learning rates within twice the best."""
    rows = rows_of(tables["sensitivity"], group=group)
    if not rows:
        return None
    names = each_once(rows, "optimizer")
    figure = dressed(go.Figure(), 120 + 44 * len(names))
    for name in names:
        once = {row["landscape"]: row["within 2x"] for row in rows if row["optimizer"] == name}
        figure.add_trace(
            go.Box(
                x=list(once.values()),
                y=[name] * len(once),
                orientation="h",
                boxpoints="all",
                jitter=0.5,
                pointpos=0,
                text=list(once),
                marker={"color": entrants.colour(name), "size": 6},
                line={"width": 1.5},
                fillcolor="rgba(0,0,0,0)",
                hovertemplate="%{text}: %{x:.0%}<extra></extra>",
                showlegend=False,
            )
        )
    figure.update_xaxes(
        tickformat=".0%", rangemode="tozero", title="share of the learning rates tried, within 2x of the best"
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def tuning(tables: dict[str, Table], entrants: Entrants, group: str) -> go.Figure | None:
    """What so many trials are worth."""
    rows = rows_of(tables["tuning"], group=group)
    if not rows:
        return None
    figure = dressed(go.Figure(), TALL)
    for name in each_once(rows, "optimizer"):
        mine = [row for row in rows if row["optimizer"] == name]
        lines = _lines(mine, "trials", "ERT", name, entrants, banded=True)
        lines[-1].update(mode="lines+markers", hovertemplate=name + ": %{y:,.0f} after %{x} trials<extra></extra>")
        figure.add_traces(lines)
    figure.update_xaxes(type="log", title="trials", tickvals=round_numbers(0, 2))
    figure.update_yaxes(type="log", title="expected gradients (geometric mean)", dtick=1)
    return figure


def step_time(tables: dict[str, Table], entrants: Entrants) -> go.Figure:
    """What a step takes."""
    rows = rows_of(tables["step_time"])
    many = each_once(rows, "starts at a time")
    ratio = tables["step_time"].columns[-1]
    figure = side_by_side(
        [f"{each:,} start{'s' * (each > 1)} at a time" for each in many], height=130 + 30 * len(entrants.names)
    )
    for place, each in enumerate(many, start=1):
        mine = [row for row in rows if row["starts at a time"] == each]
        figure.add_trace(
            go.Bar(
                x=[row[ratio] for row in mine],
                y=[row["optimizer"] for row in mine],
                orientation="h",
                showlegend=False,
                marker={"color": [entrants.colour(row["optimizer"]) for row in mine]},
                text=[f"{row[ratio]:.2f} ({row['microseconds']:.0f} µs)" for row in mine],
                textposition="auto",
                hovertemplate="%{y}: %{text}<extra></extra>",
            ),
            1,
            place,
        )
    figure.update_xaxes(rangemode="tozero")
    titled(figure, ratio)
    figure.update_yaxes(autorange="reversed")
    return figure


def multiplier(table: Table) -> go.Figure:
    """AdaBelief's growing stride."""
    figure = dressed(go.Figure(), TALL)
    rows = rows_of(table)
    for place, name in enumerate(table.columns[1:]):
        mark = MARKS[place % len(MARKS)]
        lines = {"mode": "markers", "marker": {"size": 11, "symbol": "x-thin", "line": {"width": 2, "color": INK}}}
        if place:
            lines = {"mode": "lines", "line": {"color": mark.light, "dash": mark.dash, "width": 2.5}}
        figure.add_scatter(x=[row["t"] for row in rows], y=[row[name] for row in rows], name=name, **lines)
    figure.update_xaxes(type="log", title="steps t", exponentformat="none", dtick=1)
    figure.update_yaxes(type="log", title="step / learning rate", dtick=1)
    return figure


OF_TABLE = {"multiplier": multiplier}
