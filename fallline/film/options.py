"""The base class of the options of films and figures, which the command line and the page share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from fallline.core import BadInput, settings_of

SIZE = "size"  # the name under which width and height are given in one text
_SIZE_PATTERN = re.compile(r"\s*([0-9.]+)\s*[x×✕]\s*([0-9.]+)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class RenderOptions:
    """The base class of options: a frozen dataclass of settings; ``what`` ('film', 'figure') names it in errors.

    Two of the settings are ``wide`` and ``tall``, in ``unit``. Raises BadInput if a setting is invalid.
    """

    what: ClassVar[str]
    unit: ClassVar[str]

    def __post_init__(self) -> None:
        """Check every setting. Raises BadInput if one is invalid."""
        for setting in settings_of(type(self)):
            setting.check(self.what, getattr(self, setting.name))

    @classmethod
    def read(cls, texts: Mapping[str, Any]) -> Self:
        """Return options read from ``texts``, which maps names of settings to their values as text.

        The name SIZE stands for both width and height, as in '640x360', '640 x 360' or '640 × 360'. Settings without a
        text keep their defaults. Raises BadInput if a name is unknown or a text is invalid.
        """
        texts = dict(texts)
        if SIZE in texts:
            texts["wide"], texts["tall"] = cls._read_size(str(texts.pop(SIZE)))
        known = {each.name: each for each in settings_of(cls)}
        if unknown := [name for name in texts if name not in known]:
            raise BadInput(
                "A {what} has no setting called '{name}'; it has {known}.",
                what=cls.what,
                name=unknown[0],
                known=", ".join((SIZE, *known)),
            )
        return cls(**{name: known[name].read(cls.what, str(text)) for name, text in texts.items()})

    @classmethod
    def _read_size(cls, text: str) -> tuple[str, str]:
        found = _SIZE_PATTERN.fullmatch(text)
        if not found:
            default = {each.name: each.default for each in settings_of(cls)}
            raise BadInput(
                "size = '{text}' must be width x height in {unit}, such as {wide}x{tall} or {wide} × {tall}.",
                text=text,
                unit=cls.unit,
                wide=f"{default['wide']:g}",
                tall=f"{default['tall']:g}",
            )
        return found[1], found[2]
