"""Routes of small data for the page: galleries, thumbnails, typeset formulas, live-preview trails, QR codes."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

import segno
from dash import Dash
from flask import Response, current_app, request
from latex2mathml.converter import convert

from fallline.analysis.learning_rates import apply_regime
from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.core import BadInput, shorten, unknown_name_error
from fallline.landscapes import shelf as landscapes
from fallline.landscapes.formulas import formula
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.programs.compile_key import RECORD, missing_compiler_text
from fallline.programs.fast import compute_fast
from fallline.run import race
from fallline.run.device import choose_scene_device
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.view import View
from fallline.web.api.request_link import read_request_link
from fallline.web.i18n import language, say
from fallline.web.messages import CompileStatus, ExampleCard, LandscapeCard, PathsAnswer, PathsRequest, TypesetFormula
from fallline.web.operations.gate import ComputeGate
from fallline.web.operations.limits import Limits
from fallline.web.pages import thumbnails
from fallline.web.pages.landscape_controls import describe_minima
from fallline.web.pages.shared_data import pack_trails
from fallline.web.pages.surface_thumbnails import render_surface_png
from fallline.web.state import edits
from fallline.web.state.control_events import apply_change

DAY_S = 24 * 3600
# As they are requested:
_landscape_cards: dict[str, list[LandscapeCard]] = {}  # by language
_thumbnails: dict[tuple[str, str, str], bytes] = {}  # by kind, id and theme
GROUP_TITLES = {
    "videos": "The AdaBelief authors' videos",
    "ideas": "Ideas",
    "deepobs": "The DeepOBS benchmark's problems",
}


def add_page_data_routes(app: Dash, compiler: BackgroundCompiler, limits: Limits, gate: ComputeGate) -> None:
    """Add the routes of page data, and the status 400 for BadInput, to the application's server."""
    server = app.server
    server.register_error_handler(BadInput, lambda problem: ({"problem": say(problem.sentence)}, 400))
    guard, limit_rate = partial(gate.guard, is_small=True), partial(gate.limit_rate, is_small=True)
    server.add_url_rule("/formula", "formula", guard(partial(_send_typeset_formula, limits)))
    server.add_url_rule("/landscapes", "landscapes", limit_rate(partial(_send_landscapes, gate)))
    server.add_url_rule("/examples", "examples", _send_examples)
    server.add_url_rule("/paths", "paths", guard(partial(_send_paths, compiler, limits)), methods=["POST"])
    server.add_url_rule("/speed", "speed", _send_compile_status)
    server.add_url_rule("/code", "code", guard(_send_qr_code))
    server.add_url_rule("/picture/<kind>/<id>", "picture", limit_rate(partial(_send_thumbnail, gate)))


def _send_typeset_formula(limits: Limits) -> TypesetFormula:
    """Return the typed formula of the argument ``f`` as MathML, or what is wrong with it."""
    text = request.args.get("f", "")
    try:
        limits.check_formula(text)
        return {"mathml": convert(formula(text).latex())}
    except BadInput as problem:
        return {"problem": say(problem.sentence)}


def _send_landscapes(gate: ComputeGate) -> list[LandscapeCard]:
    """Return the cards of all landscapes in the language of the request."""
    return gate.compute_once(_landscape_cards, language().code, _make_landscape_cards)


def _make_landscape_cards() -> list[LandscapeCard]:
    cards: list[LandscapeCard] = []
    for id, cls in landscapes.classes.items():
        landscape = cls()
        cards.append(
            {
                "id": id,
                "title": cls.title,
                "group": cls.family.replace("_", " "),
                "description": say(cls.description()),
                "minima": describe_minima(landscape),
                "formula": convert(f"f = {landscape.formula}"),
                "traits": [*map(say, cls.traits), say("{n} dimensions", n=landscape.dim) if landscape.dim > 2 else ""],
            }
        )
    return cards


def _send_examples() -> list[ExampleCard]:
    """Return the cards of all examples in the language of the request."""
    return [
        {
            "id": each.id,
            "title": say(each.title),
            "group": GROUP_TITLES[each.group],
            "description": say(each.description),
            "link": each.link,
        }
        for each in examples.values()
    ]


