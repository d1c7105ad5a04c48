"""The messages of a race that browser and server send each other: what is requested, and what is shown."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from fallline.core import SentenceParts
from fallline.panels import PackedArray


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

    ``optimizer`` is the optimizer's id and ``rule`` its update rule. ``outcome`` and ``diagnosis`` say how the run
    ended and why; ``divergedAt`` is the step at which it diverged, -1 if it did not. ``stepUnit`` is the unit of a
    step's length. ``momentum`` names the array that is drawn as momentum; ``gradientSize`` names the array that
    measures the size of gradients, with its power of the gradient (1 or 2).
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
    the stage, ``selected`` the index of the selected run. ``ghosts`` are the runs of the race that is drawn faintly.
    """

    steps: int
    t: int
    speed: float
    defaultSpeed: float
    inside: tuple[str, ...]
    stage: str
    selected: int
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
