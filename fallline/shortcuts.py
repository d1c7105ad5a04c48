"""Constructors of landscapes and optimizers by id, for scripts and notebooks."""

from __future__ import annotations

import dataclasses
from typing import Any

from fallline.core import TRANSFORMS, Landscape, Optimizer, find_setting, read_item, replace_settings, strip_transforms
from fallline.landscapes import read_landscape
from fallline.optimizers import shelf as optimizers


def landscape(text: str, /, **settings: Any) -> Landscape:
    """Return a landscape by its id, with settings and transforms by name.

    ``text`` is an id such as ``rosenbrock``, or an id with settings as in a link, such as ``rosenbrock~b:50``.
    Raises BadInput (a ValueError) for an unknown id or setting, or a value out of range.

    >>> landscape("rosenbrock", b=50.0, rotate=30.0).title
    'Rosenbrock'
    """
    found = read_landscape(text)
    for name in settings:
        find_setting(type(strip_transforms(found)), found.id, name, TRANSFORMS)
    return replace_settings(found, **settings)


def optimizer(text: str, /, **settings: Any) -> Optimizer:
    """Return an optimizer by its id, with settings by name.

    ``text`` is an id such as ``adam``, or an id with settings as in a link, such as ``adam~lr:0.03``.
    Raises BadInput (a ValueError) for an unknown id or setting, or a value out of range.

    >>> optimizer("adam", lr=0.03).lr
    0.03
    """
    found = read_item(optimizers, text)
    for name in settings:
        find_setting(type(found), found.id, name)
    return dataclasses.replace(found, **settings)
