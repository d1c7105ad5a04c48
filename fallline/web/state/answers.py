"""From a RaceRequest to its RaceAnswer: the link is the state, and changed controls change it."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from typing import Any, cast

from dash import html

from fallline.analysis.learning_rates import apply_regime, describe_regime
from fallline.core import BadInput, Sentence
from fallline.core.deadline import no_time_limit
from fallline.picture import Look
from fallline.run import race, settle_minima
from fallline.scene import Scene
from fallline.scene.examples import opening_example
from fallline.scene.link_words import VIEW_WORDS
from fallline.view import View, read_link, write_link
from fallline.web.i18n import say
from fallline.web.operations.limits import Limits
from fallline.web.pages.header import label_landscape
from fallline.web.pages.sidebar import build_sidebar
from fallline.web.pages.stage import build_race_drawing
from fallline.web.race_messages import Controls, RaceAnswer, RaceMessage, RaceRequest
from fallline.web.state import edits
from fallline.web.state.control_events import apply_control_events, header_values, opens_link
from fallline.web.state.landscape_change import describe_landscape_change

UNEXPECTED_ERROR = Sentence("This race met an unexpected error; the server's log has it. Another race will work.")
DEFAULT_LIMITS = Limits()  # of a lab for one person
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RaceResult:
    """The answer to a request, and the scene that it shows, None if it shows none."""

    answer: RaceAnswer
    scene: Scene | None


def answer_race_request(race_request: RaceRequest, limits: Limits = DEFAULT_LIMITS) -> RaceResult:
    """Return the answer with the race of the request's link after its control events, within ``limits``.

    An error becomes the answer's notice, and the race on show stays; without a race on show, the answer has the opening
    race.
    """
    try:
        return _answer(race_request, limits)
    except BadInput as problem:
        notice = say(problem.sentence)
    except Exception:
        log.exception("A request for a race could not be answered.")  # logs hold nothing that a visitor sent
        notice = say(UNEXPECTED_ERROR)
    if race_request["shown"]:
        return RaceResult({"race": None, "notice": notice, "remark": None, "undo": None}, None)
    with no_time_limit():  # it may have passed, which is the notice then
        fallback = _answer({**race_request, "link": "", "events": []}, DEFAULT_LIMITS)
    fallback_text = say("One setting in the link is invalid; showing the default race.")
    opening_race = cast("RaceMessage", fallback.answer["race"])
    race_message: RaceMessage = {**opening_race, "linkHasFault": True}
    answer: RaceAnswer = {"race": race_message, "notice": f"{notice} {fallback_text}", "remark": None, "undo": None}
    return RaceResult(answer, fallback.scene)


def compute_opening_race() -> None:
    """Compute the opening race, so that the first visitor does not wait for it."""
    answer_race_request({"link": opening_example.link, "shown": "", "theme": "light", "events": []})


def _answer(race_request: RaceRequest, limits: Limits) -> RaceResult:
    limits.check_link(race_request["link"])
    reading = edits.read_page_link(race_request["link"])
    before = (reading.scene, reading.view)
    limits.check_scene(*before)
    remark = " ".join(say(each.text) for each in reading.remarks) or None
    theme = Look.from_view(before[1], race_request["theme"]).theme
    after, notice = apply_control_events(before, race_request["events"], theme, limits)
    edited = after != before
    if not edited and race_request["events"] and race_request["link"] == race_request["shown"]:
        return RaceResult({"race": None, "notice": notice, "remark": remark, "undo": None}, None)
    scene, view = after
    undo = None
    if edited:
        limits.check_link(race_request["shown"])
        header = before if race_request["link"] == race_request["shown"] else read_link(race_request["shown"])
        view = dataclasses.replace(edits.keep_learning_rates(before, after)[1], t=-1, selected=View.selected)
        limits.check_scene(scene, view)
        scene = apply_regime(scene, view.rates)
        view = edits.with_previous_race(header[0], scene, view)
        change = None if opens_link(race_request["events"]) else describe_landscape_change(before, (scene, view))
        if change:
            remark, undo = change
    has_fault = any(each.is_fault for each in reading.remarks)
    message = _race_message(scene, view, race_request["theme"], edited=edited, link_has_fault=has_fault)
    return RaceResult({"race": message, "notice": notice, "remark": remark, "undo": undo}, scene)


def _race_message(scene: Scene, view: View, theme: str, *, edited: bool, link_has_fault: bool) -> RaceMessage:
    """Return the message from which the page shows a race."""
    scene = settle_minima(scene)
    look, runs = Look.from_view(view, theme), race(scene)
    link = write_link(scene, view)
    attributes: dict[str, Any] = {"data-link": link}
    header = header_values(scene, view, look.theme)
    controls: Controls = {
        "sidebar": html.Div(build_sidebar(scene, view, runs), **attributes).to_plotly_json(),
        "landscape": label_landscape(scene.landscape),
        "rates": say("Learning rates: {words}", words=say(describe_regime(scene, view.rates))),
        "height": header["height"],
        "theme": header["theme"],
    }
    return {
        **build_race_drawing(scene, runs, view, look),
        "link": link,
        "viewKeys": VIEW_WORDS,
        "edited": edited,
        "linkHasFault": link_has_fault and not edited,
        "theme": look.theme,
        "controls": controls,
    }
