"""Routes of maps of many runs (basins, sweeps, learning rates).

A map is computed some lines per request: the work of one request is bounded, so that all visitors get answers soon.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial

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
from fallline.core import BadInput, Optimizer, Point, shorten
from fallline.core.byte_cache import ByteCache
from fallline.core.number_text import format_short
from fallline.files.names import race_file_name
from fallline.picture import Look
from fallline.picture.graph import Graph, build_graph
from fallline.picture.palette import MAP_COLOURS
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.programs.compile_key import TALLY, CompileKey, load_package
from fallline.programs.ends import compute_ends
from fallline.run import race, settle_minima
from fallline.run.device import choose_scene_device
from fallline.run.work import Work, estimate_work
from fallline.scene import Scene
from fallline.studies.basins import MAX_STARTS_PER_SIDE
from fallline.studies.rates import Rates
from fallline.studies.sweep import MAX_VALUES_PER_AXIS
from fallline.view import View
from fallline.web.api.request_link import read_request_link
from fallline.web.i18n import say
from fallline.web.messages import BasinLines, MapFacts, RatesAnswer, SweepAnswer, SweepAxisCard
from fallline.web.operations.gate import ComputeGate
from fallline.web.operations.limits import Limits
from fallline.web.pages.setting_labels import setting_label

REQUEST_S = 0.5  # of one slow core that a request computes, or twice as long as a line of the map takes
COMPILED_ROW_STEPS = 1.5e8  # computed in REQUEST_S by compiled code
BASIN_CACHE_BYTES = 128 * 2**20
MAX_DIGITS = 9  # of a whole number among a request's arguments
MAX_INTERVALS = 1000  # of a request
CURVE_POINTS = 401  # of a curve over one variable
MAX_LABEL_COORDINATES = 4  # of a minimum's label
_sweep_cache: LRUCache = LRUCache(64)  # without a lock, since one request at a time computes
basin_cache: ByteCache[BasinLines] = ByteCache(
    BASIN_CACHE_BYTES, lambda answer: len(answer["outcomes"]) + len(answer["steps"])
)


def add_map_routes(app: Dash, compiler: BackgroundCompiler, limits: Limits, gate: ComputeGate) -> None:
    """Add the routes of maps to the application's server; maps are computed in the gate."""
    guard = partial(gate.guard, is_part=True)
    app.server.add_url_rule("/basins", "basins", guard(partial(_send_basins, compiler, limits)))
    app.server.add_url_rule("/intervals", "intervals", _send_intervals)
    app.server.add_url_rule("/mapped", "mapped", guard(partial(_send_map_facts, limits)))
    app.server.add_url_rule("/axes", "axes", guard(partial(_send_axes, limits)))
    app.server.add_url_rule("/sweep", "sweep", guard(partial(_send_sweep, limits)))
    app.server.add_url_rule("/rates", "rates", guard(partial(_send_rates, limits)))


