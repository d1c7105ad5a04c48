"""Pages from templates: what is put into them is escaped, unless it is marked as HTML."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

ENVIRONMENT = Environment(
    loader=PackageLoader("fallline.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def rendered(template: str, **parts: Any) -> str:
    """A template of the folder ``web/templates`` with its parts filled in; every part that it names must be given."""
    return ENVIRONMENT.get_template(template).render(**parts)
