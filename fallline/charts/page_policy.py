"""Content security policies of pages."""

from __future__ import annotations

import base64
import hashlib


def script_hash(script: str) -> str:
    """Return the source expression (sha256) with which a policy allows an inline script of exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def format_policy(directives: dict[str, str]) -> str:
    """Return a policy as the text of an HTTP header or meta element; ``directives`` maps names to their sources."""
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def offline_policy(*scripts: str) -> str:
    """Return the policy of a page that fetches nothing and runs only ``scripts``, given as source expressions."""
    return format_policy(
        {
            "default-src": "'none'",
            "script-src": " ".join(scripts),
            "style-src": "'unsafe-inline'",  # Plotly sets inline styles
            "img-src": "data: blob:",
            "font-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
    )
