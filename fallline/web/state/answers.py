"""From a question of the page to its answer: the link is the state, turned controls change it, its race is shown."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from typing import Any

from dash import html

from fallline.analysis.learning_rates import in_force, regime_words
from fallline.core import BadInput
from fallline.lessons import lesson_at
from fallline.picture import Look
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.examples import opening
from fallline.scene.words import LOOKS
from fallline.view import View, read_link, write_link
from fallline.web.i18n import say
from fallline.web.messages import Controls, RaceAnswer, RaceMessage, RaceQuestion
from fallline.web.operations.limits import Limits
from fallline.web.pages.sidebar import rail
from fallline.web.pages.stage import stage_of
from fallline.web.state import edits
from fallline.web.state.turns import after_turns, in_header

UNEXPECTED = "This race met an error that should not be; the server's log has it. Another scene will work."
OWN = Limits()  # of a lab for one person: what it can bear
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """An answer, and the scene that it shows, None if none."""

    answer: RaceAnswer
    scene: Scene | None


def answered(question: RaceQuestion, limits: Limits = OWN) -> Answered:
    """The race of the question's link after its turns, within ``limits``.

    What is wrong is said, and leaves the page as it is; where nothing is on show yet, the opening race comes instead.
    """
    try:
        return _answered(question, limits)
    except BadInput as problem:
        said = str(problem)
    except Exception:
        log.exception("The question %r could not be answered.", question)
        said = UNEXPECTED
    if question["shown"]:
        return Answered({"race": None, "notice": said}, None)
    instead = _answered({**question, "link": "", "turns": []}, OWN)
    said = f"{said} Until the link is mended, the opening race is shown."
    return Answered({**instead.answer, "notice": said}, instead.scene)


def warm() -> None:
    """Computes the opening race, so that the first visitor does not wait for it."""
    answered({"link": opening.link, "shown": "", "theme": "light", "turns": []})


def _answered(question: RaceQuestion, limits: Limits) -> Answered:
    before = read_link(question["link"])
    theme = Look.of(before[1], question["theme"]).theme
    after, said = after_turns(before, question["turns"], theme)
    edited = after != before
    if not edited and question["turns"] and question["link"] == question["shown"]:
        return Answered({"race": None, "notice": said}, None)
    scene, view = after
    limits.scene(scene)
    if edited:
        shown = before if question["link"] == question["shown"] else read_link(question["shown"])
        view = dataclasses.replace(edits.one_thing(before, after)[1], t=-1)
        scene = in_force(scene, view.rates)
        view = edits.beside(shown[0], scene, view)
    if view.lesson:
        lesson_at(view.lesson)  # raises where there is none
    return Answered({"race": _race(scene, view, question["theme"], edited=edited), "notice": said}, scene)


def _race(scene: Scene, view: View, theme: str, *, edited: bool) -> RaceMessage:
    """A race as the page takes it."""
    look, runs = Look.of(view, theme), race(scene)
    link = write_link(scene, view)
    facts: dict[str, Any] = {"data-link": link}
    shown = in_header(scene, view, look.theme)
    controls: Controls = {
        "rail": html.Div(rail(scene, view, look, runs), **facts).to_plotly_json(),
        "rates": say("Learning rates: {words}", words=say(regime_words(scene, view.rates))),
        "height": shown["height"],
        "theme": shown["theme"],
    }
    return {
        **stage_of(scene, runs, view, look),
        "link": link,
        "looks": LOOKS,
        "edited": edited,
        "theme": look.theme,
        "controls": controls,
    }
