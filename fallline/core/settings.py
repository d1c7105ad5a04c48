"""Settings: dataclass fields declared with ``real``, ``integer``, ``flag``, ``choice``, ``subset`` or ``text``.

One declaration defines the control on the page, the text form in links, the validity check and the tests.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import torch

from fallline.core.errors import BadInput, shorten, unknown_name_error, unknown_option_error
from fallline.core.sentence import Sentence

INTEGER_PATTERN = re.compile(r"[+-]?[0-9]+")
NUMBER_PATTERN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?inf|nan")
MAX_INTEGER_DIGITS = len(str(2**63 - 1))  # of an INTEGER, which is below 2**63
MAX_FLOAT = sys.float_info.max

# The kinds of settings.
REAL, INTEGER, FLAG, CHOICE, SUBSET, TEXT = "number", "whole", "flag", "choice", "words", "text"


@dataclass(frozen=True)
class Setting:
    """A declared setting: its kind, default value and help text.

    ``low``, ``high`` and ``log`` are the range and scale of the slider; ``above``, ``at_least``, ``below`` and
    ``at_most`` limit the valid numbers. ``options`` are the valid words of a CHOICE or SUBSET, ``max_length`` is the
    maximum length of a TEXT, ``typeset`` marks a TEXT that is a formula. ``name`` is the field's name, set by
    ``settings_of``.
    """

    kind: str
    default: Any
    help: str
    low: float = 0.0
    high: float = 1.0
    log: bool = False
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None
    options: tuple[str, ...] = ()
    max_length: int = 0
    typeset: bool = False
    name: str = ""

    def read(self, owner: str, text: str) -> Any:
        """Return the value of a text from a link or a text field; only ``check`` tests whether it is valid.

        Raises BadInput, which names ``owner`` and the setting, if the text is no number, for an INTEGER no
        whole number or one of more than MAX_INTEGER_DIGITS digits, or for a FLAG neither 0 nor 1.
        """
        if self.kind in (CHOICE, TEXT):
            return text
        if self.kind == SUBSET:
            return tuple(filter(None, (word.strip() for word in text.split(","))))
        if self.kind == FLAG:
            return self._read_flag(owner, text)
        if not NUMBER_PATTERN.fullmatch(text):
            raise BadInput(
                "{setting} = '{value}' is not a number; {example} would be one.",
                setting=f"{owner}.{self.name}",
                value=shorten(text),
                example=repr(self.default),
            )
        return self._read_integer(owner, text) if self.kind == INTEGER else float(text)

    def write(self, value: Any) -> str:
        """Return the shortest text that ``read`` parses back to exactly ``value``."""
        if self.kind == FLAG:
            return "1" if value else "0"
        if self.kind == SUBSET:
            return ",".join(value)
        return write_number(value) if self.kind in (REAL, INTEGER) else str(value)

    def check(self, owner: str, value: Any) -> None:
        """Raise BadInput, which names ``owner``, unless ``value`` is valid; each element of a tensor is checked."""
        if self.kind == CHOICE:
            if value not in self.options:
                raise unknown_option_error(f"{owner}.{self.name}", str(value), self.options)
        elif self.kind == SUBSET:
            self._check_subset(owner, value)
        elif self.kind == TEXT:
            if not isinstance(value, str) or len(value) > self.max_length:
                raise BadInput(
                    "{setting} must be a text of at most {n} characters.",
                    setting=f"{owner}.{self.name}",
                    n=self.max_length,
                )
        elif self.kind == FLAG:
            if not isinstance(value, bool):
                raise BadInput(
                    "{setting} = {value} must be on (1) or off (0).",
                    setting=f"{owner}.{self.name}",
                    value=repr(value),
                )
        elif isinstance(value, torch.Tensor):
            for each in value.flatten().tolist():
                self._check_number(owner, each)
        else:
            self._check_number(owner, value)

    def limits(self) -> str:
        """Return the limits as text, such as 'at least 0 and below 1'; '' if every finite number is valid."""
        limits = (
            None if self.above is None else Sentence("above {n}", n=write_number(self.above)),
            None if self.at_least is None else Sentence("at least {n}", n=write_number(self.at_least)),
            None if self.below is None else Sentence("below {n}", n=write_number(self.below)),
            None if self.at_most is None else Sentence("at most {n}", n=write_number(self.at_most)),
        )
        given = [each for each in limits if each is not None]
        if len(given) == 2:
            return Sentence("{one} and {other}", one=given[0], other=given[1])
        return given[0] if given else ""

    def _read_integer(self, owner: str, text: str) -> int:
        """Return the whole number of a text that matches NUMBER_PATTERN."""
        if INTEGER_PATTERN.fullmatch(text):
            digits = text.lstrip("+-0")  # of which Python reads at most some thousands
            if len(digits) > MAX_INTEGER_DIGITS:
                raise self._size_error(owner, shorten(text))
            return int(digits or 0) * (-1 if text.startswith("-") else 1)
        if not float(text).is_integer():
            raise BadInput(
                "{setting} = {value} must be a whole number.", setting=f"{owner}.{self.name}", value=shorten(text)
            )
        return int(float(text))

    def _size_error(self, owner: str, text: str) -> BadInput:
        """Return the error for an INTEGER of too many digits."""
        setting = f"{owner}.{self.name}"
        if self.at_most is not None:
            return BadInput("{setting} = {value} must be {limits}.", setting=setting, value=text, limits=self.limits())
        return BadInput(
            "{setting} = {value} must be a whole number of at most {digits} digits.",
            setting=setting,
            value=text,
            digits=MAX_INTEGER_DIGITS,
        )

    def _read_flag(self, owner: str, text: str) -> bool:
        if text not in ("0", "1"):
            raise BadInput(
                "{setting} = '{value}' must be 1 (on) or 0 (off).", setting=f"{owner}.{self.name}", value=shorten(text)
            )
        return text == "1"

    def _check_subset(self, owner: str, value: Any) -> None:
        if not isinstance(value, tuple):
            raise BadInput(
                "{setting} = {value} must be words with commas between them.",
                setting=f"{owner}.{self.name}",
                value=repr(value),
            )
        for word in value:
            if word not in self.options:
                raise unknown_option_error(f"{owner}.{self.name}", str(word), self.options)

    def _check_number(self, owner: str, value: Any) -> None:
        setting = f"{owner}.{self.name}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput("{setting} = {value} must be a number.", setting=setting, value=shorten(repr(value)))
        if self.kind == INTEGER and isinstance(value, int) and abs(value) >= 2**63:
            raise self._size_error(owner, f"{Decimal(value):.3g}")
        if not -MAX_FLOAT <= value <= MAX_FLOAT:  # NaN, infinite, or a whole number beyond all floats
            text = f"{Decimal(value):.3g}" if isinstance(value, int) else str(value)
            raise BadInput("{setting} = {value} must be a finite number.", setting=setting, value=text)
        valid = (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )
        if not valid:
            raise BadInput(
                "{setting} = {value} must be {limits}.",
                setting=setting,
                value=write_number(value),
                limits=self.limits(),
            )


def real(
    default: float,
    low: float,
    high: float,
    *,
    help: str,
    log: bool = False,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
    at_most: float | None = None,
    last: bool = False,
) -> Any:
    """Return the dataclass field of a setting that is a float, with the slider's range ``low`` to ``high``.

    With ``log`` the slider is logarithmic, and the value must be above 0 unless a lower limit is given. ``last`` puts
    the setting after all others, those of subclasses included.
    """
    if log and above is None and at_least is None:
        above = 0.0
    return make_field(Setting(REAL, default, help, low, high, log, above, at_least, below, at_most), kw_only=last)


def integer(
    default: int, low: int, high: int, *, help: str, log: bool = False, at_least: int = 0, at_most: int | None = None
) -> Any:
    """Return the dataclass field of a setting that is an int, with the slider's range ``low`` to ``high``."""
    return make_field(Setting(INTEGER, default, help, low, high, log, at_least=at_least, at_most=at_most))


