"""Classes: a presenter shows a race, students follow it with a short code, and their predictions are counted.

There are no accounts and no names: a presenter is identified by a secret key, a student by a random id.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from typing import Any

from fallline.core import BadInput
from fallline.lessons import find_question
from fallline.web.classroom.checks import check_guess, check_shown
from fallline.web.classroom.codes import is_code, random_code
from fallline.web.messages import ClassroomKey, ClassroomState, Guesses
from fallline.web.operations.limits import Limits
from fallline.web.operations.store import Store

EXPIRY_S = 12 * 3600.0  # after the presenter's last message
UNUSED_EXPIRY_S = 300.0  # of a class that has shown nothing yet
ENDED_EXPIRY_S = 3600.0  # of the note that a class has ended
IDLE_TIMEOUT_S = 3600.0  # after its presenter's last message, a class makes room for others on a full server
PRESENCE_TIMEOUT_S = 30.0  # after a student's last request, the student counts as present
MAX_STUDENTS = 500  # that are counted in a class
MAX_CLASSES = 1000  # of a server
STUDENT_ID = re.compile(r"[a-z0-9]{8,32}")
CLASSES_KEY = "classes"  # of the table whose fields are the codes of all classes


class NoClassError(BadInput):
    """There is no class with this code."""


class ClassEndedError(BadInput):
    """The presenter has ended the class with this code."""


class NotPresenterError(BadInput):
    """The key is not the presenter's."""


class TooManyClassesError(BadInput):
    """The server has no room for another class."""


