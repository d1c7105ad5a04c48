"""Compression of scripts, styles and other static texts, each compressed once for all visitors."""

from __future__ import annotations

import gzip
from threading import Lock

from cachetools import LRUCache
from flask import Flask, Response, request

MIME_TYPES = ("text/javascript", "application/javascript", "text/css", "application/json")
PATH_PREFIXES = ("/assets/", "/_dash-component-suites/", "/plotly-", "/_dash-dependencies", "/words.js", "/lesson")
CACHE_FOREVER = "public, max-age=31536000, immutable"  # for a URL that changes with its content
MIN_COMPRESSIBLE_BYTES = 2000  # smaller responses are not compressed
GZIP_LEVEL = 6
_compressed_cache: LRUCache = LRUCache(32 * 2**20, getsizeof=len)
_cache_lock = Lock()


def add_compression(server: Flask) -> None:
    """Compress a server's static responses with gzip; the compressed responses are cached by path and ETag."""

    @server.after_request
    def compress_response(response: Response) -> Response:
        if not _is_compressible(response):
            return response
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) < MIN_COMPRESSIBLE_BYTES:
            return response
        tag = response.headers.get("ETag") or str(hash(content))
        key = (request.path, tag)
        with _cache_lock:
            compressed = _compressed_cache.get(key)
        if compressed is None:
            compressed = gzip.compress(content, GZIP_LEVEL, mtime=0)
            with _cache_lock:
                _compressed_cache[key] = compressed
        response.set_data(compressed)
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        return response


def _is_compressible(response: Response) -> bool:
    is_wanted = request.path.startswith(PATH_PREFIXES) and "gzip" in request.headers.get("Accept-Encoding", "")
    return (
        is_wanted and response.status_code == 200 and response.mimetype in MIME_TYPES and not response.content_encoding
    )
