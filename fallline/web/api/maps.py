"""Maps of many runs for the page, some lines at a time: what a question computes is bounded, so that nobody waits."""

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

from fallline.analysis.basins import Lattice, became, tolerance
from fallline.analysis.plot_plane import plane_of
from fallline.analysis.sweeps import GROUND, Axis, axes, swept
from fallline.charts.sweeps import GAP, STEPS, rates_figure, sweep_figure
from fallline.compare.statistics import share
from fallline.core import BadInput, Optimizer
from fallline.picture import Look
from fallline.picture.palette import MAP_COLOURS
from fallline.programs.compiled import TALLY, Order, package_of
from fallline.programs.ends import ends_of
from fallline.programs.warmer import Warmer
from fallline.run import race
from fallline.run.device import placed_on
from fallline.scene import Scene
from fallline.studies.basins import MOST_ACROSS
from fallline.studies.rates import Rates
from fallline.studies.sweep import MOST_CELLS
from fallline.view import View
from fallline.web.api.asked import asked_race
from fallline.web.i18n import say
from fallline.web.messages import AxisCard, BasinLines, Busy, MapFacts, RatesAnswer, SweepAnswer
from fallline.web.operations.limits import Limits

WORK = {True: 1.5e8, False: 8e6}  # row-steps that one question computes, compiled and not: some 0.5 s of one core
DEARER = 1000  # times as much does a class of others cost, which takes one start at a time
QUEUE = BoundedSemaphore(2)  # questions that are computed or wait; more are told to come again
TURN, KEEPING = Lock(), Lock()
REMEMBERED = 128 * 2**20  # bytes of answers
FEW = 4  # coordinates of a minimum that are written out
BUSY: Busy = {"busy": True}
_remembered_lines: LRUCache = LRUCache(64)
_remembered: LRUCache = LRUCache(REMEMBERED, getsizeof=lambda answer: len(answer["became"]) + len(answer["steps"]))


def answer_maps(app: Dash, warmer: Warmer, limits: Limits) -> None:
    """Adds the questions to the application's server."""
    app.server.add_url_rule("/basins", "basins", lambda: _basins(warmer, limits))
    app.server.add_url_rule("/intervals", "intervals", _intervals)
    app.server.add_url_rule("/mapped", "mapped", lambda: _mapped(limits))
    app.server.add_url_rule("/axes", "axes", lambda: _axes(limits))
    app.server.add_url_rule("/sweep", "sweep", lambda: _sweep(limits))
    app.server.add_url_rule("/rates", "rates", lambda: _rates(limits))


def _mapped(limits: Limits) -> MapFacts:
    """What the page must know of a link's maps before it asks for them."""
    scene, view, _ = _asked(limits)
    plane, landscape = plane_of(scene, race(scene), view.plane, view.box), scene.landscape
    return {
        "box": plane.box,
        "names": plane.names,
        "minima": plane.seen(np.array(landscape.listed)).tolist(),
        "points": [", ".join(f"{value:.4g}" for value in point[:FEW]) for point in landscape.listed],
        "noise": scene.noise,
        "tol": tolerance(scene),
        "colours": MAP_COLOURS,
    }


def _basins(warmer: Warmer, limits: Limits) -> BasinLines | Busy:
    """Some lines of a basin map, from ``first`` on: what became of each start, and when it arrived."""
    scene, view, which = _asked(limits)
    across, first = _whole("across"), _whole("first")
    if not 2 <= across <= MOST_ACROSS or first >= across:
        raise BadInput(f"across = {across} must be from 2 to {MOST_ACROSS}, and first = {first} below it.")
    optimizer = scene.optimizers[which]
    warmer.ask(TALLY, scene.landscape, [optimizer], placed_on(scene, across**2))
    plane = plane_of(scene, race(scene), view.plane, view.box)
    key = (scene.landscape, optimizer, plane, scene.steps, tolerance(scene), across, first)
    if (known := _known(_remembered, key)) is not None:
        return known
    with turn() as mine:
        if not mine:
            return BUSY
        return _keep(_remembered, key, _lines(scene, optimizer, Lattice(plane, across), first))


def _known(memory: LRUCache, key: Any) -> Any:
    with KEEPING:
        return memory.get(key)


def _keep(memory: LRUCache, key: Any, value: Any) -> Any:
    with KEEPING:
        memory[key] = value
    return value


@contextmanager
def turn() -> Iterator[bool]:
    """Waits for one's turn to compute; False where too many wait already."""
    if not QUEUE.acquire(blocking=False):
        yield False
        return
    try:
        with TURN:
            yield True
    finally:
        QUEUE.release()


