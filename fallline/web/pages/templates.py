"""Rendering of the page templates: values are escaped, except ``Markup``."""

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


def render_template(template: str, **values: Any) -> str:
    """Return the text of a template of the folder ``web/templates``, filled with ``values``.

    Raises UndefinedError if a value that the template uses is missing.
    """
    return ENVIRONMENT.get_template(template).render(**values)
