"""Content security policies of pages: what a browser lets a page do."""

from __future__ import annotations

import base64
import hashlib


def script_hash(script: str) -> str:
    """The source expression by which a policy allows one inline script, known by its text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def written(rules: dict[str, str]) -> str:
    """A policy as a header or a meta element has it."""
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def alone(*scripts: str) -> str:
    """The policy of a page that is whole in itself: ``scripts``, given as source expressions, run and reach nobody."""
    return written(
        {
            "default-src": "'none'",
            "script-src": " ".join(scripts),
            "style-src": "'unsafe-inline'",  # Plotly styles what it draws
            "img-src": "data: blob:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
    )