class Classes:
    """All classes in a store.

    Methods with a ``code`` raise NoClassError for an unknown code, and ClassEndedError for that of a class that has
    ended; methods with a presenter's ``key`` raise NotPresenterError for a wrong key. All methods raise StoreError if
    the store fails. Times are by the store's clock, which server processes share.
    """

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        """Keep the classes in ``store``, which may be shared with other processes; races stay within ``limits``."""
        self.store, self.limits = store, limits or Limits()

    def create(self) -> ClassroomKey:
        """Create a class, and return its code and the presenter's key.

        A class that has shown nothing after UNUSED_EXPIRY_S is deleted. Raises TooManyClassesError if there are
        MAX_CLASSES classes, none of which is idle.
        """
        code = random_code()
        while self.store.get(_state_key(code)) is not None:
            code = random_code()
        if not self._add_code(code):
            self._delete_idle_classes()
            if not self._add_code(code):
                raise TooManyClassesError(
                    "This server has {count} classes already; try again in some minutes.", count=MAX_CLASSES
                )
        key = secrets.token_urlsafe(24)
        self._save(code, {"key": _digest(key), "shown": None, "version": 0}, UNUSED_EXPIRY_S)
        return {"code": code, "key": key}

    def show(self, code: str, key: str | None, shown: dict[str, Any]) -> int:
        """Replace what the presenter shows by ``shown``, and return the number of this version, from 1.

        ``shown`` has the keys 'link', 't' (the step), 'speed' (steps per second) and 'playing' (a missing one is
        False). Raises BadInput if another part is missing or out of range.
        """
        state = self._load_as_presenter(code, key)
        new_shown = {**check_shown(shown, self.limits), "at": self.store.now()}
        version = state["version"] + 1
        self._save(code, {**state, "shown": new_shown, "version": version}, EXPIRY_S)
        return version

    def read_state(self, code: str, version: int = -1, student: str = "") -> ClassroomState | None:
        """Return what the presenter shows, or None if that still has the number ``version``, which the student has.

        The student's id, unless '', is recorded as present; beyond MAX_STUDENTS a student is not counted, but answered
        like the others. Raises BadInput if the id is malformed.
        """
        state = self._load(code)
        if student:
            self._mark_present(code, student)
        if state["version"] == version:
            return None
        shown = state["shown"]
        class_state: ClassroomState = {
            "version": state["version"],
            "age": self.store.now() - shown["at"] if shown else 0.0,
            "link": None,
        }
        return {**class_state, **shown} if shown else class_state

    def add_guess(self, code: str, student: str, place: str, value: Any) -> None:
        """Store a student's prediction for the question of the lesson page ``place``; a second one replaces the first.

        Raises BadInput if the value is not a possible answer to the question, or MAX_STUDENTS others have predicted.
        """
        self._load(code)
        self._mark_present(code, student)
        encoded = json.dumps(check_guess(place, value)).encode()
        if not self.store.set_field(_guesses_key(code, place), student, encoded, EXPIRY_S, MAX_STUDENTS):
            raise BadInput(
                "{count} predictions are counted for this question, which is the most; yours is not among them.",
                count=MAX_STUDENTS,
            )

    def read_guesses(self, code: str, key: str | None, place: str) -> Guesses:
        """Return the predictions of all students for the question of the lesson page ``place``."""
        count = self.count_students(code, key)
        _, question = find_question(place)
        values = [json.loads(value) for value in self.store.get_fields(_guesses_key(code, place)).values()]
        return {"kind": question.kind, "studentCount": count, "values": values}

    def count_students(self, code: str, key: str | None) -> int:
        """Return the number of students who are present, at most MAX_STUDENTS."""
        self._load_as_presenter(code, key)
        table = self.store.get_fields(_students_key(code))
        return len(table) - len(self._absent_students(table))

    def end(self, code: str, key: str | None) -> None:
        """End a class, and delete it from the store, except its predictions, which expire and cannot be read.

        For ENDED_EXPIRY_S the code is that of a class that has ended, so that no page takes it for a wrong one.
        """
        self._load_as_presenter(code, key)
        self._save(code, {"ended": True}, ENDED_EXPIRY_S)
        self.store.delete(_students_key(code))
        self.store.delete_fields(CLASSES_KEY, code)

    def _mark_present(self, code: str, student: str) -> None:
        """Record a student's request, unless MAX_STUDENTS other students are present."""
        if not STUDENT_ID.fullmatch(student):
            raise BadInput("A student's id must be 8 to 32 small letters and digits.")
        key, now = _students_key(code), str(self.store.now()).encode()
        if not self.store.set_field(key, student, now, EXPIRY_S, MAX_STUDENTS):
            self.store.delete_fields(key, *self._absent_students(self.store.get_fields(key)))
            self.store.set_field(key, student, now, EXPIRY_S, MAX_STUDENTS)

    def _absent_students(self, table: dict[str, bytes]) -> list[str]:
        """Return the ids in a table of students whose last request is longer ago than PRESENCE_TIMEOUT_S."""
        earliest = self.store.now() - PRESENCE_TIMEOUT_S
        return [student for student, at in table.items() if float(at) <= earliest]

    def _add_code(self, code: str) -> bool:
        return self.store.set_field(CLASSES_KEY, code, b"", EXPIRY_S, MAX_CLASSES)

    def _delete_idle_classes(self) -> None:
        """Delete the classes that have shown nothing new for IDLE_TIMEOUT_S, and the codes of expired ones."""
        earliest = self.store.now() - IDLE_TIMEOUT_S
        for code in self.store.get_fields(CLASSES_KEY):
            stored = self.store.get(_state_key(code))
            shown = json.loads(stored).get("shown") if stored else None
            if stored is None or (shown and shown["at"] < earliest):
                self.store.delete(_state_key(code), _students_key(code))
                self.store.delete_fields(CLASSES_KEY, code)

    def _load(self, code: str) -> dict[str, Any]:
        stored = self.store.get(_state_key(code)) if is_code(code) else None
        if stored is None:
            raise NoClassError("There is no class '{code}'; ask the presenter for the present code.", code=code[:12])
        state = json.loads(stored)
        if state.get("ended"):
            raise ClassEndedError("Class {code} has ended.", code=code)
        return state

    def _load_as_presenter(self, code: str, key: str | None) -> dict[str, Any]:
        state = self._load(code)
        if not key or not hmac.compare_digest(state["key"], _digest(key)):
            raise NotPresenterError("Only the presenter, who has the key of this class, can do that.")
        return state

    def _save(self, code: str, state: dict[str, Any], seconds: float) -> None:
        self.store.set(_state_key(code), json.dumps(state).encode(), seconds)


def _state_key(code: str) -> str:
    return f"class:{code}"


def _students_key(code: str) -> str:
    return f"students:{code}"


def _guesses_key(code: str, place: str) -> str:
    return f"guesses:{code}:{place}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
