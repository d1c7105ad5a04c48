"""The results of races about which lessons ask for a prediction."""

from __future__ import annotations

from typing import Any

import numpy as np

from fallline.analysis.learning_rates import apply_regime
from fallline.analysis.plot_plane import find_plane
from fallline.core import BadInput, Sentence
from fallline.lessons._lesson import CHOICE_ANSWER, NUMBER_ANSWER, PLACE_ANSWER, RUN_ANSWER, Question
from fallline.lessons._measures import NEVER_STEP, evaluate_measure
from fallline.run import Ending, race
from fallline.view import read_link

ENDING_OPTION_KEYS = {  # key of the option of a CHOICE_ANSWER question
    Ending.REACHED: "arrives",
    Ending.DIVERGED: "diverges",
    Ending.STALLED: "stalls",
    Ending.GOING: "going",
}


def compute_question_result(link: str, question: Question) -> Any:
    """Return the true result that a question asks to predict, computed by running the race of ``link``.

    By the question's kind: {"place": point in the plot plane, "way": path length} (PLACE_ANSWER), index of a run
    (RUN_ANSWER), key of an option (CHOICE_ANSWER), or a number, None if the measured event does not happen
    (NUMBER_ANSWER).
    """
    return {
        PLACE_ANSWER: _position_result,
        RUN_ANSWER: _run_result,
        CHOICE_ANSWER: _choice_result,
        NUMBER_ANSWER: _number_result,
    }[question.kind](link, question)


def _position_result(link: str, question: Question) -> dict[str, Any]:
    """Return the position at step t in the plot plane, and the length of the path to it, to grade guesses."""
    scene, view = read_link(link)
    runs = race(scene)
    run = runs[question.run - 1]
    path = find_plane(scene, runs, view.plane, view.box).project(run.x[: question.t + 1, 0])
    return {"place": path[-1].tolist(), "way": float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())}


def _number_result(link: str, question: Question) -> float | None:
    value = evaluate_measure(link, question.measure)
    return None if value == NEVER_STEP else value


def _run_result(link: str, question: Question) -> int:
    """Return the index of the run with the smallest measured value, or the largest if the measure has ``most``."""
    count = len(read_link(link)[0].optimizers)
    values = [evaluate_measure(link, {**question.measure, "run": run_index + 1}) for run_index in range(count)]
    sign = -1 if question.measure.get("most") else 1
    best = min(sign * value for value in values)
    (winner,) = (run_index for run_index, value in enumerate(values) if sign * value == best)  # a tie is an error
    return winner


def _choice_result(link: str, question: Question) -> str:
    """Return the key of the true option: the run's ending, or the range [low, high) that holds the measured number."""
    if "ranges" in question.measure:
        value = evaluate_measure(link, question.measure)
        (option,) = (key for key, (low, high) in question.measure["ranges"].items() if low <= value < high)
        return option
    if question.measure.get("of") != "ending":
        raise BadInput("'{question}' must measure an ending, or give ranges.", question=Sentence(question.ask))
    scene, view = read_link(link)
    runs = race(apply_regime(scene, view.rates))
    return ENDING_OPTION_KEYS[runs[question.measure.get("run", 1) - 1].outcome[0].ending]
