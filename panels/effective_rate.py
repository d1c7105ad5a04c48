"""The rate that is really in force on each axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from engine import Scene, View
from engine.slice import few_axes, letter
from panels import _curve
from panels._panel import Look, Panel, Runs, marked

DASHES = ("solid", "dot")


@dataclass(frozen=True)
class EffectiveRate(Panel):
    """The effective rate of each run along x (solid) and y (dotted), or along the first two coordinates drawn."""

    title = "Effective rate, 2nd dotted"
    order = 4
    overlay = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Two curves per run that has an effective rate."""
        lines = self.lines(scene, runs, view)
        return (
            _curve.curves(lines, look) if lines else _curve.nothing("No optimizer here<br>has a rate per axis.", look)
        )

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """See ``_curve.actors``."""
        lines = self.lines(scene, runs, view)
        return _curve.actors(lines, runs) if lines else {}

    def lines(self, scene: Scene, runs: Runs, view: View) -> list[_curve.Line]:
        """The rate along two axes of every run's first start, where the optimizer has such a readout."""
        axes = few_axes(scene.landscape, view)
        return [
            _curve.Line(
                which,
                "effective_rate",
                place,
                run.readouts["effective_rate"][:, 0, axis],
                mark,
                dash,
                name=f"{mark.name}, {letter(axis, scene.landscape.dim)}",
                steady=run.stopped_at[0] < 0,
            )
            for which, run, mark in marked(runs)
            if "effective_rate" in run.readouts
            for place, (axis, dash) in enumerate(zip(axes, DASHES, strict=False))
        ]
