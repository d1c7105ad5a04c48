"""The base class of the options of films and figures, which the command line and the page share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from fallline.core import BadInput, settings_of


@dataclass(frozen=True)
class RenderOptions:
    """The base class of options: a frozen dataclass of settings; ``what`` ('film', 'figure') names it in errors.

    Raises BadInput if a setting is invalid.
    """

    what: ClassVar[str]

    def __post_init__(self) -> None:
        """Check every setting. Raises BadInput if one is invalid."""
        for setting in settings_of(type(self)):
            setting.check(self.what, getattr(self, setting.name))

    @classmethod
    def read(cls, texts: Mapping[str, Any]) -> Self:
        """Return options read from ``texts``, which maps names of settings to their values as text.

        The other settings keep their defaults. Raises BadInput if a name is unknown or a text is invalid.
        """
        known = {each.name: each for each in settings_of(cls)}
        if unknown := [name for name in texts if name not in known]:
            raise BadInput(f"A {cls.what} has no setting called '{unknown[0]}'; it has {', '.join(known)}.")
        return cls(**{name: known[name].read(cls.what, str(text)) for name, text in texts.items()})
