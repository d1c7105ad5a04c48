"""How far above the minimum."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from fallline.panels import _curve
from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.curves import TITLES, gaps
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class Loss(Panel):
    """The gap f - f* over the steps, on a log axis."""

    title = TITLES["loss"]
    order = 2
    overlay = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """One curve per run."""
        return _curve.curves(gaps(runs), look)

    def actors(self, scene: Scene, runs: Runs, view: View) -> _curve.CurveActors:
        """See ``_curve.actors``."""
        return _curve.actors(gaps(runs), runs)
