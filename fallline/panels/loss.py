"""The curves of the gap f - f*."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from fallline.panels import _curve
from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.curves import TITLES, gap_curves
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class Loss(Panel):
    """The gap f - f* over the steps, on a log axis."""

    title = TITLES["loss"]
    order = 2
    painter = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return a Plotly figure with one curve per run, the gap f - f* of its first start."""
        return _curve.curve_figure(gap_curves(runs), look)

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> _curve.CurvePainterData:
        """Return the data by which the painter draws the markers of the curves at each step."""
        return _curve.curve_painter_data(gap_curves(runs), runs, view)