def _send_map_facts(limits: Limits) -> MapFacts:
    """Return what the page needs before it requests maps of a link."""
    scene, view, _ = _read_run(limits)
    scene = settle_minima(scene)
    plane, landscape = find_plane(scene, race(scene), view.plane, view.box), scene.landscape
    return {
        "fileStem": race_file_name(scene, ""),
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
    return ", ".join(format_short(value, 4) for value in point[:MAX_LABEL_COORDINATES])


def _send_basins(compiler: BackgroundCompiler, limits: Limits) -> BasinLines:
    """Return some lines of a basin map, from line ``first`` on: each start's outcome, and the step of reaching it.

    Raises BadInput if the size of the map or the first line is out of range, or a line is more than one request may
    compute.
    """
    scene, view, run_index = _read_run(limits)
    across, first, optimizer = _read_int("across"), _read_int("first"), scene.optimizers[run_index]
    if not 2 <= across <= MAX_STARTS_PER_SIDE or first >= across:
        raise _map_size_error(across, first)
    if not _is_compiled(scene, optimizer, across):
        limits.check_work(_estimate_ends(scene, optimizer, across))
    scene = settle_minima(scene)
    plane = find_plane(scene, race(scene), view.plane, view.box)
    if first >= StartGrid(plane, across).lines:
        raise _map_size_error(across, first)
    compiler.request(TALLY, scene.landscape, [optimizer], choose_scene_device(scene, across**2))
    key = (scene.landscape, optimizer, plane, scene.steps, map_tolerance(scene), across, first)
    if (cached := basin_cache.get(key)) is not None:
        return cached
    lines = _compute_lines(limits, scene, optimizer, StartGrid(plane, across), first)
    basin_cache.add(key, lines)
    return lines


def _map_size_error(across: int, first: int) -> BadInput:
    return BadInput(
        "across = {across} must be from 2 to {limit}, and first = {first} below it.",
        across=across,
        limit=MAX_STARTS_PER_SIDE,
        first=first,
    )


def _is_compiled(scene: Scene, optimizer: Optimizer, size: int) -> bool:
    """Return whether compiled code computes the maps of an optimizer with ``size`` x ``size`` starts."""
    device = choose_scene_device(scene, size**2)
    return load_package(CompileKey.for_optimizer(TALLY, scene.landscape, optimizer, device)) is not None


def _compute_lines(limits: Limits, scene: Scene, optimizer: Optimizer, grid: StartGrid, first: int) -> BasinLines:
    if _is_compiled(scene, optimizer, grid.size):
        count = min(max(int(COMPILED_ROW_STEPS / (grid.size * scene.steps)), 1), grid.lines - first)
    else:
        count = _count_lines(limits, scene, optimizer, grid.size, grid.lines - first)
    starts = grid.starts(first, count, choose_scene_device(scene, grid.size**2))
    ends = compute_ends(scene.landscape, optimizer, starts, scene.steps, map_tolerance(scene))
    outcomes = np.clip(classify_ends(ends, starts), -128, 127).astype(np.int8)
    return {
        "first": first,
        "count": count,
        "outcomes": base64.b64encode(outcomes.tobytes()).decode(),
        "steps": base64.b64encode(ends.reached.astype("<i4").tobytes()).decode(),
        "provenance": dict(ends.provenance),
    }


def _count_lines(limits: Limits, scene: Scene, optimizer: Optimizer, size: int, lines: int) -> int:
    """Return how many of ``lines`` lines, of ``size`` runs each, a request computes without compiled code.

    Raises BadInput if one line is more than a request may compute.
    """
    line = _estimate_ends(scene, optimizer, size)
    limits.check_work(line)
    allowed_s = min(max(REQUEST_S, 2 * line.seconds), limits.seconds)
    while lines > 1 and _estimate_ends(scene, optimizer, lines * size).seconds > allowed_s:
        lines //= 2
    return lines


def _estimate_ends(scene: Scene, optimizer: Optimizer, rows: int) -> Work:
    """Return the work of the ends of ``rows`` runs, of which only the last step is held in memory."""
    seconds = estimate_work(scene.landscape, optimizer, rows, scene.steps).seconds
    return Work(seconds, estimate_work(scene.landscape, optimizer, rows, 0).megabytes)


def _send_axes(limits: Limits) -> list[SweepAxisCard]:
    """Return the settings of a link's run and of its landscape that can be swept."""
    scene, _, run_index = _read_run(limits)
    settings = sweepable_settings(scene, run_index)
    return [{"path": path, "label": say(setting_label(each)), "help": each.help} for path, each in settings.items()]


def _send_sweep(limits: Limits) -> Response:
    """Return the figure of a sweep so far, and its number of computed lines; each request computes some more lines.

    Raises BadInput if an argument is out of range, or a line is more than one request may compute.
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
    lines = _sweep_cache.get(key, ())
    if len(lines) <= done < count:
        optimizer = scene.optimizers[run_index]
        line_count = _count_lines(limits, scene, optimizer, count, count - len(lines))
        if up.path.startswith(LANDSCAPE_PREFIX):
            line_count = min(line_count, 2)  # each line has a landscape of its own
        part = replace(up, values=up.values[len(lines) : len(lines) + line_count])
        new_lines = run_sweep(scene, optimizer, across, part)
        lines = _sweep_cache[key] = (*lines, *new_lines)
    look = Look.from_view(view, request.args.get("theme", "light"))
    figure = draw_sweep(scene, run_index, across, up, lines, quantity, look)
    figure.update_xaxes(title_text=say(setting_label(across.setting)))
    figure.update_yaxes(title_text=say(setting_label(up.setting)))
    answer: SweepAnswer = {
        "fileStem": race_file_name(scene, ""),
        "done": len(lines),
        "figure": figure.to_plotly_json(),
    }
    return _figure_response(answer)


def _send_rates(limits: Limits) -> Response:
    """Return the learning rates that reach the target, for each optimizer of a link, as a figure and as a table.

    Raises BadInput if no optimizer has a learning rate, or they are more than one request may compute.
    """
    scene, view, _ = _read_run(limits)
    if scene not in _sweep_cache:
        swept = (each for each in scene.optimizers if each.lr_path)
        limits.check_work(*(_estimate_ends(scene, each, Rates().count) for each in swept))
        _sweep_cache[scene] = Rates().sweep_learning_rates(scene)
    lines = _sweep_cache[scene]
    if not lines:
        raise BadInput("None of these optimizers has a learning rate; add one that has, such as adam.")
    table = Rates.summary_table(lines, scene)
    look = Look.from_view(view, request.args.get("theme", "light"))
    answer: RatesAnswer = {
        "fileStem": race_file_name(scene, ""),
        "figure": draw_learning_rates(scene, lines, look).to_plotly_json(),
        "columns": [say(each) for each in table.columns],
        "rows": [[format_short(cell) if isinstance(cell, float) else cell for cell in row] for row in table.rows],
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
    texts = request.args.get("hits", "").split(",")
    is_valid = len(texts) <= MAX_INTERVALS and total and all(_is_int(each) and int(each) <= total for each in texts)
    if not is_valid:
        raise BadInput(
            "hits = {hits} must be whole numbers of at most of = {total}, which is above 0.",
            hits=shorten(",".join(texts)),
            total=total,
        )
    return [wilson_interval(int(each), total) for each in texts]


def _is_int(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


def _read_int(name: str) -> int:
    text = request.args.get(name, "")
    if not _is_int(text):
        raise BadInput("{name} = '{text}' must be a whole number.", name=name, text=shorten(text))
    return int(text)
