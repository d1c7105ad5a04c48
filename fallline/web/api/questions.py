"""What the page's own scripts ask the server for, beside races, jobs and maps: plain questions with plain answers."""

from __future__ import annotations

import io
import re
from typing import Any, cast
from urllib.parse import urlsplit

import segno
from dash import Dash
from flask import Response, current_app, request
from latex2mathml.converter import convert

from fallline.analysis.learning_rates import in_force
from fallline.analysis.plot_plane import Slice, plane_of
from fallline.core import BadInput
from fallline.landscapes import shelf as landscapes
from fallline.landscapes.formulas import formula
from fallline.programs.compiled import RECORD, lacks
from fallline.programs.fast import quick
from fallline.programs.warmer import Warmer
from fallline.run import race
from fallline.run.device import placed_on
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.view import View
from fallline.web.api.asked import asked_race
from fallline.web.i18n import language, say
from fallline.web.messages import ExampleCard, LandscapeCard, PathsAnswer, PathsQuestion, Speed, Typeset
from fallline.web.operations.limits import Limits
from fallline.web.pages import thumbnails as pictures
from fallline.web.pages.actors import paths_of
from fallline.web.pages.landscape_controls import minima_of
from fallline.web.state import edits
from fallline.web.state.turns import edit

DAY = 24 * 3600
CARDS: dict[str, list[LandscapeCard]] = {}  # of the landscapes, by language, as they are asked for
GROUPS = {"videos": "The AdaBelief authors' videos", "ideas": "Ideas", "deepobs": "The DeepOBS benchmark's problems"}


def answer_questions(app: Dash, warmer: Warmer, limits: Limits) -> None:
    """Adds the questions to the application's server."""
    server = app.server
    server.register_error_handler(BadInput, lambda problem: ({"problem": str(problem)}, 400))
    server.add_url_rule("/formula", "formula", _typeset)
    server.add_url_rule("/landscapes", "landscapes", _landscapes)
    server.add_url_rule("/examples", "examples", _examples)
    server.add_url_rule("/paths", "paths", lambda: _paths(warmer, limits), methods=["POST"])
    server.add_url_rule("/speed", "speed", _speed)
    server.add_url_rule("/code", "code", _code)
    server.add_url_rule("/picture/<kind>/<id>", "picture", _picture)


def _typeset() -> Typeset:
    """What is typed into a formula's field, as LaTeX, or what is wrong with it."""
    try:
        return {"latex": formula(request.args.get("f", "")).latex()}
    except BadInput as problem:
        return {"problem": str(problem)}


def _landscapes() -> list[LandscapeCard]:
    """Every landscape's card: what there is to choose from."""
    code = language().code
    if code not in CARDS:
        CARDS[code] = _cards()
    return CARDS[code]


def _cards() -> list[LandscapeCard]:
    cards: list[LandscapeCard] = []
    for id, cls in landscapes.classes.items():
        landscape = cls()
        cards.append(
            {
                "id": id,
                "title": cls.title,
                "group": cls.family.replace("_", " "),
                "says": say(cls.says()),
                "minima": minima_of(landscape),
                "formula": convert(f"f = {landscape.formula}"),
                "traits": [*map(say, cls.traits), say("{n} dimensions", n=landscape.dim) if landscape.dim > 2 else ""],
            }
        )
    return cards


def _examples() -> list[ExampleCard]:
    """Every example: a title, a sentence and a link."""
    return [
        {
            "id": each.id,
            "title": say(each.title),
            "group": GROUPS[each.group],
            "says": say(each.says),
            "link": each.link,
        }
        for each in examples.values()
    ]


def _paths(warmer: Warmer, limits: Limits) -> PathsAnswer:
    """The trails of a link's race from another start, {"link", "start": place in the plane}, or with a run's setting
    turned, {"link", "turned": {"id": the control's, "value": its slider's}}."""
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict) or not isinstance(asked.get("link"), str) or not {"start", "turned"} & set(asked):
        raise BadInput('Paths are asked for with a link and a start, such as {"link": "on=booth", "start": [1, 2]}.')
    question = cast("PathsQuestion", asked)
    scene, view = asked_race(limits, question["link"])
    plane = plane_of(scene, race(scene), view.plane, view.box)
    moved = (
        _turned(scene, view, question["turned"])
        if "turned" in question
        else _moved(scene, view, plane, question["start"])
    )
    warmer.ask(RECORD, moved.landscape, moved.optimizers, placed_on(moved))
    runs = [quick(moved, each) for each in moved.optimizers]
    return {"paths": [paths_of(moved, run, plane, view) for run in runs], "made": [run.made["path"] for run in runs]}


def _moved(scene: Scene, view: View, plane: Slice, place: Any) -> Scene:
    """The scene from another start."""
    if not isinstance(place, list) or len(place) != 2 or not all(isinstance(each, int | float) for each in place):
        raise BadInput(f"start = {place} must be two numbers, a place in the drawn plane, such as [1, 2].")
    return edits.set_start(scene, view, plane.moved(scene.starts[0], tuple(place)))[0]


def _turned(scene: Scene, view: View, turned: Any) -> Scene:
    """The scene with a run's slider moved, with the learning rates that then are in force."""
    try:
        id, value = turned["id"], float(turned["value"])
        run, name = id["of"], id["name"]
    except (TypeError, KeyError, ValueError):
        raise BadInput(f"turned = {turned} must be a run's control and its slider's value.") from None
    if id.get("type") != "slider" or not re.fullmatch(r"run-[0-7]", str(run)) or not isinstance(name, str):
        raise BadInput(f"turned = {turned} must name the slider of a run's setting.")
    scene, view = edit(scene, view, id, value)
    return in_force(scene, view.rates)


def _speed() -> Speed:
    """What keeps trails from following the hand at once."""
    return {"says": lacks()}


def _code() -> Response:
    """A link as a code to scan, in one colour on white."""
    link = request.args.get("link", "")
    known = filter(None, (request.host, urlsplit(current_app.config["ADDRESS"]).netloc))
    if urlsplit(link).netloc not in known:
        raise BadInput(f"link={link} must be a link to this lab, which is at {request.host}.")
    drawing = io.BytesIO()
    try:
        segno.make(link, error="m" if len(link) < 800 else "l", micro=False).save(
            drawing, kind="svg", scale=8, border=4, light="white"
        )
    except segno.DataOverflowError:
        raise BadInput(
            f"The link has {len(link):,} characters, too many for a code; take fewer runs or starts."
        ) from None
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


def _picture(kind: str, id: str) -> Response:
    """A small picture of a landscape or of an example."""
    theme = "dark" if request.args.get("theme") == "dark" else "light"
    drawn = {"landscape": pictures.landscape, "example": pictures.example}
    if kind not in drawn:
        raise BadInput(f"There is no picture of a {kind}; there are pictures of a landscape or an example.")
    answer = Response(drawn[kind](id, theme), mimetype="image/png")
    answer.cache_control.max_age = DAY
    return answer
