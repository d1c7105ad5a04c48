"""How far above the minimum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from engine import Scene, View
from panels import _curve
from panels._panel import Look, Panel, Runs, marked


@dataclass(frozen=True)
class Loss(Panel):
    """The gap f - f* over the steps, on a log axis."""

    title = "Gap f − f*"
    order = 2
    overlay = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """One curve per run."""
        return _curve.curves(self.lines(runs), look)

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """See ``_curve.actors``."""
        return _curve.actors(self.lines(runs), runs)

    def lines(self, runs: Runs) -> list[_curve.Line]:
        """The gap of every run's first start."""
        return [
            _curve.Line(which, "gap", 0, run.gap[:, 0], mark, mark.dash, name=mark.name, steady=run.stopped_at[0] < 0)
            for which, run, mark in marked(runs)
        ]
