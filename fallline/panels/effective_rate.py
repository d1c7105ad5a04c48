"""The curves of the effective learning rate per axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from fallline.panels import _curve
from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.curves import TITLES, effective_rate_curves
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class EffectiveRate(Panel):
    """The effective rate of each run along x (solid) and y (dotted), or along the first two coordinates drawn."""

    title = TITLES["effective_rate"]
    order = 4
    painter = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Return a Plotly figure with two curves per run that has an effective learning rate; a message if none has."""
        if curves := effective_rate_curves(scene, runs, view):
            return _curve.curve_figure(curves, look)
        return _curve.empty_figure("No optimizer here<br>has a rate per axis.", look)

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> Mapping[str, Any]:
        """Return the data by which the painter draws the markers of the curves at each step; {} if there are none."""
        curves = effective_rate_curves(scene, runs, view)
        return _curve.curve_painter_data(curves, runs, view) if curves else {}
