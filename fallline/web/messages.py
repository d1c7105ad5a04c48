"""Types of the messages between the server and the page's scripts: every request and every response, as TypedDicts."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from fallline.core import SentenceParts
from fallline.panels import PackedArray
from fallline.picture.palette import MapColours


class ControlId(TypedDict):
    """The id of a control that is one of many, as Dash matches it: the ``type``, and the keys that tell it apart.

    ``of`` is the owner of a setting ('scene', 'view', 'landscape', 'run-0'), ``name`` the setting's path; ``axis`` is a
    start's coordinate from 0; ``part`` is 'kind', 'right' or 'up' of the plot plane; ``does`` is a key of
    BUTTON_EDITS (a button's edit: 'double', 'remove', 'seed') and ``run`` the index of its run.
    """

    type: Literal["setting", "slider", "start", "plane", "press"]
    of: NotRequired[str]
    name: NotRequired[str]
    axis: NotRequired[int]
    part: NotRequired[str]
    does: NotRequired[str]
    run: NotRequired[int]


class Change(TypedDict):
    """The new value of one control."""

    id: ControlId | str
    value: Any


class ControlChanges(TypedDict):
    """All controls that changed at one moment; ``number`` counts these upwards on a page."""

    number: int
    changes: list[Change]


class RaceRequest(TypedDict):
    """A request for the race of ``link`` after the ``events`` that no answer has included yet, oldest first.

    ``shown`` is the link of the race on the screen, empty if there is none yet.
    """

    link: str
    shown: str
    theme: Literal["light", "dark"]
    events: list[ControlChanges]


class LandscapeLabel(TypedDict):
    """What the header shows of a landscape: its id, its formula as MathML, and the formula as it was typed, '' if none
    was.
    """

    id: str
    formula: str
    typed: str


class Controls(TypedDict):
    """The values of the page's controls for a race.

    ``sidebar`` is a Dash component as JSON; ``rates`` is a sentence on the learning rates; ``landscape`` is shown in
    the header.
    """

    sidebar: dict[str, Any]
    rates: str
    landscape: LandscapeLabel
    height: str
    theme: str


class GhostData(TypedDict):
    """A run that is drawn faintly, for comparison with another race: its mark, and its trails (rows, steps+1, 3).

    ``costs`` are the gradient evaluations up to each step and ``gap`` is the median f - f*, both (steps+1,).
    ``reachCosts``, ``leftCosts`` and ``backCosts`` are the gradient evaluations at which each start reached the target,
    left it again and was back to the end, -1 if it did not. ``mostDivergedAt`` is the first step at which most starts
    have diverged, -1 if they have not. ``divergedCount`` is the number of starts that diverged and never reached it.
    """

    title: str
    colour: str
    shape: str
    paths: PackedArray
    costs: PackedArray
    gap: PackedArray
    reachCosts: list[int]
    leftCosts: list[int]
    backCosts: list[int]
    mostDivergedAt: int
    divergedCount: int


class RuleSlot(TypedDict):
    """The source of one number in a formula.

    It is a ``constant``, or with ``power`` the constant to the power of the step, from 1; else an entry of the run's
    ``array``, ``shift`` steps after the shown one. ``first`` is the value before the first step.
    """

    array: str
    shift: int
    first: float
    constant: float | None
    power: bool


class RuleData(TypedDict):
    """An update rule: each line in ``letters`` and with numbers (``lines``), as MathML.

    An element of ``lines`` with the attribute ``data-slot`` shows the number of that entry of ``slots``. ``missing``
    are the names of settings that matter and have no letter in the formula.
    """

    letters: list[str]
    lines: list[str]
    slots: list[RuleSlot]
    missing: list[str]


class RunData(GhostData):
    """A run of the race on show, with all numbers of its first start.

    ``optimizer`` is the optimizer's id and ``rule`` its update rule. ``outcome`` and ``diagnosis`` say how the run ended and why; ``divergedAt`` is the step at which it diverged, -1 if
    it did not. ``stepUnit`` is the unit of a step's length. ``momentum`` names the array that is drawn as momentum;
    ``gradientSize`` names the array that measures the size of gradients, with its power of the gradient (1 or 2).
    ``extraPoints`` (points, steps+1, 2) are further points of each step, ``arrays`` (steps+1, axes) the numbers.
    ``planeVectors`` are the vectors projected on the plot plane, empty where the plane lies along two coordinates.
    """

    optimizer: str
    rule: RuleData
    outcome: str | SentenceParts
    divergedAt: int
    diagnosis: str | SentenceParts
    stepUnit: Literal["lr", "slope", ""]
    momentum: str | None
    gradientSize: tuple[str, int] | None
    extraPoints: PackedArray
    arrays: dict[str, PackedArray]
    planeVectors: dict[str, PackedArray]


class ArrowStyle(TypedDict):
    """The style of a step's arrow: its ``colour`` ('' for that of the run), its ``width`` in pixels, the lengths of its
    ``dashes`` and gaps in pixels, () for a solid line, and the end of the arrow (``head``).
    """

    colour: str
    width: float
    dashes: tuple[float, ...]
    head: Literal["open", "full", "ring", "none"]


class SharedData(TypedDict):
    """The data shared by all painters (browser code in assets/painters/ that draws each step).

    ``t`` is the step that the link names, -1 if none. ``start`` is the chosen start in coordinates of the plot plane,
    ``starts`` the number of starts. ``foreground`` and ``background`` are colours. ``stage`` is what is large on
    the stage. ``ghosts`` are the runs of the race that is drawn faintly.
    """

    steps: int
    t: int
    speed: float
    defaultSpeed: float
    inside: tuple[str, ...]
    stage: str
    mode: str
    lesson: str
    hide: tuple[str, ...]
    landscape: str
    start: list[float]
    axes: list[str]
    starts: int
    noise: float
    foreground: str
    background: str
    arrowStyles: dict[str, ArrowStyle]
    runs: list[RunData]
    ghosts: list[GhostData]


class RaceDrawing(TypedDict):
    """The drawing of a race: Plotly's ``figures`` and the painters' data, both by panel, and what all panels share."""

    figures: dict[str, Any]
    painterData: dict[str, Any]
    shared: SharedData


class RaceDrawingMessage(RaceDrawing):
    """A race for the screen.

    ``viewKeys`` are the keys of a link that change no number; ``edited`` is true if the race comes from a changed
    control.
    """

    link: str
    viewKeys: tuple[str, ...]
    edited: bool


class RaceMessage(RaceDrawingMessage):
    """A race for the page, with its theme and the values of the controls.

    With ``linkHasFault`` something in the requested link is invalid, so the address keeps the link as it was typed.
    """

    linkHasFault: bool
    theme: str
    controls: Controls


class RaceAnswer(TypedDict):
    """The answer to a RaceRequest.

    ``race`` is None if the race on show stays; ``notice`` is a sentence on what was wrong, None if nothing was;
    ``remark`` says what in the link was ignored, or which learning rates another landscape has changed, else it is
    None; ``undo`` is the link with the former rates.
    """

    race: RaceMessage | None
    notice: str | None
    remark: str | None
    undo: str | None


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