def _send_paths(compiler: BackgroundCompiler, limits: Limits) -> PathsAnswer:
    """Return the trails of a link's race with another start or one slider of a run changed, for the live preview.

    Raises BadInput if the body does not have the form of a PathsRequest.
    """
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("link"), str) or not {"start", "change"} & set(body):
        raise BadInput('The request for paths must be JSON such as {"link": "on=booth", "start": [1, 2]}.')
    paths_request = cast("PathsRequest", body)
    scene, view = read_request_link(limits, paths_request["link"])
    plane = find_plane(scene, race(scene), view.plane, view.box)
    changed = (
        _with_change(scene, view, paths_request["change"])
        if "change" in paths_request
        else _with_start(scene, view, plane, paths_request["start"])
    )
    compiler.request(RECORD, changed.landscape, changed.optimizers, choose_scene_device(changed))
    runs = [compute_fast(changed, each) for each in changed.optimizers]
    return {
        "paths": [pack_trails(changed, run, plane, view) for run in runs],
        "computedBy": [run.provenance["path"] for run in runs],
    }


def _with_start(scene: Scene, view: View, plane: PlotPlane, place: Any) -> Scene:
    """Return the scene with its start at a ``place`` (u, v) in the plot plane. Raises BadInput for another value."""
    if not isinstance(place, list) or len(place) != 2 or not all(isinstance(each, int | float) for each in place):
        raise BadInput(
            "start = {place} must be two numbers, a place in the drawn plane, such as [1, 2].", place=str(place)
        )
    return edits.set_start(scene, view, plane.move_point(scene.starts[0], tuple(place)))[0]


def _with_change(scene: Scene, view: View, change: Any) -> Scene:
    """Return the scene with a run's slider moved, and the learning rates of the view's regime.

    Raises BadInput if ``change`` is not that of a run's slider.
    """
    try:
        id, value = change["id"], float(change["value"])
        run, name = id["of"], id["name"]
    except (TypeError, KeyError, ValueError):
        raise BadInput(
            "change = {change} must be a run's control and its slider's value.", change=shorten(str(change))
        ) from None
    if id.get("type") != "slider" or not re.fullmatch(r"run-[0-7]", str(run)) or not isinstance(name, str):
        raise BadInput("change = {change} must name the slider of a run's setting.", change=str(change))
    scene, view = apply_change(scene, view, id, value)
    return apply_regime(scene, view.rates)


def _send_compile_status() -> CompileStatus:
    """Return what this machine lacks for compiled live previews."""
    return {"missing": missing_compiler_text()}


def _send_qr_code() -> Response:
    """Return the QR code of the argument ``link`` as SVG, on white.

    Raises BadInput if the link leads elsewhere or is too long.
    """
    link = request.args.get("link", "")
    hosts = filter(None, (request.host, urlsplit(current_app.config["ADDRESS"]).netloc))
    if _host_of(link) not in hosts:
        raise BadInput(
            "link={link} must be a link to this lab, which is at {host}.", link=shorten(link), host=request.host
        )
    svg = io.BytesIO()
    try:
        segno.make(link, error="m" if len(link) < 800 else "l", micro=False).save(
            svg, kind="svg", scale=8, border=4, light="white"
        )
    except segno.DataOverflowError:
        raise BadInput(
            "The link has {count} characters, too many for a code; take fewer runs or starts.",
            count=len(link),
        ) from None
    return Response(svg.getvalue(), mimetype="image/svg+xml")


def _host_of(link: str) -> str:
    """Return the host and port of a URL, '' if it is none."""
    try:
        return urlsplit(link).netloc
    except ValueError:  # such as for an unmatched bracket
        return ""


def _send_thumbnail(gate: ComputeGate, kind: str, id: str) -> Response:
    """Return the picture of a landscape, of its surface or of an example as PNG. Raises BadInput if there is none."""
    theme = "dark" if request.args.get("theme") == "dark" else "light"
    thumbnail_functions = {
        "landscape": thumbnails.render_landscape_png,
        "surface": render_surface_png,
        "example": thumbnails.render_example_png,
    }
    if kind not in thumbnail_functions:
        raise unknown_name_error("kind of picture", kind, thumbnail_functions)
    render = partial(thumbnail_functions[kind], id, theme)
    answer = Response(gate.compute_once(_thumbnails, (kind, id, theme), render), mimetype="image/png")
    answer.cache_control.max_age = DAY_S
    return answer
