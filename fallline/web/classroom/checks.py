"""Checks of what presenters and students send: only what is expected is stored, never free text."""

from __future__ import annotations

import dataclasses
import reprlib
import sys
from functools import lru_cache
from threading import Lock
from typing import Any

from fallline.core import BadInput, Sentence
from fallline.core.deadline import time_limit
from fallline.lessons import CHOICE_ANSWER, NUMBER_ANSWER, PLACE_ANSWER, RUN_ANSWER, find_question
from fallline.view import read_link, write_link
from fallline.view.view import LAB
from fallline.web.operations.gate import ServerBusy
from fallline.web.operations.limits import Limits

MAX_SPEED = 1e5  # in steps per second
MAX_RUN_DIGITS = 4  # of the index of a run
MAX_READING_S = 10.0  # for a link, whose formula may need a search for minima
MAX_WAIT_S = 0.5  # until another link is read
_reading = Lock()  # one link at a time, so that the other threads of this process stay free


def check_shown(shown: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Return what a presenter shows as it is stored, with the keys 'link', 't', 'playing' and 'speed'.

    ``shown`` has the same keys (a missing 'playing' is False). Raises BadInput if another one is missing, a value is
    of a wrong type or out of range, or the race exceeds the limits; ServerBusy while other links are read.
    """
    link, t, speed, playing = (shown.get(name) for name in ("link", "t", "speed", "playing"))
    if not isinstance(link, str) or t is None or speed is None:
        raise BadInput("What a class is shown must have a link, a step t and a speed.")
    if not isinstance(playing, bool | None):
        raise BadInput("playing = {value} must be true or false.", value=reprlib.repr(playing))
    written_link, steps = _read_shown_link(link, limits)
    if not (_is_number(t) and 0 <= t <= steps and t == int(t) and _is_number(speed) and 0 < speed <= MAX_SPEED):
        raise BadInput(
            "t = {t} must be a step of the race, and speed = {speed} above 0 and at most {limit}.",
            t=reprlib.repr(t),
            speed=reprlib.repr(speed),
            limit=f"{MAX_SPEED:g}",
        )
    return {"link": written_link, "t": int(t), "playing": bool(playing), "speed": float(speed)}


@lru_cache(maxsize=256)  # since a presenter's page sends a link again with each change of its clock
def _read_shown_link(link: str, limits: Limits) -> tuple[str, int]:
    """Return a link without the presenter's own mode, theme and step, and the number of steps of its race."""
    limits.check_link(link)
    if not _reading.acquire(timeout=MAX_WAIT_S):
        raise ServerBusy
    try:
        with time_limit(MAX_READING_S):
            scene, view = read_link(link)
            limits.check_scene(scene)
    finally:
        _reading.release()
    return write_link(scene, dataclasses.replace(view, mode=LAB, theme="auto", t=-1)), scene.steps


def check_guess(place: str, value: Any) -> Any:
    """Return a student's prediction as it is stored.

    Raises BadInput if ``value`` is not a possible answer to the question of the lesson page ``place``.
    """
    page, question = find_question(place)
    if question.kind == CHOICE_ANSWER and isinstance(value, str) and value in question.options:
        return value
    if question.kind == RUN_ANSWER and (index := _run_index(value)) in range(len(read_link(page.link)[0].optimizers)):
        return index
    if question.kind == NUMBER_ANSWER and _is_number(value):
        return float(value)
    if question.kind == PLACE_ANSWER and isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)):
        return [float(each) for each in value]
    raise BadInput("This is no answer to the question '{question}'", question=Sentence(question.ask))


def _run_index(value: Any) -> int | None:
    """Return the index of a run that is sent as an integer or its decimal digits; None if it is something else."""
    text = str(value) if isinstance(value, str) or (isinstance(value, int) and 0 <= value < 10**MAX_RUN_DIGITS) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_RUN_DIGITS else None


def _is_number(value: Any) -> bool:
    """Return whether a value is a finite number that a float can hold; a bool is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
