"""Scripts and styles, which every visitor fetches: compressed once for all, and kept by browsers."""

from __future__ import annotations

import gzip
from threading import Lock

from cachetools import LRUCache
from flask import Flask, Response, request

KINDS = ("text/javascript", "application/javascript", "text/css", "application/json")
PLACES = ("/assets/", "/_dash-component-suites/", "/plotly-", "/_dash-dependencies", "/words.js", "/lesson")
CACHE_FOREVER = "public, max-age=31536000, immutable"  # of an address that changes with what it leads to
LEAST = 2000  # bytes; below, it is not worth it
LEVEL = 6
_kept: LRUCache = LRUCache(32 * 2**20, getsizeof=len)
_keeping = Lock()


def compress(server: Flask) -> None:
    """Adds it to a server; an answer is known by its address and its tag, which changes with the file."""

    @server.after_request
    def compressed(answer: Response) -> Response:
        if not _worth(answer):
            return answer
        answer.direct_passthrough = False
        content = answer.get_data()
        if len(content) < LEAST:
            return answer
        tag = answer.headers.get("ETag") or str(hash(content))
        key = (request.path, tag)
        with _keeping:
            smaller = _kept.get(key)
        if smaller is None:
            smaller = gzip.compress(content, LEVEL, mtime=0)
            with _keeping:
                _kept[key] = smaller
        answer.set_data(smaller)
        answer.headers["Content-Encoding"] = "gzip"
        answer.vary.add("Accept-Encoding")
        return answer


def _worth(answer: Response) -> bool:
    asked_for = request.path.startswith(PLACES) and "gzip" in request.headers.get("Accept-Encoding", "")
    return asked_for and answer.status_code == 200 and answer.mimetype in KINDS and not answer.content_encoding
