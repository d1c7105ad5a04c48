"""Plotly figures of a report whose x axis is a budget, a learning rate, a number of trials or of steps."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from fallline.charts.report_figures import (
    COLOUR_BAR,
    MAX_COLUMNS,
    MIN_HEIGHT_PX,
    REGIME_TITLES,
    ROW_HEIGHT_PX,
    TEXT_COLOUR,
    EntrantStyles,
    Row,
    add_shared_x_title,
    make_column_axes,
    select_rows,
    style_figure,
    unique_values,
)
from fallline.compare.pipeline import ORIGINAL_INSTANCE
from fallline.compare.table import Table
from fallline.core.round_numbers import round_numbers
from fallline.picture.palette import MARKS

MAX_DOUBLINGS = 6.0  # log2 of (cost divided by the lowest cost) at which the colour scale ends
CURVES_HEIGHT_PX = 380  # of a figure of curves
MAX_ENTRANTS_WITH_BANDS = 6  # with more entrants, no confidence bands are drawn


def draw_runtime_profile(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure:
    """Return a figure of the share of a group's (landscape, target, start) reached against the gradients spent.

    A subplot per regime, a line per entrant; bands are its 95 % interval, drawn for few entrants only.
    """
    rows = select_rows(tables["runtimes"], group=group, instance=ORIGINAL_INSTANCE)
    figure = _draw_profiles(rows, entrants, "cost", with_bands=True)
    figure.update_xaxes(type="log", dtick=1, tickangle=0)
    add_shared_x_title(figure, "gradients")
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    figure.update_yaxes(title="share reached", col=1)
    return figure


def draw_performance_profile(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure:
    """Return a figure of a group's performance profiles (Dolan and Moré, 2002), one subplot per regime.

    A profile is the share of landscapes solved within tau times the best running time.
    """
    rows = [
        row
        for row in select_rows(tables["performance"], group=group, instance=ORIGINAL_INSTANCE)
        if not isinstance(row["tau"], str)
    ]
    figure = _draw_profiles(rows, entrants, "tau")
    figure.update_xaxes(type="log", tickvals=[1, 2, 4, 8, 16], range=[0, float(np.log10(16))], tickangle=0)
    add_shared_x_title(figure, "gradients, times those of the best")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title="share of landscapes", col=1)
    return figure


def draw_data_profile(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure:
    """Return a figure of a group's data profiles (Moré and Wild, 2009), one subplot per regime.

    A profile is the share of landscapes solved against gradients / (coordinates + 1).
    """
    rows = select_rows(tables["data_profile"], group=group, instance=ORIGINAL_INSTANCE)
    figure = _draw_profiles(rows, entrants, "alpha")
    figure.update_xaxes(type="log", dtick=1, tickangle=0, tickvals=[1, 10, 100, 1000], range=[0, 4])
    add_shared_x_title(figure, "gradients / (coordinates + 1)")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_yaxes(title="share of landscapes solved", col=1)
    return figure


def _draw_profiles(rows: list[Row], entrants: EntrantStyles, x: str, *, with_bands: bool = False) -> go.Figure:
    regimes = unique_values(rows, "regime")
    figure = make_column_axes(
        [REGIME_TITLES[each] for each in regimes],
        height_px=CURVES_HEIGHT_PX + ROW_HEIGHT_PX * (len(entrants.names) // 6),
    )
    for column, regime in enumerate(regimes, start=1):
        for name in entrants.names:
            entrant_rows = [row for row in rows if (row["regime"], row["optimizer"]) == (regime, name)]
            lines = _entrant_line(entrant_rows, x, "share", name, entrants, with_band=with_bands)
            lines[-1].update(showlegend=column == 1, hovertemplate=name + ": %{y:.0%} at %{x:.3g}<extra></extra>")
            figure.add_traces(lines, 1, column)
    return figure


def _entrant_line(
    rows: list[Row], x: str, y: str, name: str, entrants: EntrantStyles, *, with_band: bool
) -> list[go.Scatter]:
    """Return an entrant's line, after its band from 'low' to 'high' unless there are too many entrants."""
    xs, traces = [row[x] for row in rows], []
    if with_band and len(entrants.names) <= MAX_ENTRANTS_WITH_BANDS:
        both = [row["high"] for row in rows] + [row["low"] for row in rows][::-1]
        band = {"fill": "toself", "fillcolor": entrants.colour(name), "opacity": 0.15, "line": {"width": 0}}
        hidden = {"hoverinfo": "skip", "showlegend": False, "legendgroup": name}
        traces.append(go.Scatter(x=xs + xs[::-1], y=both, **band, **hidden))
    style = {"mode": "lines", "line": entrants.line(name), "name": name, "legendgroup": name}
    return [*traces, go.Scatter(x=xs, y=[row[y] for row in rows], **style)]