def flag(default: bool, *, help: str, last: bool = False) -> Any:
    """Return the dataclass field of a setting that is a bool, written 1 or 0 in links; ``last`` is as for ``real``."""
    return make_field(Setting(FLAG, default, help), kw_only=last)


def choice(default: str, options: tuple[str, ...], *, help: str, last: bool = False) -> Any:
    """Return the dataclass field of a setting that is one of ``options``; ``last`` is as for ``real``."""
    return make_field(Setting(CHOICE, default, help, options=options), kw_only=last)


def subset(options: tuple[str, ...], *, help: str) -> Any:
    """Return the dataclass field of a setting that is a tuple of some of ``options``, by default none of them."""
    return make_field(Setting(SUBSET, (), help, options=options))


def text(default: str, *, max_length: int, help: str, typeset: bool = False) -> Any:
    """Return the dataclass field of a setting that is a string of at most ``max_length`` characters.

    The class that has the setting checks the content. ``typeset`` marks a formula.
    """
    return make_field(Setting(TEXT, default, help, max_length=max_length, typeset=typeset))


def settings_of(cls: type) -> tuple[Setting, ...]:
    """Return the settings of a dataclass in the order of its fields, keyword-only ones last."""
    return _cached_settings(cls)


@cache  # called through settings_of, since mypy does not accept every dataclass type as hashable
def _cached_settings(cls: type) -> tuple[Setting, ...]:
    return tuple(
        dataclasses.replace(field.metadata["setting"], name=field.name)
        for field in sorted(dataclasses.fields(cls), key=lambda field: bool(field.kw_only))
        if "setting" in field.metadata
    )


def find_setting(cls: type, owner: str, name: str, more: tuple[Setting, ...] = ()) -> Setting:
    """Return the setting ``name`` of ``cls`` or of ``more``; raises BadInput, naming ``owner``, if there is none."""
    settings = {each.name: each for each in (*settings_of(cls), *more)}
    if not settings:
        raise BadInput("{owner} has no settings, so '{name}' cannot be set.", owner=owner, name=name)
    if name not in settings:
        raise unknown_name_error(Sentence("setting of {owner}", owner=owner), name, settings)
    return settings[name]


def write_number(value: float) -> str:
    """Return the shortest text that parses back to the same number: 100, 0.01, 1e-16."""
    text = repr(value)
    return text.removesuffix(".0")


def make_field(setting: Setting, *, kw_only: bool = False) -> Any:
    """Return the dataclass field of a setting; ``kw_only`` puts it after all others."""
    return dataclasses.field(default=setting.default, metadata={"setting": setting}, kw_only=kw_only)
