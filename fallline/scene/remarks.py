"""Remarks on a link that was read although something in it was not."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from fallline.core import BadInput, Sentence


class LinkWarning(UserWarning):
    """A part of a link was ignored, or was understood in one of several ways; the race is that of the rest."""


@dataclass(frozen=True)
class Remark:
    """A sentence on a part of a link. With ``is_fault`` the part is a word of the lab with an invalid value."""

    text: Sentence
    is_fault: bool = False


def fault_remark(key: str, value: str, problem: BadInput) -> Remark:
    """Return the remark that a word of the lab is ignored because of a ``problem`` with its value."""
    word = f"{key}={value}" if value else key
    return Remark(Sentence("{word} is ignored: {problem}", word=word, problem=problem.sentence), is_fault=True)


def warn_of(remarks: Iterable[Remark]) -> None:
    """Issue each remark as a LinkWarning for the caller of the function that calls this one."""
    for remark in remarks:
        warnings.warn(str(remark.text), LinkWarning, stacklevel=3)
