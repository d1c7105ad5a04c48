"""What keeps a server up in front of a class, and others out: limits on what one address may ask and on what a question
may hold, and headers that tell a browser what this page never does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dash import Dash
from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from fallline.charts.page_policy import policy_text, script_hash
from fallline.view.view import EMBED

LARGEST_BODY = 1_000_000  # bytes of a question
FEW = "30 per hour"  # classes that one address may begin
CODES = "60 per minute"  # refused codes from one address
POLICY = "Content-Security-Policy"
SANDBOX = "sandbox allow-scripts allow-downloads"  # of a page that was made here and is kept apart from this site


@dataclass(frozen=True)
class Guarding:
    """What an operator may set: questions per minute and address that cost computing (0: any number), how many proxies
    stand in front, whose word on the asker's address is taken, and where counts are kept."""

    per_minute: int = 1200
    proxies: int = 0
    counts: str = "memory://"


class Guards:
    """The limits of one server."""

    def __init__(self, server: Flask, guarding: Guarding) -> None:
        """Counts are per process unless they are kept in Redis."""
        if guarding.proxies:
            behind = ProxyFix(server.wsgi_app, x_for=guarding.proxies, x_proto=1, x_host=1)
            server.wsgi_app = behind  # type: ignore[method-assign]  # as Flask documents; to its types it is a method
        server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
        self._limiter = Limiter(get_remote_address, app=server, storage_uri=guarding.counts, default_limits=[])
        self._per_minute = guarding.per_minute
        server.register_error_handler(HTTPException, _refused)

    def few(self, view: Callable) -> Callable:
        """For what nobody needs often."""
        return self._limiter.limit(FEW)(_named(view))

    def codes(self, view: Callable) -> Callable:
        """For what is asked with a code: only refusals count, so that codes cannot be tried out."""
        return self._limiter.limit(CODES, deduct_when=lambda answer: answer.status_code == 404)(_named(view))

    def computed(self, view: Callable) -> Callable:
        """For what costs computing."""
        return self._limiter.limit(f"{self._per_minute} per minute")(view) if self._per_minute else view


def _named(view: Callable) -> Callable:
    """A function under a name of its own, by which its questions are counted."""

    def named(*words: Any, **more: Any) -> Any:
        return view(*words, **more)

    named.__name__ = f"view_{id(view)}"
    return named


SAID = {
    404: "There is nothing at this address.",
    405: "This address is asked in another way.",
    413: f"The question is too long; at most {LARGEST_BODY:,} bytes are read.",
    429: "Too many questions came from this address; wait some seconds, then go on.",
}


def _refused(problem: HTTPException) -> tuple[dict[str, Any], int]:
    """What a question that cannot be answered is told, in a sentence."""
    code = problem.code or 500
    return {"problem": SAID.get(code, f"{problem.name}.")}, code


def tell_browsers(app: Dash, page_scripts: Callable[[], Iterable[str]]) -> None:
    """Adds to every answer what a browser should not let happen here: scripts from elsewhere, other sites' frames.

    ``page_scripts`` gives the inline scripts that the page has beside Dash's own, as they are now.
    """
    dash = app.csp_hashes()

    @app.server.after_request
    def told(answer: Response) -> Response:
        if POLICY not in answer.headers:
            own = map(script_hash, page_scripts() if answer.mimetype == "text/html" else ())
            framed = request.args.get("mode") == EMBED  # by anybody, a page on a disk as well
            answer.headers[POLICY] = _policy([*dash, *own], framed)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer


def _policy(hashes: list[str], framed: bool) -> str:
    """The policy of an answer in which the inline scripts with these hashes run."""
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",  # the controls set styles as they move
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return policy_text(rules if framed else {**rules, "frame-ancestors": "'self'"})
