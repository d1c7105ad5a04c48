"""The codes of classes, short enough to be typed from a projector's screen."""

from __future__ import annotations

import re
import secrets

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without letters and digits that look alike
CODE_LENGTH = 6  # 31^6 = 900 million codes
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")


def random_code() -> str:
    """Return a code, drawn from the system's secure random numbers."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Return whether a text has the form of a code."""
    return _CODE.fullmatch(text) is not None
