"""What browser and server say to each other: every question and answer of the page's own scripts, with its types."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class ControlId(TypedDict):
    """A control that is one of many: ``type`` and the names that tell it from others."""

    type: Literal["setting", "slider", "start", "plane", "press"]
    of: NotRequired[str]
    name: NotRequired[str]
    axis: NotRequired[int]
    part: NotRequired[str]
    does: NotRequired[str]
    run: NotRequired[int]


class Change(TypedDict):
    """What one control says now."""

    id: ControlId | str
    value: Any


class Turn(TypedDict):
    """The controls that reported at one moment; numbers rise."""

    number: int
    changes: list[Change]


class RaceQuestion(TypedDict):
    """The race of ``link`` after the turns that no answer has covered yet, oldest first; ``shown`` is the link of the
    race on the screen, empty if there is none yet."""

    link: str
    shown: str
    theme: Literal["light", "dark"]
    turns: list[Turn]


class Controls(TypedDict):
    """What the controls show for a race; ``rail`` is a Dash component."""

    rail: dict[str, Any]
    rates: str
    height: str
    theme: str


class Race(TypedDict):
    """A race for the screen. ``edited``: it came of a turned control; ``looks`` are the words of a link that change no
    number; ``figures`` (Plotly's) and ``actors`` by panel, ``shared`` is what all painters use."""

    link: str
    edited: bool
    theme: str
    looks: tuple[str, ...]
    figures: dict[str, Any]
    actors: dict[str, Any]
    shared: dict[str, Any]
    controls: Controls


class RaceAnswer(TypedDict):
    """``race`` is None where what is on show stays; ``notice`` says what was wrong, None if nothing."""

    race: Race | None
    notice: str | None


class Problem(TypedDict):
    """An answer with an HTTP status of 400 and more: what is wrong, in a sentence."""

    problem: str


class JobQuestion(TypedDict):
    """A film or a report of a link; ``visitor`` is who asks, so that one who cancels cancels for nobody else."""

    link: str
    how: dict[str, Any]
    suffix: NotRequired[str]
    visitor: str


class JobStatus(TypedDict):
    """How far a film or a report is, or where it lies."""

    key: str
    state: Literal["waiting", "starting", "making", "made", "failed"]
    waiting: NotRequired[int]
    stage: NotRequired[str]
    done: NotRequired[int]
    all: NotRequired[int]
    left: NotRequired[int]
    problem: NotRequired[str]
    href: NotRequired[str]
    bytes: NotRequired[int]
    page: NotRequired[str]
    says: NotRequired[list[tuple[str, str]]]
