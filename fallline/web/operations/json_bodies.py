"""Reading the JSON bodies of requests: what Python would read but JSON does not have is as wrong as a syntax error."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

SURROGATE_CODE = re.compile(r"\\u[dD][89a-fA-F]")  # of half a character


class StrictJsonProvider(DefaultJSONProvider):
    """Flask's JSON, whose numbers are finite and whose texts are Unicode.

    Reading raises ValueError for anything else, and for JSON that is too deep for Python's parser.
    """

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Return the value of a JSON text; raises ValueError."""
        text = s if isinstance(s, str) else s.decode()
        try:
            value = json.loads(
                text, parse_constant=_read_finite, parse_float=_read_finite, parse_int=_read_integer, **options
            )
        except RecursionError:
            raise ValueError("The JSON is too deep.") from None
        if SURROGATE_CODE.search(text):
            json.dumps(value, ensure_ascii=False).encode()  # raises UnicodeEncodeError for half a character
        return value


def add_strict_json(server: Flask) -> None:
    """Read the bodies of a server's requests with StrictJsonProvider."""
    server.json = StrictJsonProvider(server)


def _read_finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("A number is not finite.")
    return value


def _read_integer(text: str) -> int:
    _read_finite(text)
    return int(text)
