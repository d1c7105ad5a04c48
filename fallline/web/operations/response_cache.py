"""Answers that are the same for everybody: computed once by whoever asks first, and kept for all server processes.

The link is the state and the server keeps no session, so an answer follows from its question alone. What is asked for
by many at one moment is computed by one of them; the others wait for it. How many compute at all is bounded.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from filelock import FileLock, Timeout
from flask import Response, request

from fallline.core.sources import NUMERICAL, source_digest
from fallline.web.operations.store import Store

KEPT = 3600.0  # seconds
LEVEL = 4  # of gzip
PATIENCE = 25.0  # seconds that somebody waits for their turn
ROOM = 64  # questions of one process that wait or are computed
AT_ONCE = 1  # question of one process computed at one moment: two take turns at every operation, and twice the time
BUSY = "The server has more to compute than it can; this page asks again by itself in a moment."
CODE = (*NUMERICAL, "view", "lessons", "picture", "panels", "web")


@dataclass(frozen=True)
class Computed:
    """An answer's content as json, and whether it is to be kept."""

    content: bytes
    keep: bool


class ResponseCache:
    """The answers of one server process, kept in a store that others share."""

    def __init__(self, store: Store, folder: Path) -> None:
        """``folder`` holds the locks of this machine's processes; a lock goes with the process that holds it."""
        self._store, self._locks = store, folder
        self._locks.mkdir(exist_ok=True)
        self._room, self._turn = BoundedSemaphore(ROOM), BoundedSemaphore(AT_ONCE)

    def answer(self, question: str, compute: Callable[[], Computed]) -> Response:
        """What is kept of a question, else what is computed now; 503 where too many wait."""
        key = f"answer:{_code()}:{hashlib.sha256(question.encode()).hexdigest()}"
        content = self._store.get(key) or self._made(key, compute)
        return _busy() if content is None else _sent(content)

    def _made(self, key: str, compute: Callable[[], Computed]) -> bytes | None:
        with ExitStack() as held:
            if not self._room.acquire(blocking=False):
                return None
            held.callback(self._room.release)
            try:
                held.enter_context(FileLock(self._locks / f"{key[-3:]}.lock", timeout=PATIENCE))
            except Timeout:
                return None
            if (found := self._store.get(key)) is not None:  # somebody else has made it in the meantime
                return found
            if not self._turn.acquire(timeout=PATIENCE):
                return None
            held.callback(self._turn.release)
            made = compute()
            content = gzip.compress(made.content, LEVEL, mtime=0)
            if made.keep:
                self._store.set(key, content, KEPT)
            return content


def _sent(content: bytes) -> Response:
    """Packed as it is kept, or unpacked for whoever cannot take it so."""
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(gzip.decompress(content), headers=headers, mimetype="application/json")
    return Response(content, headers=headers | {"Content-Encoding": "gzip"}, mimetype="application/json")


@lru_cache(maxsize=1)
def _code() -> str:
    """What the answers follow from besides the question: this project's code and its languages, in short."""
    digest = (
        source_digest(*CODE) + source_digest("locales", suffixes=(".po",)) + source_digest("lessons", suffixes=(".md",))
    )
    return hashlib.sha256(digest.encode()).hexdigest()[:12]


def _busy() -> Response:
    return Response(json.dumps({"problem": BUSY}), 503, {"Retry-After": "2"}, mimetype="application/json")
