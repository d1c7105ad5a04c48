"""Types of the messages between the server and the page's scripts: every request and every response, as TypedDicts."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from fallline.panels import PackedArray
from fallline.picture.palette import MapColours
from fallline.web.race_messages import Change


class Problem(TypedDict):
    """The body of a response with an HTTP status of 400 or more: a sentence on what is wrong."""

    problem: str


class JobRequest(TypedDict):
    """A request for a film or a report of a link.

    ``options`` are settings by name; ``suffix`` is that of a film's file, such as '.mp4'. ``visitor``
    identifies the page that asks, so that cancelling a job leaves it to other visitors.
    """

    link: str
    options: dict[str, Any]
    suffix: NotRequired[str]
    visitor: str


class JobStatus(TypedDict):
    """The progress of a film or a report, and its address once it is made.

    ``jobsAhead`` counts the jobs before it in the queue. ``done`` of ``total`` parts of the ``stage`` are complete;
    ``secondsLeft`` is an estimate. ``problem`` is a sentence on a failure. ``href`` is the URL of the file, ``bytes``
    its size, ``page`` the URL of a report's page. ``findings`` are a report's main results, each with a heading.
    """

    key: str
    state: Literal["waiting", "starting", "making", "made", "failed"]
    jobsAhead: NotRequired[int]
    stage: NotRequired[str]
    done: NotRequired[int]
    total: NotRequired[int]
    secondsLeft: NotRequired[int]
    problem: NotRequired[str]
    href: NotRequired[str]
    bytes: NotRequired[int]
    page: NotRequired[str]
    findings: NotRequired[list[tuple[str, str]]]


class PathsRequest(TypedDict):
    """A request for the trails of a link's race from another ``start`` (a place in the plot plane), or with one slider
    moved (``change``).
    """

    link: str
    start: NotRequired[list[float]]
    change: NotRequired[Change]


class PathsAnswer(TypedDict):
    """The trails of each run (rows, steps+1, 3), and per run the code path that computed them, such as 'compiled'."""

    paths: list[PackedArray]
    computedBy: list[str]


class LandscapeCard(TypedDict):
    """A landscape in the gallery; ``formula`` is MathML."""

    id: str
    title: str
    group: str
    description: str
    minima: str
    formula: str
    traits: list[str]


class ExampleCard(TypedDict):
    """An example in the gallery: a link, and a sentence on what to look for."""

    id: str
    title: str
    group: str
    description: str
    link: str


class TypesetFormula(TypedDict):
    """A typed formula as MathML, or a sentence on what is wrong with it."""

    mathml: NotRequired[str]
    problem: NotRequired[str]


class CompileStatus(TypedDict):
    """What this machine lacks for compiling: ``missing`` is a sentence, or '' if it lacks nothing."""

    missing: str


class Script(TypedDict):
    """A race as a Python script, or a sentence on why there is none."""

    code: NotRequired[str]
    problem: NotRequired[str]


class Scripts(TypedDict):
    """The script of a race with this lab, and with plain torch."""

    lab: Script
    torch: Script


class Export(TypedDict):
    """The settings of a film or a figure, with the fields of ``fallline.core.Setting``, and its files' suffixes."""

    settings: list[dict[str, Any]]
    suffixes: tuple[str, ...]


class Exports(TypedDict):
    """The options of each kind of export; ``fileStem`` begins the names of files of the race."""

    fileStem: str
    film: Export
    figure: Export


class MapFacts(TypedDict):
    """What a page needs before it requests the maps of the scene that a link spells.

    ``box`` is the plot range. ``minima`` are the listed minima projected onto the plot plane, [[x, y], ...], and
    ``minimaLabels`` their coordinates as text, in the same order; a function of one variable has one side and one
    coordinate. ``curve`` are the heights of its curve at even places, as shares of the picture's height, None in a gap;
    it is empty for a plane. ``noise`` is the race's setting of that name, ``tol``
    the gap f - f* that counts as reached on the maps. ``fileStem`` begins the names of files of the race.
    """

    fileStem: str
    box: tuple[tuple[float, float], ...]
    axisNames: tuple[str, ...]
    minima: list[list[float]]
    minimaLabels: list[str]
    curve: list[float | None]
    noise: float
    tol: float
    colours: MapColours


class BasinLines(TypedDict):
    """``count`` lines of a basin map from line ``first`` on, and how they were computed (``provenance``).

    ``outcomes`` (int8) and ``steps`` (int32) hold one number per start, in base64: the index of the minimum that it
    reached, else GOING, ELSEWHERE or DIVERGED of fallline.analysis.basins; the step of reaching it, or -1.
    """

    first: int
    count: int
    outcomes: str
    steps: str
    provenance: dict[str, str]


class SweepAnswer(TypedDict):
    """A sweep so far: the number of computed lines of its grid (``done``), and Plotly's figure of these lines.

    ``fileStem`` begins the names of files of the race.
    """

    fileStem: str
    done: int
    figure: dict[str, Any]


class RatesAnswer(TypedDict):
    """The learning rates that reach the target: Plotly's figure, a table, and a sentence on it.

    ``fileStem`` begins the names of files of the race.
    """

    fileStem: str
    figure: dict[str, Any]
    columns: list[str]
    rows: list[list[Any]]
    note: str


class QuestionResult(TypedDict):
    """What happened in the race that a lesson's question asks about; its type depends on the question."""

    result: Any


class SweepAxisCard(TypedDict):
    """A setting that can be swept: its path, its label in the visitor's language, and its help text."""

    path: str
    label: str
    help: str


class ClassroomKey(TypedDict):
    """A new class: its code, and the presenter's secret key."""

    code: str
    key: str


class ClassroomState(TypedDict):
    """What the presenter shows, its version, and how many seconds ago it was sent (``age``).

    ``link`` is None before the presenter shows anything; ``at`` is the server's time of sending, in seconds.
    """

    version: int
    age: float
    link: str | None
    t: NotRequired[int]
    playing: NotRequired[bool]
    speed: NotRequired[float]
    at: NotRequired[float]


class Guesses(TypedDict):
    """The predictions of a class: the ``kind`` of answer ('place', 'run', 'choice' or 'number'), the number of
    students present, and the answers.
    """

    kind: str
    studentCount: int
    values: list[Any]
