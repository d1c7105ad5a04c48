"""The curves of the step sizes, and of the ideal lengths of the steps."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from fallline.panels import _curve
from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.curves import TITLES, step_size_curves
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class StepSize(Panel):
    """The length of each run's step (strong) and the ideal length along its direction (thin): below it, too short."""

    title = TITLES["step_size"]
    order = 3
    painter = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return a Plotly figure with two curves per run, of its first start: its step size, and the ideal length."""
        return _curve.curve_figure(step_size_curves(scene, runs, view), look)

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> _curve.CurvePainterData:
        """Return the data by which the painter draws the markers of the curves at each step."""
        return _curve.curve_painter_data(step_size_curves(scene, runs, view), runs, view)
