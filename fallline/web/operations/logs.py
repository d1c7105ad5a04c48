"""Logs as JSON lines, without what visitors sent: no links, request bodies, class codes or addresses of clients."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from typing import Any

from flask import Flask, Response, g, request

# What waitress's messages say of a request or a connection: its path, which may have a class code, or its address.
REQUEST_DETAILS = re.compile(r"( while serving| when servicing|, closing channel| from).*", re.DOTALL)
log = logging.getLogger("fallline")


class JsonFormatter(logging.Formatter):
    """Log lines as JSON objects: the time, the level, the message, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        fields = {"at": round(record.created, 3), "level": record.levelname.lower(), "says": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            fields["trace"] = format_trace(record.exc_info[1])
        return json.dumps({**fields, **getattr(record, "facts", {})}, ensure_ascii=False)


def format_trace(error: BaseException) -> str:
    """Return where an exception and its causes were raised, and their types.

    Their messages are left out, since they may quote what a visitor sent.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*traceback.format_tb(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}"]
    return (f"{format_trace(cause)}\n\n" if cause else "") + "".join(lines)


def use_json_logs(server: Flask | None = None) -> None:
    """Write the log of this process, and of a server in it, to stderr as JSON lines."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonFormatter())
    logging.getLogger().handlers = [lines]
    log.setLevel(logging.INFO)
    logging.getLogger("waitress").addFilter(_remove_request_details)
    if server:
        server.log_exception = _log_unexpected_error  # type: ignore[method-assign, assignment]  # Flask's own logs the path


def _remove_request_details(record: logging.LogRecord) -> bool:
    record.msg, record.args = REQUEST_DETAILS.sub("", record.getMessage()), ()
    return True


def add_request_log(server: Flask) -> None:
    """Log one line per request, except polls of a class without news (204)."""

    @server.before_request
    def start_timer() -> None:
        g.started = time.perf_counter()

    @server.after_request
    def log_request(answer: Response) -> Response:
        fields: dict[str, Any] = {"method": request.method, "asks": request.endpoint, "status": answer.status_code}
        now = time.perf_counter()
        duration_ms = round(1000 * (now - g.get("started", now)), 1)
        if answer.status_code != 204:
            log.info("request", extra={"facts": {**fields, "ms": duration_ms, "bytes": answer.content_length}})
        return answer


def _log_unexpected_error(error: Any) -> None:
    """Log an error of a view, as Flask's ``log_exception``, whose argument is that of sys.exc_info()."""
    log.error("An unexpected error in %s", request.endpoint, exc_info=error)
