"""Content security policies of pages: what a browser lets a page do."""

from __future__ import annotations

import base64
import hashlib


def script_hash(script: str) -> str:
    """The source expression by which a policy allows one inline script, known by its text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy_text(rules: dict[str, str]) -> str:
    """The text of a policy, for a header or a meta element."""
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def offline_policy(*scripts: str) -> str:
    """The policy of a page that fetches nothing: of all scripts only ``scripts``, given as source expressions, run."""
    return policy_text(
        {
            "default-src": "'none'",
            "script-src": " ".join(scripts),
            "style-src": "'unsafe-inline'",  # Plotly styles what it draws
            "img-src": "data: blob:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
    )
