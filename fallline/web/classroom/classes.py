"""Classes: a presenter shows a race, students follow it with a short code, and their predictions are counted.

There are no accounts and no names: a presenter is identified by a secret key, a student by a random id.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import math
import re
import secrets
import time
from typing import Any

from fallline.core import BadInput, Sentence
from fallline.lessons import CHOICE_ANSWER, NUMBER_ANSWER, PLACE_ANSWER, RUN_ANSWER, find_question
from fallline.view import read_link, write_link
from fallline.view.view import LAB
from fallline.web.messages import ClassroomKey, ClassroomState, Guesses
from fallline.web.operations.store import Store

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without letters and digits that look alike
CODE_LENGTH = 5
EXPIRY_S = 12 * 3600.0  # after the presenter's last request
PRESENCE_TIMEOUT_S = 30.0  # after a student's last request, the student counts as present
MAX_STUDENTS = 500
MAX_SPEED = 1e5  # in steps per second
STUDENT_ID = re.compile(r"[a-z0-9]{8,32}")


class NoClassError(BadInput):
    """There is no class with this code."""


class NotPresenterError(BadInput):
    """The key is not the presenter's."""


class Classes:
    """All classes in a store.

    Methods with a ``code`` raise NoClassError for an unknown code; methods with a presenter's ``key`` raise
    NotPresenterError for a wrong key.
    """

    def __init__(self, store: Store) -> None:
        """Keep the classes in ``store``, which may be shared with other processes."""
        self.store = store

    def create(self) -> ClassroomKey:
        """Create a class, and return its code and the presenter's key."""
        code = _random_code()
        while self.store.get(_state_key(code)) is not None:
            code = _random_code()
        key = secrets.token_urlsafe(24)
        self._save(code, {"key": _digest(key), "shown": None, "version": 0})
        return {"code": code, "key": key}

    def show(self, code: str, key: str | None, shown: dict[str, Any]) -> int:
        """Replace what the presenter shows by ``shown``, and return the number of this version, from 1.

        ``shown`` has the keys 'link', 't' (the step), 'speed' (steps per second) and 'playing' (a missing one is
        False). Raises BadInput if another part is missing or out of range.
        """
        state = self._load_as_presenter(code, key)
        try:
            link, t, speed = str(shown["link"]), int(shown["t"]), float(shown["speed"])
        except (KeyError, TypeError, ValueError):
            raise BadInput("What a class is shown must have a link, a step t and a speed.") from None
        scene, view = read_link(link)
        if not (0 <= t <= scene.steps and 0 < speed <= MAX_SPEED):
            raise BadInput(
                "t = {t} must be a step of the race, and speed = {speed} above 0 and at most {limit}.",
                t=t,
                speed=f"{speed:g}",
                limit=f"{MAX_SPEED:g}",
            )
        link = write_link(scene, dataclasses.replace(view, mode=LAB, theme="auto", t=-1))
        new_shown = {"link": link, "t": t, "playing": bool(shown.get("playing")), "speed": speed, "at": time.time()}
        version = state["version"] + 1
        self._save(code, {**state, "shown": new_shown, "version": version})
        return version

    def read_state(self, code: str, version: int = -1, student: str = "") -> ClassroomState | None:
        """Return what the presenter shows, or None if that still has the number ``version``, which the student has.

        The student's id, unless '', is recorded as present. Raises BadInput if the id is malformed or the class is
        full.
        """
        state = self._load(code)
        if student:
            self._mark_present(code, student)
        if state["version"] == version:
            return None
        shown = state["shown"]
        class_state: ClassroomState = {
            "version": state["version"],
            "age": time.time() - shown["at"] if shown else 0.0,
            "link": None,
        }
        return {**class_state, **shown} if shown else class_state

    def add_guess(self, code: str, student: str, place: str, value: Any) -> None:
        """Store a student's prediction for the question of the lesson page ``place``; a second one replaces the first.

        Raises BadInput if the value is not a possible answer to the question.
        """
        self._load(code)
        self._mark_present(code, student)
        encoded = json.dumps(_check_guess(place, value)).encode()
        self.store.set_field(_guesses_key(code, place), student, encoded, EXPIRY_S, MAX_STUDENTS)

    def read_guesses(self, code: str, key: str | None, place: str) -> Guesses:
        """Return the predictions of all students for the question of the lesson page ``place``."""
        self._load_as_presenter(code, key)
        _, question = find_question(place)
        values = [json.loads(value) for value in self.store.get_fields(_guesses_key(code, place)).values()]
        return {"kind": question.kind, "studentCount": self.count_students(code, key), "values": values}

    def count_students(self, code: str, key: str | None) -> int:
        """Return the number of students who are present."""
        self._load_as_presenter(code, key)
        earliest = time.time() - PRESENCE_TIMEOUT_S
        return sum(float(at) > earliest for at in self.store.get_fields(_students_key(code)).values())

    def end(self, code: str, key: str | None) -> None:
        """End a class, and delete it from the store, except its predictions, which expire and cannot be read."""
        self._load_as_presenter(code, key)
        self.store.delete(_state_key(code), _students_key(code))

    def _mark_present(self, code: str, student: str) -> None:
        if not STUDENT_ID.fullmatch(student):
            raise BadInput("A student's id must be 8 to 32 small letters and digits.")
        if not self.store.set_field(_students_key(code), student, str(time.time()).encode(), EXPIRY_S, MAX_STUDENTS):
            raise BadInput("This class is full; it has {count} students.", count=MAX_STUDENTS)

    def _load(self, code: str) -> dict[str, Any]:
        stored = self.store.get(_state_key(code)) if re.fullmatch(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}", code) else None
        if stored is None:
            raise NoClassError("There is no class '{code}'; ask the presenter for the present code.", code=code[:12])
        return json.loads(stored)

    def _load_as_presenter(self, code: str, key: str | None) -> dict[str, Any]:
        state = self._load(code)
        if not key or not hmac.compare_digest(state["key"], _digest(key)):
            raise NotPresenterError("Only the presenter, who has the key of this class, can do that.")
        return state

    def _save(self, code: str, state: dict[str, Any]) -> None:
        self.store.set(_state_key(code), json.dumps(state).encode(), EXPIRY_S)


def _random_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _state_key(code: str) -> str:
    return f"class:{code}"


def _students_key(code: str) -> str:
    return f"students:{code}"


def _guesses_key(code: str, place: str) -> str:
    return f"guesses:{code}:{place}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _check_guess(place: str, value: Any) -> Any:
    """Return a student's prediction as it is stored, which is never free text.

    Raises BadInput if ``value`` is not a possible answer to the question at ``place``.
    """
    page, question = find_question(place)
    if question.kind == CHOICE_ANSWER and isinstance(value, str) and value in question.options:
        return value
    if question.kind == RUN_ANSWER and str(value).isdecimal():
        runs = len(read_link(page.link)[0].optimizers)
        if int(value) < runs:
            return int(value)
    if question.kind == NUMBER_ANSWER and _is_number(value):
        return float(value)
    if question.kind == PLACE_ANSWER and isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)):
        return [float(each) for each in value]
    raise BadInput("This is no answer to the question '{question}'", question=Sentence(question.ask))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
