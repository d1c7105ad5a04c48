"""A class: a presenter shows a race, students follow it by a short code, and what they predict is counted.

No accounts and no names: a presenter is who holds the key, a student a number that their browser made up.
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

from fallline.core import BadInput
from fallline.lessons import CHOICE, NUMBER, PLACE, RUN, question_at
from fallline.view import read_link, write_link
from fallline.view.view import LAB
from fallline.web.messages import ClassKey, ClassNow, Guesses
from fallline.web.operations.store import Store

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
LENGTH = 5
EXPIRES = 12 * 3600.0  # seconds after the presenter was last heard of
HERE = 30.0  # seconds after which a student who has not asked is not counted
MOST_STUDENTS = 500
FASTEST = 1e5  # steps per second
STUDENT = re.compile(r"[a-z0-9]{8,32}")


class NoClassError(BadInput):
    """A code of no class."""


class NotPresenterError(BadInput):
    """Somebody who tries to drive a class without its key."""


class Classes:
    """All classes of a store."""

    def __init__(self, store: Store) -> None:
        """``store`` may be shared with other processes."""
        self.store = store

    def begin(self) -> ClassKey:
        """A new class: its code, and the key that drives it."""
        while self.store.get(_state(code := "".join(secrets.choice(LETTERS) for _ in range(LENGTH)))) is not None:
            pass
        key = secrets.token_urlsafe(24)
        self._keep(code, {"key": _digest(key), "shown": None, "version": 0})
        return {"code": code, "key": key}

    def show(self, code: str, key: str | None, shown: dict[str, Any]) -> int:
        """What the presenter shows from now on: {link, t, playing, speed}; returns its version."""
        known = self._driven(code, key)
        try:
            scene, view = read_link(str(shown["link"]))
            t, speed = int(shown["t"]), float(shown["speed"])
        except (KeyError, TypeError, ValueError) as problem:
            raise BadInput(f"A class is shown a link, a step and a speed; {problem}.") from None
        if not (0 <= t <= scene.steps and 0 < speed <= FASTEST):
            raise BadInput(f"t = {t} must be a step of the race, and speed = {speed} from 0 to {FASTEST:g}.")
        link = write_link(scene, dataclasses.replace(view, mode=LAB, theme="auto", t=-1))
        now = {"link": link, "t": t, "playing": bool(shown.get("playing")), "speed": speed, "at": time.time()}
        version = known["version"] + 1
        self._keep(code, {**known, "shown": now, "version": version})
        return version

    def seen(self, code: str, version: int = -1, student: str = "") -> ClassNow | None:
        """What is shown, and how many seconds ago it was; None where it is the version that is known already."""
        known = self._known(code)
        if student:
            self._here(code, student)
        if known["version"] == version:
            return None
        shown = known["shown"]
        now: ClassNow = {"version": known["version"], "age": time.time() - shown["at"] if shown else 0.0, "link": None}
        return {**now, **shown} if shown else now

    def guess(self, code: str, student: str, place: str, value: Any) -> None:
        """Counts what a student predicts at a lesson's question; a second guess replaces the first."""
        self._known(code)
        self._here(code, student)
        kept = json.dumps(_checked(place, value)).encode()
        self.store.put(_guesses(code, place), student, kept, EXPIRES, MOST_STUDENTS)

    def guesses(self, code: str, key: str | None, place: str) -> Guesses:
        """What was predicted, for the presenter: {kind, here, values}."""
        self._driven(code, key)
        _, asking = question_at(place)
        values = [json.loads(value) for value in self.store.table(_guesses(code, place)).values()]
        return {"kind": asking.kind, "here": self.here(code, key), "values": values}

    def here(self, code: str, key: str | None) -> int:
        """How many students follow."""
        self._driven(code, key)
        since = time.time() - HERE
        return sum(float(at) > since for at in self.store.table(_students(code)).values())

    def end(self, code: str, key: str | None) -> None:
        """Ends a class at once, with all that was kept of it but guesses, which nobody can ask for any more."""
        self._driven(code, key)
        self.store.drop(_state(code), _students(code))

    def _here(self, code: str, student: str) -> None:
        if not STUDENT.fullmatch(student):
            raise BadInput("A student is 8 to 32 small letters and digits, made up by the browser.")
        if not self.store.put(_students(code), student, str(time.time()).encode(), EXPIRES, MOST_STUDENTS):
            raise BadInput(f"This class is full; it has {MOST_STUDENTS} students.")

    def _known(self, code: str) -> dict[str, Any]:
        found = self.store.get(_state(code)) if re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", code) else None
        if found is None:
            raise NoClassError(f"There is no class {code[:12]!r}; it may be over. Ask for the code that is on now.")
        return json.loads(found)

    def _driven(self, code: str, key: str | None) -> dict[str, Any]:
        known = self._known(code)
        if not key or not hmac.compare_digest(known["key"], _digest(key)):
            raise NotPresenterError("Only the presenter, who has the key of this class, can do that.")
        return known

    def _keep(self, code: str, state: dict[str, Any]) -> None:
        self.store.set(_state(code), json.dumps(state).encode(), EXPIRES)


def _state(code: str) -> str:
    return f"class:{code}"


def _students(code: str) -> str:
    return f"students:{code}"


def _guesses(code: str, place: str) -> str:
    return f"guesses:{code}:{place}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _checked(place: str, value: Any) -> Any:
    """The guess as it is kept, which is never a text of the student's own; raises BadInput."""
    page, asking = question_at(place)
    if asking.kind == CHOICE and isinstance(value, str) and value in asking.options:
        return value
    if asking.kind == RUN and str(value).isdecimal():
        runs = len(read_link(page.link)[0].optimizers)
        if int(value) < runs:
            return int(value)
    if asking.kind == NUMBER and _is_number(value):
        return float(value)
    if asking.kind == PLACE and isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)):
        return [float(each) for each in value]
    raise BadInput(f"This is no answer to '{asking.ask}'")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
