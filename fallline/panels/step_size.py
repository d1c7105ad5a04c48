"""The step taken beside the step that an ideal optimizer would have taken."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from fallline.panels import _curve
from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.curves import TITLES, step_sizes
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class StepSize(Panel):
    """Each run's step size (strong) and the ideal length along the direction it took (thin): below it, too short."""

    title = TITLES["step_size"]
    order = 3
    overlay = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Two curves per run."""
        return _curve.curves(step_sizes(scene, runs, view), look)

    def actors(self, scene: Scene, runs: Runs, view: View) -> _curve.CurveActors:
        """See ``_curve.actors``."""
        return _curve.actors(step_sizes(scene, runs, view), runs)
