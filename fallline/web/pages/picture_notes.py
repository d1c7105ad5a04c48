"""The note in the sidebar on what the picture of a landscape leaves out: places without a value, and poles."""

from __future__ import annotations

import numpy as np

from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.core.number_text import format_short
from fallline.picture import Runs
from fallline.picture.contour_map import GRID_SIZE
from fallline.picture.graph import build_graph
from fallline.picture.heights import evaluate_grid, height_range, height_transform
from fallline.scene import Scene
from fallline.view import View
from fallline.web.i18n import say


def describe_omissions(scene: Scene, runs: Runs, view: View) -> str:
    """Return a text on where f has no value, and at which value the picture is cut near a pole; '' if all is drawn."""
    plane = find_plane(scene, runs, view.plane, view.box)
    has_hole, cut = (_curve_omissions if plane.is_line else _map_omissions)(scene, plane, view)
    texts = [say("Hatched: f has no value there.")] if has_hole else []
    if cut is not None:
        texts.append(
            say("The picture is cut at f = {value}: near a pole f rises far above it.", value=format_short(cut, 4))
        )
    return " ".join(texts)


def _curve_omissions(scene: Scene, plane: PlotPlane, view: View) -> tuple[bool, float | None]:
    graph = build_graph(scene, plane, view)
    return bool(graph.gaps), float(graph.transform.to_value(graph.range.high)) if graph.range.cut else None


def _map_omissions(scene: Scene, plane: PlotPlane, view: View) -> tuple[bool, float | None]:
    landscape = scene.landscape
    transform = height_transform(landscape, plane, view.height_scale(landscape))
    f = evaluate_grid(landscape, plane, GRID_SIZE)[2]
    shown = height_range(landscape, plane, transform, transform.to_height(f))
    return not np.isfinite(f).all(), float(transform.to_value(shown.high)) if shown.cut else None
