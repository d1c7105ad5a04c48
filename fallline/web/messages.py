"""What browser and server say to each other: every question and answer of the page's own scripts, with its types."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from fallline.core import SentenceParts
from fallline.panels import Packed
from fallline.picture.palette import MapColours


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


class GhostData(TypedDict):
    """A run as far as it is drawn faintly beside another race: its mark, and its trails (rows, steps+1, 3).

    ``spent`` are the gradient evaluations up to each step and ``gap`` is the median f - f*, both (steps+1,);
    ``arrivals`` says for each start what reaching the target had cost, -1 where it did not.
    """

    title: str
    colour: str
    shape: str
    paths: Packed
    spent: Packed
    gap: Packed
    arrivals: list[int]
    diverged: int


class RunData(GhostData):
    """A run and every number of its first start.

    ``outcome`` and ``why`` say how the run ended; ``stopped`` is the step at which it diverged, -1 if it did not;
    ``unit`` is what the length of a step is measured in. ``momentum`` names the array that is drawn as momentum,
    ``size`` the array that is the size of gradients and the power of a gradient that it is. ``points`` are further
    points (points, steps+1, 2), ``arrays`` (steps+1, axes) the numbers, and ``drawn`` the vectors as they are seen in a
    plane that does not lie along two coordinates.
    """

    outcome: str | SentenceParts
    stopped: int
    why: str | SentenceParts
    unit: Literal["lr", "slope", ""]
    momentum: str | None
    size: tuple[str, int] | None
    points: Packed
    arrays: dict[str, Packed]
    drawn: dict[str, Packed]


class SharedData(TypedDict):
    """What every painter uses. ``t`` is the step that the link asks for, -1 if none; ``start`` is the chosen start as
    it is seen in the plane, ``starts`` how many there are; ``before`` is the race that is drawn faintly."""

    steps: int
    t: int
    speed: float
    usualSpeed: float
    inside: tuple[str, ...]
    mode: str
    lesson: str
    hide: tuple[str, ...]
    landscape: str
    start: list[float]
    axes: list[str]
    starts: int
    noise: float
    ink: str
    paper: str
    runs: list[RunData]
    before: list[GhostData]


class Stage(TypedDict):
    """What is shown of a race: Plotly's ``figures`` and what moves on them (``actors``) by panel."""

    figures: dict[str, Any]
    actors: dict[str, Any]
    shared: SharedData


class StageMessage(Stage):
    """A race for the screen. ``looks`` are the words of a link that change no number; ``edited``: it came of a turned
    control."""

    link: str
    looks: tuple[str, ...]
    edited: bool


class RaceMessage(StageMessage):
    """A race for the page, in the theme that its link asks for, and what the controls show."""

    theme: str
    controls: Controls


class RaceAnswer(TypedDict):
    """``race`` is None where what is on show stays; ``notice`` says what was wrong, None if nothing."""

    race: RaceMessage | None
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


class PathsQuestion(TypedDict):
    """Trails of a link's race from another ``start``, a place in the drawn plane, or with a slider ``turned``."""

    link: str
    start: NotRequired[list[float]]
    turned: NotRequired[Change]


class PathsAnswer(TypedDict):
    """For each run its trails (rows, steps+1, 3), and which path computed them."""

    paths: list[Packed]
    made: list[str]


class LandscapeCard(TypedDict):
    """A landscape that there is to choose; ``formula`` is MathML."""

    id: str
    title: str
    group: str
    says: str
    minima: str
    formula: str
    traits: list[str]


class ExampleCard(TypedDict):
    """An example: a race and a sentence on what to look for."""

    id: str
    title: str
    group: str
    says: str
    link: str


class Typeset(TypedDict):
    """A typed formula as LaTeX, or what is wrong with it."""

    latex: NotRequired[str]
    problem: NotRequired[str]


class Speed(TypedDict):
    """What this machine lacks for compiling, in a sentence; empty if nothing."""

    says: str


class Script(TypedDict):
    """A race as Python, or why there is no such script."""

    code: NotRequired[str]
    problem: NotRequired[str]


class Scripts(TypedDict):
    """A race by this lab, and by plain torch."""

    lab: Script
    torch: Script


class Export(TypedDict):
    """The settings of a film or a figure, as ``fallline.core.Setting`` has them, and what its file may end in."""

    settings: list[dict[str, Any]]
    suffixes: tuple[str, ...]


class Exports(TypedDict):
    """What can be exported."""

    film: Export
    figure: Export


class MapFacts(TypedDict):
    """What the page knows of a link's maps before it asks for them."""

    box: tuple[tuple[float, float], ...]
    names: tuple[str, ...]
    minima: list[list[float]]
    points: list[str]
    noise: float
    tol: float
    colours: MapColours


class Busy(TypedDict):
    """Too many compute; the page asks again."""

    busy: bool


class BasinLines(TypedDict):
    """Some lines of a basin map from ``first`` on: what became of each start (int8) and when (int32), in base64."""

    first: int
    count: int
    became: str
    steps: str
    made: dict[str, str]


class SweepAnswer(TypedDict):
    """A sweep as far as it is computed: how many lines that is, and Plotly's figure of them."""

    done: int
    figure: dict[str, Any]


class RatesAnswer(TypedDict):
    """The learning rates that work: Plotly's figure, and a table with a sentence on it."""

    figure: dict[str, Any]
    columns: list[str]
    rows: list[list[Any]]
    note: str


class Happened(TypedDict):
    """The answer to a lesson's question, of the kind that the question asks for."""

    happened: Any


class AxisCard(TypedDict):
    """A setting that can be swept."""

    path: str
    help: str


class ClassKey(TypedDict):
    """A new class: its code, and the key that drives it."""

    code: str
    key: str


class ClassNow(TypedDict):
    """What a class is shown, its version, and how many seconds ago that was; ``link`` is None before the first."""

    version: int
    age: float
    link: str | None
    t: NotRequired[int]
    playing: NotRequired[bool]
    speed: NotRequired[float]
    at: NotRequired[float]


class Guesses(TypedDict):
    """What a class predicted: the kind of answer, how many follow, and the answers."""

    kind: str
    here: int
    values: list[Any]
