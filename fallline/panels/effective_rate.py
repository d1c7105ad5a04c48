"""The rate that is really in force on each axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from fallline.panels import _curve
from fallline.panels._panel import Panel
from fallline.picture import Look, Runs
from fallline.picture.curves import TITLES, effective_rates
from fallline.scene import Scene
from fallline.view import View


@dataclass(frozen=True)
class EffectiveRate(Panel):
    """The effective rate of each run along x (solid) and y (dotted), or along the first two coordinates drawn."""

    title = TITLES["effective_rate"]
    order = 4
    overlay = "curves"

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure:
        """Two curves per run that has an effective rate."""
        lines = effective_rates(scene, runs, view)
        return (
            _curve.curves(lines, look) if lines else _curve.nothing("No optimizer here<br>has a rate per axis.", look)
        )

    def actors(self, scene: Scene, runs: Runs, view: View) -> Mapping[str, Any]:
        """See ``_curve.actors``."""
        lines = effective_rates(scene, runs, view)
        return _curve.actors(lines, runs) if lines else {}
