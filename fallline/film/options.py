"""How a film or a figure is asked for: settings that are declared once, for the shell and the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from fallline.core import BadInput, settings_of


@dataclass(frozen=True)
class Asked:
    """Settings of what is drawn; raises BadInput when one of them is not valid."""

    what: ClassVar[str]

    def __post_init__(self) -> None:
        """Checks every setting."""
        for setting in settings_of(type(self)):
            setting.check(self.what, getattr(self, setting.name))

    @classmethod
    def read(cls, words: Mapping[str, Any]) -> Self:
        """From texts by the settings' names, what is not named by default; raises BadInput for a name there is not."""
        known = {each.name: each for each in settings_of(cls)}
        if strange := [name for name in words if name not in known]:
            raise BadInput(f"A {cls.what} has no setting called '{strange[0]}'; it has {', '.join(known)}.")
        return cls(**{name: known[name].read(cls.what, str(text)) for name, text in words.items()})
