"""The step taken beside the step that an ideal optimizer would have taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from engine import Scene, View
from engine.measures import first_start, measures
from panels import _curve
from panels._panel import Look, Panel, Runs, marked


@dataclass(frozen=True)
class StepSize(Panel):
    """Each run's step size (strong) and the ideal length along the direction it took (thin): below it, too short."""

    title = "Step size, ideal thin"
    order = 3
    overlay = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Two curves per run."""
        return _curve.curves(self.lines(scene, runs, view), look)

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """See ``_curve.actors``."""
        return _curve.actors(self.lines(scene, runs, view), runs)

    def lines(self, scene: Scene, runs: Runs, view: View) -> list[_curve.Line]:
        """The step size and the ideal length of every run's first start."""
        lines = []
        for which, run, mark in marked(runs):
            ideal = measures(first_start(run), view.reach_of(scene.landscape))["ideal_own"][:, 0]
            title, steady = mark.name, run.stopped_at[0] < 0
            lines.append(
                _curve.Line(which, "ideal_own", 0, ideal, mark, "solid", 1.0, name=f"{title}, ideal", steady=steady)
            )
            lines.append(
                _curve.Line(which, "step_size", 0, run.step_size[:, 0], mark, mark.dash, name=title, steady=steady)
            )
        return lines