def _lines(scene: Scene, optimizer: Optimizer, lattice: Lattice, first: int) -> BasinLines:
    device = placed_on(scene, lattice.across**2)
    compiled = package_of(Order.of(TALLY, scene.landscape, optimizer, device)) is not None
    work = WORK[compiled] / (DEARER if optimizer.by_instances else 1)
    fits = int(work / (lattice.across * scene.steps))
    count = min(max(fits, 1), lattice.across - first)
    ends = ends_of(scene.landscape, optimizer, lattice.starts(first, count, device), scene.steps, tolerance(scene))
    what = np.clip(became(ends), -128, 127).astype(np.int8)
    return {
        "first": first,
        "count": count,
        "became": base64.b64encode(what.tobytes()).decode(),
        "steps": base64.b64encode(ends.reached.astype("<i4").tobytes()).decode(),
        "made": dict(ends.made),
    }


def _axes(limits: Limits) -> list[AxisCard]:
    """The settings of a link's run that can be swept, and those of its landscape."""
    scene, _, which = _asked(limits)
    return [{"path": path, "help": each.help} for path, each in axes(scene, which).items()]


def _sweep(limits: Limits) -> Response | Busy:
    """A sweep as far as it is computed, and how far that is; each question computes some lines more."""
    scene, view, which = _asked(limits)
    count, shows, done = _whole("count"), request.args.get("shows", STEPS), _whole("done")
    if not 2 <= count <= MOST_CELLS or shows not in (STEPS, GAP) or done > count:
        raise BadInput(f"count = {count} must be 2 to {MOST_CELLS}, shows = '{shows}' one of {STEPS}, {GAP}.")
    along, up = (Axis.of(scene, which, request.args.get(name, ""), count) for name in ("across", "up"))
    key = (scene, which, along.path, up.path, count)
    lines = _known(_remembered_lines, key) or ()
    if len(lines) <= done < count:
        with turn() as mine:
            if not mine:
                return BUSY
            few = 2 if up.path.startswith(GROUND) else max(int(WORK[False] / (count * scene.steps)), 1)
            part = replace(up, values=up.values[len(lines) : len(lines) + few])
            more = swept(scene, scene.optimizers[which], along, part)
            lines = _keep(_remembered_lines, key, (*lines, *more))
    look = Look.of(view, request.args.get("theme", "light"))
    figure = sweep_figure(scene, which, along, up, lines, shows, look)
    answer: SweepAnswer = {"done": len(lines), "figure": figure.to_plotly_json()}
    return _drawn(answer)


def _rates(limits: Limits) -> Response | Busy:
    """The learning rates that work, for every optimizer of a link, as a figure and as a table."""
    scene, view, _ = _asked(limits)
    lines = _known(_remembered_lines, scene)
    if lines is None:
        with turn() as mine:
            if not mine:
                return BUSY
            lines = _keep(_remembered_lines, scene, Rates().lines(scene))
    if not lines:
        raise BadInput("None of these optimizers has a learning rate; add one that has, such as adam.")
    table = Rates.summary(lines, scene)
    look = Look.of(view, request.args.get("theme", "light"))
    answer: RatesAnswer = {
        "figure": rates_figure(scene, lines, look).to_plotly_json(),
        "columns": [say(each) for each in table.columns],
        "rows": [[f"{cell:.3g}" if isinstance(cell, float) else cell for cell in row] for row in table.rows],
        "note": say(table.note),
    }
    return _drawn(answer)


def _drawn(answer: SweepAnswer | RatesAnswer) -> Response:
    """An answer with a figure in it, whose arrays only Plotly's own writer knows."""
    return Response(to_json_plotly(answer), mimetype="application/json")


def _asked(limits: Limits) -> tuple[Scene, View, int]:
    """The link of a question, and its run."""
    scene, view = asked_race(limits)
    which = _whole("run") if "run" in request.args else 0
    if which >= len(scene.optimizers):
        raise BadInput(f"run = {which} must be below {len(scene.optimizers)}, the number of runs.")
    return scene, view, which


def _intervals() -> list[tuple[float, float]]:
    """The intervals of shares: ``hits`` with commas between them, ``of`` how many."""
    of = _whole("of")
    hits = [int(each) for each in request.args.get("hits", "").split(",") if each.isdecimal()]
    if not of or any(each > of for each in hits):
        raise BadInput(f"hits = {hits} must be whole numbers of at most of = {of}, which is above 0.")
    return [share(each, of) for each in hits]


def _whole(name: str) -> int:
    text = request.args.get(name, "")
    if not text.isdecimal() or len(text) > 9:
        raise BadInput(f"{name} = '{text}' must be a whole number.")
    return int(text)
