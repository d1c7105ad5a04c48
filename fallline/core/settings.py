"""A setting is a dataclass field that is declared once; slider, link text, range check and test derive from it."""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from fallline.core.errors import BadInput, unknown
from fallline.core.sentence import Sentence

DIGITS = re.compile(r"[+-]?[0-9]+")
NUMERAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?inf|nan")

REAL, INTEGER, FLAG, CHOICE, WORDS, TEXT = "number", "whole", "flag", "choice", "words", "text"


@dataclass(frozen=True)
class Setting:
    """One declared setting: what the slider shows (low, high, log) and what is valid at all (the four limits)."""

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
    longest: int = 0
    typeset: bool = False
    name: str = ""

    def read(self, owner: str, text: str) -> Any:
        """The value that a link or a text field spells; raises BadInput naming ``owner`` and this setting."""
        if self.kind in (CHOICE, TEXT):
            return text
        if self.kind == WORDS:
            return tuple(filter(None, (word.strip() for word in text.split(","))))
        if self.kind == FLAG:
            return self._read_flag(owner, text)
        if not NUMERAL.fullmatch(text):
            raise BadInput(f"{owner}.{self.name} = '{text}' is not a number; {self.default!r} would be one.")
        if self.kind != INTEGER:
            return float(text)
        if DIGITS.fullmatch(text):
            return int(text)
        if not float(text).is_integer():
            raise BadInput(f"{owner}.{self.name} = {text} must be a whole number.")
        return int(float(text))

    def write(self, value: Any) -> str:
        """The shortest text that ``read`` turns back into exactly ``value``."""
        if self.kind == FLAG:
            return "1" if value else "0"
        if self.kind == WORDS:
            return ",".join(value)
        return write_number(value) if self.kind in (REAL, INTEGER) else str(value)

    def check(self, owner: str, value: Any) -> None:
        """Raises BadInput unless ``value`` (a scalar, or a tensor column of them) is valid."""
        if self.kind == CHOICE:
            if value not in self.options:
                raise unknown(f"{owner}.{self.name}", str(value), self.options)
        elif self.kind == WORDS:
            self._check_words(owner, value)
        elif self.kind == TEXT:
            if not isinstance(value, str) or len(value) > self.longest:
                raise BadInput(f"{owner}.{self.name} must be a text of at most {self.longest:,} characters.")
        elif self.kind == FLAG:
            if not isinstance(value, bool):
                raise BadInput(f"{owner}.{self.name} = {value!r} must be on (1) or off (0).")
        elif isinstance(value, torch.Tensor):
            for each in value.flatten().tolist():
                self._check_number(owner, each)
        else:
            self._check_number(owner, value)

    def limits(self) -> str:
        """What is valid, in words: 'above 0', 'at least 0 and below 1'; empty when any finite number is."""
        limits = (
            None if self.above is None else Sentence("above {n}", n=write_number(self.above)),
            None if self.at_least is None else Sentence("at least {n}", n=write_number(self.at_least)),
            None if self.below is None else Sentence("below {n}", n=write_number(self.below)),
            None if self.at_most is None else Sentence("at most {n}", n=write_number(self.at_most)),
        )
        words = [each for each in limits if each is not None]
        if len(words) == 2:
            return Sentence("{one} and {other}", one=words[0], other=words[1])
        return words[0] if words else ""

    def _read_flag(self, owner: str, text: str) -> bool:
        if text not in ("0", "1"):
            raise BadInput(f"{owner}.{self.name} = '{text}' must be 1 (on) or 0 (off).")
        return text == "1"

    def _check_words(self, owner: str, value: Any) -> None:
        if not isinstance(value, tuple):
            raise BadInput(f"{owner}.{self.name} = {value!r} must be words with commas between them.")
        for word in value:
            if word not in self.options:
                raise unknown(f"{owner}.{self.name}", str(word), self.options)

    def _check_number(self, owner: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput(f"{owner}.{self.name} = {value!r} must be a number.")
        if not math.isfinite(value):
            raise BadInput(f"{owner}.{self.name} = {value} must be a finite number.")
        valid = (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )
        if not valid:
            raise BadInput(f"{owner}.{self.name} = {write_number(value)} must be {self.limits()}.")


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
) -> Any:
    """A real-valued setting; low and high are the slider's ends, the four limits say what is valid at all."""
    if log and above is None and at_least is None:
        above = 0.0
    return make_field(Setting(REAL, default, help, low, high, log, above, at_least, below, at_most))


def integer(
    default: int, low: int, high: int, *, help: str, log: bool = False, at_least: int = 0, at_most: int | None = None
) -> Any:
    """A whole-number setting."""
    return make_field(Setting(INTEGER, default, help, low, high, log, at_least=at_least, at_most=at_most))


def flag(default: bool, *, help: str) -> Any:
    """A setting that is on or off; a link writes 1 or 0."""
    return make_field(Setting(FLAG, default, help))


def choice(default: str, options: tuple[str, ...], *, help: str) -> Any:
    """A setting that is one of a few words."""
    return make_field(Setting(CHOICE, default, help, options=options))


def words(options: tuple[str, ...], *, help: str) -> Any:
    """A setting that is any of a few words, a tuple, none of them unless said; a link parts them by commas."""
    return make_field(Setting(WORDS, (), help, options=options))


def text(default: str, *, longest: int, help: str, typeset: bool = False) -> Any:
    """A setting that is a text; whoever declares it says what is valid in it. ``typeset``: it is a formula."""
    return make_field(Setting(TEXT, default, help, longest=longest, typeset=typeset))


def settings_of(cls: type) -> tuple[Setting, ...]:
    """The settings that the dataclass ``cls`` declares, in order, keyword-only ones last."""
    return _declared(cls)


@cache  # behind a function that takes any class, since mypy does not see that the class of a dataclass can be hashed
def _declared(cls: type) -> tuple[Setting, ...]:
    return tuple(
        dataclasses.replace(field.metadata["setting"], name=field.name)
        for field in sorted(dataclasses.fields(cls), key=lambda field: bool(field.kw_only))
        if "setting" in field.metadata
    )


def setting_named(cls: type, owner: str, name: str, more: tuple[Setting, ...] = ()) -> Setting:
    """The setting ``name`` of ``cls``, or one of ``more``; raises BadInput with the nearest name when there is none."""
    settings = {each.name: each for each in (*settings_of(cls), *more)}
    if not settings:
        raise BadInput(f"{owner} has no settings, so '{name}' cannot be set.")
    if name not in settings:
        raise unknown(f"setting of {owner}", name, settings)
    return settings[name]


def write_number(value: float) -> str:
    """The shortest text of a number that reads back exactly: 100, 0.01, 1e-16."""
    text = repr(value)
    return text.removesuffix(".0")


def make_field(setting: Setting, *, kw_only: bool = False) -> Any:
    """The dataclass field that declares a setting; ``kw_only`` puts it behind all others."""
    return dataclasses.field(default=setting.default, metadata={"setting": setting}, kw_only=kw_only)
