"""The page's one question for a race: a link, turned controls, and the race that comes of them."""

from __future__ import annotations

import json
from typing import Any, cast

from dash import Dash
from flask import Response, request
from plotly.io.json import to_json_plotly

from fallline.core import BadInput
from fallline.programs.compiled import RECORD
from fallline.programs.warmer import Warmer
from fallline.run.device import placed_on
from fallline.web.i18n import language
from fallline.web.messages import RaceQuestion
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import Computed, ResponseCache
from fallline.web.operations.security import Guards
from fallline.web.state.answers import answered

MOST_TURNS = 500
ASKED = 'A race is asked for with json such as {"link": "on=booth", "shown": "", "theme": "light", "turns": []}.'


def answer_races(app: Dash, warmer: Warmer, limits: Limits, cache: ResponseCache | None, guards: Guards) -> None:
    """Adds the question to the application's server; answers are shared where there is a ``cache``."""

    def answer() -> Response:
        question = _question()
        if cache is None:
            return Response(_computed(question, warmer, limits).content, mimetype="application/json")
        return cache.answer(_key(question), lambda: _computed(question, warmer, limits))

    app.server.add_url_rule("/race", "shown_race", guards.computed(answer), methods=["POST"])


def _key(question: RaceQuestion) -> str:
    """The same for questions with the same answer: what is on show matters only where controls were turned, and the
    numbers of turns are each visitor's own."""
    changes = [turn["changes"] for turn in question["turns"]]
    shown = question["shown"] if changes else ""
    return json.dumps([language().code, {**question, "shown": shown, "turns": changes}], sort_keys=True)


def _computed(question: RaceQuestion, warmer: Warmer, limits: Limits) -> Computed:
    """The answer as json, to be kept unless something was wrong, perhaps only at this moment; what its race needs for
    following a hand is compiled in the background."""
    found = answered(question, limits)
    if found.scene is not None and not found.scene.noise:
        warmer.ask(RECORD, found.scene.landscape, found.scene.optimizers, placed_on(found.scene))
    return Computed(to_json_plotly(found.answer).encode(), keep=found.answer["notice"] is None)


def _question() -> RaceQuestion:
    """What is asked; raises BadInput."""
    asked: Any = request.get_json(silent=True)
    if not isinstance(asked, dict) or not all(isinstance(asked.get(word), str) for word in ("link", "shown", "theme")):
        raise BadInput(ASKED)
    turns = asked.get("turns")
    if asked["theme"] not in ("light", "dark") or not isinstance(turns, list) or len(turns) > MOST_TURNS:
        raise BadInput(ASKED)
    if not all(isinstance(turn, dict) and _is_changes(turn.get("changes")) for turn in turns):
        raise BadInput(ASKED)
    return cast("RaceQuestion", {word: asked[word] for word in ("link", "shown", "theme", "turns")})


def _is_changes(changes: Any) -> bool:
    return isinstance(changes, list) and all(
        isinstance(each, dict) and {"id", "value"} <= set(each) for each in changes
    )
