"""Routes of maps of many runs (basins, sweeps, learning rates).

A map is computed some lines per request: the work of one request is bounded, so that all visitors get answers soon.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import BoundedSemaphore, Lock
from typing import Any

import numpy as np
from cachetools import LRUCache
from dash import Dash
from flask import Response, request
from plotly.io.json import to_json_plotly

from fallline.analysis.basins import StartGrid, classify_ends, map_tolerance
from fallline.analysis.plot_plane import find_plane
from fallline.analysis.sweeps import LANDSCAPE_PREFIX, Axis, run_sweep, sweepable_settings
from fallline.charts.sweeps import GAP_QUANTITY, STEPS_QUANTITY, draw_learning_rates, draw_sweep
from fallline.compare.statistics import wilson_interval
from fallline.core import BadInput, Optimizer, Point
from fallline.picture import Look
from fallline.picture.graph import Graph, build_graph
from fallline.picture.palette import MAP_COLOURS
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.programs.compile_key import TALLY, CompileKey, load_package
from fallline.programs.ends import compute_ends
from fallline.run import race, settle_minima
from fallline.run.device import choose_scene_device
from fallline.scene import Scene
from fallline.studies.basins import MAX_STARTS_PER_SIDE
from fallline.studies.rates import Rates
from fallline.studies.sweep import MAX_VALUES_PER_AXIS
from fallline.view import View
from fallline.web.api.request_link import read_request_link
from fallline.web.i18n import say
from fallline.web.messages import BasinLines, Busy, MapFacts, RatesAnswer, SweepAnswer, SweepAxisCard
from fallline.web.operations.limits import Limits

ROW_STEPS_PER_REQUEST = {True: 1.5e8, False: 8e6}  # by whether compiled: some 0.5 s of one core
UNBATCHED_COST_FACTOR = 1000  # how much slower a foreign optimizer class is, which runs one start at a time
QUEUE = BoundedSemaphore(2)  # requests that compute or wait; any more get BUSY
COMPUTE_LOCK, CACHE_LOCK = Lock(), Lock()
BASIN_CACHE_BYTES = 128 * 2**20
CURVE_POINTS = 401  # of a curve over one variable
MAX_LABEL_COORDINATES = 4  # of a minimum's label
BUSY_ANSWER: Busy = {"busy": True}
_sweep_cache: LRUCache = LRUCache(64)
_basin_cache: LRUCache = LRUCache(
    BASIN_CACHE_BYTES, getsizeof=lambda answer: len(answer["outcomes"]) + len(answer["steps"])
)


def add_map_routes(app: Dash, compiler: BackgroundCompiler, limits: Limits) -> None:
    """Add the routes of maps to the application's server."""
    app.server.add_url_rule("/basins", "basins", lambda: _send_basins(compiler, limits))
    app.server.add_url_rule("/intervals", "intervals", _send_intervals)
    app.server.add_url_rule("/mapped", "mapped", lambda: _send_map_facts(limits))
    app.server.add_url_rule("/axes", "axes", lambda: _send_axes(limits))
    app.server.add_url_rule("/sweep", "sweep", lambda: _send_sweep(limits))
    app.server.add_url_rule("/rates", "rates", lambda: _send_rates(limits))


def _send_map_facts(limits: Limits) -> MapFacts:
    """Return what the page needs before it requests maps of a link."""
    scene, view, _ = _read_run(limits)
    scene = settle_minima(scene)
    plane, landscape = find_plane(scene, race(scene), view.plane, view.box), scene.landscape
    return {
        "box": plane.plot_range,
        "axisNames": plane.names[: len(plane.plot_range)],
        "minima": plane.project(np.array(landscape.listed_minima))[:, : len(plane.plot_range)].tolist(),
        "minimaLabels": [_coordinates_text(minimum) for minimum in landscape.listed_minima],
        "curve": _curve_shares(build_graph(scene, plane, view)) if plane.is_line else [],
        "noise": scene.noise,
        "tol": map_tolerance(scene),
        "colours": MAP_COLOURS,
    }