def draw_sensitivity(tables: dict[str, Table], _: EntrantStyles, group: str) -> go.Figure | None:
    """Return heat maps of the cost at each learning rate divided by the lowest: one map per entrant.

    Rows of a map are the landscapes of the group. None if the table ``sensitivity`` has no row of the group.
    """
    rows = select_rows(tables["sensitivity"], group=group)
    names = unique_values(rows, "optimizer")[:MAX_COLUMNS]
    if not rows:
        return None
    landscapes = unique_values(rows, "landscape")
    figure = make_column_axes(names, height_px=max(180 + ROW_HEIGHT_PX * len(landscapes), MIN_HEIGHT_PX))
    for column, name in enumerate(names, start=1):
        entrant_rows = [row for row in rows if row["optimizer"] == name]
        rates = sorted({row["lr"] for row in entrant_rows})
        cost_of = {(row["landscape"], row["lr"]): row["ERT"] for row in entrant_rows}
        costs = np.array([[cost_of[landscape, rate] for rate in rates] for landscape in landscapes], dtype=float)
        lowest = costs.min(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            doublings = np.where(np.isfinite(costs), np.log2(costs / lowest), np.nan)
        figure.add_trace(
            go.Heatmap(
                z=np.where(np.isnan(doublings), np.array(None), np.minimum(doublings, MAX_DOUBLINGS)),
                x=rates,
                y=landscapes,
                colorscale="Viridis_r",
                zmin=0,
                zmax=MAX_DOUBLINGS,
                showscale=column == len(names),
                hovertemplate="%{y}<br>lr %{x:.3g}: 2^%{z:.2f} times the least<extra></extra>",
                colorbar={
                    "title": {"text": "times the least", "side": "right"},
                    "tickvals": [0, 1, 2, 4, 6],
                    "ticktext": ["1", "2", "4", "16", "≥64"],
                    **COLOUR_BAR,
                },
            ),
            1,
            column,
        )
    figure.update_xaxes(type="log", dtick=2, tickangle=0, showgrid=False, exponentformat="power")
    add_shared_x_title(figure, "learning rate")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(plot_bgcolor="#eceff2")
    return figure


def draw_robustness(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure | None:
    """Return a box plot of the share of learning rates with at most twice the lowest cost: a box per entrant.

    Dots are the landscapes of the group. None if the table ``sensitivity`` has no row of the group.
    """
    rows = select_rows(tables["sensitivity"], group=group)
    if not rows:
        return None
    names = unique_values(rows, "optimizer")
    figure = style_figure(go.Figure(), 120 + 44 * len(names))
    for name in names:
        shares = {row["landscape"]: row["within 2x"] for row in rows if row["optimizer"] == name}
        figure.add_trace(
            go.Box(
                x=list(shares.values()),
                y=[name] * len(shares),
                orientation="h",
                boxpoints="all",
                jitter=0.5,
                pointpos=0,
                text=list(shares),
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


def draw_tuning_cost(tables: dict[str, Table], entrants: EntrantStyles, group: str) -> go.Figure | None:
    """Return a figure of the expected cost with the best of n trials against n, a line per entrant.

    None if the table ``tuning`` has no row of the group.
    """
    rows = select_rows(tables["tuning"], group=group)
    if not rows:
        return None
    figure = style_figure(go.Figure(), CURVES_HEIGHT_PX)
    for name in unique_values(rows, "optimizer"):
        entrant_rows = [row for row in rows if row["optimizer"] == name]
        lines = _entrant_line(entrant_rows, "trials", "ERT", name, entrants, with_band=True)
        lines[-1].update(mode="lines+markers", hovertemplate=name + ": %{y:,.0f} after %{x} trials<extra></extra>")
        figure.add_traces(lines)
    figure.update_xaxes(type="log", title="trials", tickvals=round_numbers(0, 2))
    figure.update_yaxes(type="log", title="expected gradients (geometric mean)", dtick=1)
    return figure


def draw_step_times(tables: dict[str, Table], entrants: EntrantStyles) -> go.Figure:
    """Return a bar chart of each entrant's time per step divided by the baseline's.

    One subplot for each number of starts that are stepped at a time.
    """
    rows = select_rows(tables["step_time"])
    counts = unique_values(rows, "starts at a time")
    ratio = tables["step_time"].columns[-1]
    figure = make_column_axes(
        [f"{each:,} start{'s' * (each > 1)} at a time" for each in counts], height_px=130 + 30 * len(entrants.names)
    )
    for column, each in enumerate(counts, start=1):
        entrant_rows = [row for row in rows if row["starts at a time"] == each]
        figure.add_trace(
            go.Bar(
                x=[row[ratio] for row in entrant_rows],
                y=[row["optimizer"] for row in entrant_rows],
                orientation="h",
                showlegend=False,
                marker={"color": [entrants.colour(row["optimizer"]) for row in entrant_rows]},
                text=[f"{row[ratio]:.2f} ({row['microseconds']:.0f} µs)" for row in entrant_rows],
                textposition="auto",
                hovertemplate="%{y}: %{text}<extra></extra>",
            ),
            1,
            column,
        )
    figure.update_xaxes(rangemode="tozero")
    add_shared_x_title(figure, ratio)
    figure.update_yaxes(autorange="reversed")
    return figure


def draw_step_multiplier(table: Table) -> go.Figure:
    """Return a figure of the table ``multiplier``: step / learning rate on a constant slope against the step t.

    Simulated optimizers are lines, the formula for AdaBelief is crosses.
    """
    figure = style_figure(go.Figure(), CURVES_HEIGHT_PX)
    rows = select_rows(table)
    for column, name in enumerate(table.columns[1:]):
        mark = MARKS[column % len(MARKS)]
        lines = {
            "mode": "markers",
            "marker": {"size": 11, "symbol": "x-thin", "line": {"width": 2, "color": TEXT_COLOUR}},
        }
        if column:
            lines = {"mode": "lines", "line": {"color": mark.light, "dash": mark.dash, "width": 2.5}}
        figure.add_scatter(x=[row["t"] for row in rows], y=[row[name] for row in rows], name=name, **lines)
    figure.update_xaxes(type="log", title="steps t", exponentformat="none", dtick=1)
    figure.update_yaxes(type="log", title="step / learning rate", dtick=1)
    return figure


TABLE_FIGURES = {  # by name of a leading table
    "multiplier": draw_step_multiplier
}
