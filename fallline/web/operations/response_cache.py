"""A cache of responses that are the same for all visitors, shared by all server processes.

The link is the state and the server keeps no session, so an answer depends on its request alone. If equal requests
arrive together, one computes the answer and the others wait for it. The number of requests that compute or wait is
bounded.
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

from fallline.core import Sentence
from fallline.core.sources import NUMERICAL_PACKAGES, source_digest
from fallline.web.i18n import say
from fallline.web.operations.store import Store

EXPIRY_S = 3600.0  # after it is cached
GZIP_LEVEL = 4
MAX_WAIT_S = 25.0  # for another request that computes
MAX_REQUESTS = 64  # of one process that wait or compute
MAX_COMPUTING_REQUESTS = 1  # requests of one process: two at once would take twice as long each
BUSY_TEXT = Sentence("The server has more to compute than it can; this page asks again by itself in a moment.")
CODE_FOLDERS = (*NUMERICAL_PACKAGES, "view", "lessons", "picture", "panels", "web")


@dataclass(frozen=True)
class JsonAnswer:
    """An answer as JSON text, and whether it may be cached."""

    content: bytes
    is_cacheable: bool


class ResponseCache:
    """The cache of one server process, in a store that it shares with the others."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Use ``store`` for answers and ``folder`` for the file locks of this machine's processes.

        A lock is released when the process that holds it ends.
        """
        self._store, self._locks = store, folder
        self._locks.mkdir(exist_ok=True)
        self._requests, self._computing = BoundedSemaphore(MAX_REQUESTS), BoundedSemaphore(MAX_COMPUTING_REQUESTS)

    def respond(self, request_key: str, compute: Callable[[], JsonAnswer]) -> Response:
        """Return the cached response of a request, else compute it; status 503 if too many requests wait.

        ``request_key`` is equal for requests with equal answers.
        """
        key = f"answer:{_code_digest()}:{hashlib.sha256(request_key.encode()).hexdigest()}"
        content = self._store.get(key) or self._compute_once(key, compute)
        return _busy_response() if content is None else _cached_response(content)

    def _compute_once(self, key: str, compute: Callable[[], JsonAnswer]) -> bytes | None:
        with ExitStack() as held:
            if not self._requests.acquire(blocking=False):
                return None
            held.callback(self._requests.release)
            try:
                held.enter_context(FileLock(self._locks / f"{key[-3:]}.lock", timeout=MAX_WAIT_S))
            except Timeout:
                return None
            if (stored := self._store.get(key)) is not None:  # another request computed it in the meantime
                return stored
            if not self._computing.acquire(timeout=MAX_WAIT_S):
                return None
            held.callback(self._computing.release)
            answer = compute()
            content = gzip.compress(answer.content, GZIP_LEVEL, mtime=0)
            if answer.is_cacheable:
                self._store.set(key, content, EXPIRY_S)
            return content


def _cached_response(content: bytes) -> Response:
    """Return the response of gzipped content, unpacked if the client does not accept gzip."""
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(gzip.decompress(content), headers=headers, mimetype="application/json")
    return Response(content, headers=headers | {"Content-Encoding": "gzip"}, mimetype="application/json")


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return a digest of the files on which answers depend: code, translations and lessons."""
    digest = (
        source_digest(*CODE_FOLDERS)
        + source_digest("locales", suffixes=(".po",))
        + source_digest("lessons", suffixes=(".md",))
    )
    return hashlib.sha256(digest.encode()).hexdigest()[:12]


def _busy_response() -> Response:
    return Response(json.dumps({"problem": say(BUSY_TEXT)}), 503, {"Retry-After": "2"}, mimetype="application/json")