def _curve_shares(graph: Graph) -> list[float | None]:
    """Return the heights of a curve at CURVE_POINTS even places as shares of the picture's, None where it has a gap."""
    low, high = graph.box[1]
    heights = np.interp(np.linspace(*graph.box[0], CURVE_POINTS), graph.x, graph.heights)
    return [round(share, 4) if np.isfinite(share) else None for share in ((heights - low) / (high - low)).tolist()]


def _coordinates_text(point: Point) -> str:
    return ", ".join(f"{value:.4g}" for value in point[:MAX_LABEL_COORDINATES])


def _send_basins(compiler: BackgroundCompiler, limits: Limits) -> BasinLines | Busy:
    """Return some lines of a basin map, from line ``first`` on: each start's outcome, and the step of reaching it.

    Raises BadInput if the size of the map or the first line is out of range.
    """
    scene, view, run_index = _read_run(limits)
    scene = settle_minima(scene)
    across, first = _read_int("across"), _read_int("first")
    plane = find_plane(scene, race(scene), view.plane, view.box)
    if not 2 <= across <= MAX_STARTS_PER_SIDE or first >= StartGrid(plane, across).lines:
        raise BadInput(
            "across = {across} must be from 2 to {limit}, and first = {first} below it.",
            across=across,
            limit=MAX_STARTS_PER_SIDE,
            first=first,
        )
    optimizer = scene.optimizers[run_index]
    compiler.request(TALLY, scene.landscape, [optimizer], choose_scene_device(scene, across**2))
    key = (scene.landscape, optimizer, plane, scene.steps, map_tolerance(scene), across, first)
    if (cached := _read_cache(_basin_cache, key)) is not None:
        return cached
    with wait_to_compute() as may_compute:
        if not may_compute:
            return BUSY_ANSWER
        return _write_cache(_basin_cache, key, _compute_lines(scene, optimizer, StartGrid(plane, across), first))


def _read_cache(cache: LRUCache, key: Any) -> Any:
    with CACHE_LOCK:
        return cache.get(key)


def _write_cache(cache: LRUCache, key: Any, value: Any) -> Any:
    with CACHE_LOCK:
        cache[key] = value
    return value


@contextmanager
def wait_to_compute() -> Iterator[bool]:
    """Yield True, with the lock held, once no other request computes; False at once if too many requests wait."""
    if not QUEUE.acquire(blocking=False):
        yield False
        return
    try:
        with COMPUTE_LOCK:
            yield True
    finally:
        QUEUE.release()


def _compute_lines(scene: Scene, optimizer: Optimizer, grid: StartGrid, first: int) -> BasinLines:
    device = choose_scene_device(scene, grid.size**2)
    compiled = load_package(CompileKey.for_optimizer(TALLY, scene.landscape, optimizer, device)) is not None
    work = ROW_STEPS_PER_REQUEST[compiled] / (UNBATCHED_COST_FACTOR if optimizer.one_instance_per_row else 1)
    fitting_lines = int(work / (grid.size * scene.steps))
    count = min(max(fitting_lines, 1), grid.lines - first)
    starts = grid.starts(first, count, device)
    ends = compute_ends(scene.landscape, optimizer, starts, scene.steps, map_tolerance(scene))
    outcomes = np.clip(classify_ends(ends, starts), -128, 127).astype(np.int8)
    return {
        "first": first,
        "count": count,
        "outcomes": base64.b64encode(outcomes.tobytes()).decode(),
        "steps": base64.b64encode(ends.reached.astype("<i4").tobytes()).decode(),
        "provenance": dict(ends.provenance),
    }


def _send_axes(limits: Limits) -> list[SweepAxisCard]:
    """Return the settings of a link's run and of its landscape that can be swept."""
    scene, _, run_index = _read_run(limits)
    return [{"path": path, "help": each.help} for path, each in sweepable_settings(scene, run_index).items()]


def _send_sweep(limits: Limits) -> Response | Busy:
    """Return the figure of a sweep so far, and its number of computed lines; each request computes some more lines.

    Raises BadInput if an argument is out of range.
    """
    scene, view, run_index = _read_run(limits)
    count, quantity, done = _read_int("count"), request.args.get("shows", STEPS_QUANTITY), _read_int("done")
    if not 2 <= count <= MAX_VALUES_PER_AXIS or quantity not in (STEPS_QUANTITY, GAP_QUANTITY) or done > count:
        raise BadInput(
            "count = {count} must be from 2 to {limit}, done = {done} at most count, and shows = '{quantity}' one of "
            "{quantities}.",
            count=count,
            limit=MAX_VALUES_PER_AXIS,
            done=done,
            quantity=quantity,
            quantities=f"{STEPS_QUANTITY}, {GAP_QUANTITY}",
        )
    across, up = (Axis.from_scene(scene, run_index, request.args.get(name, ""), count) for name in ("across", "up"))
    key = (scene, run_index, across.path, up.path, count)
    lines = _read_cache(_sweep_cache, key) or ()
    if len(lines) <= done < count:
        with wait_to_compute() as may_compute:
            if not may_compute:
                return BUSY_ANSWER
            fitting_lines = max(int(ROW_STEPS_PER_REQUEST[False] / (count * scene.steps)), 1)
            line_count = 2 if up.path.startswith(LANDSCAPE_PREFIX) else fitting_lines
            part = replace(up, values=up.values[len(lines) : len(lines) + line_count])
            new_lines = run_sweep(scene, scene.optimizers[run_index], across, part)
            lines = _write_cache(_sweep_cache, key, (*lines, *new_lines))
    look = Look.from_view(view, request.args.get("theme", "light"))
    figure = draw_sweep(scene, run_index, across, up, lines, quantity, look)
    answer: SweepAnswer = {"done": len(lines), "figure": figure.to_plotly_json()}
    return _figure_response(answer)


def _send_rates(limits: Limits) -> Response | Busy:
    """Return the learning rates that reach the target, for each optimizer of a link, as a figure and as a table.

    Raises BadInput if no optimizer has a learning rate.
    """
    scene, view, _ = _read_run(limits)
    lines = _read_cache(_sweep_cache, scene)
    if lines is None:
        with wait_to_compute() as may_compute:
            if not may_compute:
                return BUSY_ANSWER
            lines = _write_cache(_sweep_cache, scene, Rates().sweep_learning_rates(scene))
    if not lines:
        raise BadInput("None of these optimizers has a learning rate; add one that has, such as adam.")
    table = Rates.summary_table(lines, scene)
    look = Look.from_view(view, request.args.get("theme", "light"))
    answer: RatesAnswer = {
        "figure": draw_learning_rates(scene, lines, look).to_plotly_json(),
        "columns": [say(each) for each in table.columns],
        "rows": [[f"{cell:.3g}" if isinstance(cell, float) else cell for cell in row] for row in table.rows],
        "note": say(table.note),
    }
    return _figure_response(answer)


def _figure_response(answer: SweepAnswer | RatesAnswer) -> Response:
    """Return the response of an answer with a Plotly figure, whose arrays only Plotly's JSON writer supports."""
    return Response(to_json_plotly(answer), mimetype="application/json")


def _read_run(limits: Limits) -> tuple[Scene, View, int]:
    """Return the scene and view of the request's link, and the index of its run (0 by default).

    Raises BadInput if the link is wrong or there is no such run.
    """
    scene, view = read_request_link(limits)
    run_index = _read_int("run") if "run" in request.args else 0
    if run_index >= len(scene.optimizers):
        raise BadInput(
            "run = {run} must be below {count}, the number of runs.", run=run_index, count=len(scene.optimizers)
        )
    return scene, view, run_index


def _send_intervals() -> list[tuple[float, float]]:
    """Return the Wilson confidence interval (low, high) of each share, in the order of the argument ``hits``.

    ``hits`` are whole numbers separated by commas, each out of the argument ``of``. Raises BadInput if one is above it.
    """
    total = _read_int("of")
    hits = [int(each) for each in request.args.get("hits", "").split(",") if each.isdecimal()]
    if not total or any(each > total for each in hits):
        raise BadInput(
            "hits = {hits} must be whole numbers of at most of = {total}, which is above 0.",
            hits=",".join(map(str, hits)),
            total=total,
        )
    return [wilson_interval(each, total) for each in hits]


def _read_int(name: str) -> int:
    text = request.args.get(name, "")
    if not text.isdecimal() or len(text) > 9:
        raise BadInput("{name} = '{text}' must be a whole number.", name=name, text=text)
    return int(text)
