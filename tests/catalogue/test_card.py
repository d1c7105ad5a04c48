"""The formula cards: every letter that is replaced stands for what it says, and the filled-in lines are true."""

import json
import math
import re

import pytest

from fallline.core import settings_of
from fallline.optimizers import shelf
from fallline.run import race
from fallline.scene import Scene
from fallline.web.pages import formula_card as cards

STEP, STEPS = 7, 30
SCENE = "on=booth&start=1,-2&steps=30&run="
COMMANDS = (
    (
        r"\\frac\{((?:[^{}]|\{[^{}]*\}|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{((?:[^{}]|\{[^{}]*\}|\{(?:[^{}]|\{[^{}]*\})*\})*)\}",
        r"((\1)/(\2))",
    ),
    (r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"sqrt(\1)"),
    (r"\\mathrm\{sign\}", "sign"),
    (r"\\max(\\!)?", "max"),
    (r"\\cdot", "*"),
    (r"\\(left|right|,|;|!)", ""),
    (r"\|([^|]*)\|", r"abs(\1)"),
    (r"\^", "**"),
)


def value_of(slot, run, axis):
    """The number that a slot shows at STEP."""
    if slot["constant"] is not None:
        return slot["constant"] ** (STEP + 1) if slot["power"] else slot["constant"]
    array = {"x": run.x, "seen": run.seen, "step": run.step, **run.readouts}[slot["array"]]
    at = STEP + slot["shift"]
    return array[at, 0, min(axis, array.shape[-1] - 1)]


def in_python(line):
    for pattern, replacement in COMMANDS:
        line = re.sub(pattern, replacement, line)
    return re.sub(r"\)\s*(?=[(a-z])", ")*", line.replace("{", "(").replace("}", ")"))


def lines_of(optimizer, run, axis):
    """The card's lines with numbers, as Python; those in which letters are left are left out."""
    known, slots = cards.letters(optimizer), []
    for line in optimizer.lines():
        filled = cards._filled(line, known, slots)
        numbers = re.sub(
            r"\{\\text\{S(\d+)S\}\}", lambda found: f"({value_of(vars(slots[int(found[1])]), run, axis)!r})", filled
        )
        code = in_python(numbers.replace("np.float64", ""))
        if not re.search(r"\\|[A-Za-z](?<!sqrt)(?<!sign)(?<!max)(?<!abs)(?<!e)_|[A-Za-df-z](?![a-z]*\()", code):
            yield code


def sign(value):
    return (value > 0) - (value < 0)


@pytest.mark.parametrize("id", list(shelf.classes))
def test_letters_stand_for_readouts_and_settings_that_there_are(id):
    optimizer = shelf[id]()
    assert set(optimizer.letters.values()) <= set(optimizer.readouts)
    assert set(optimizer.constants.values()) <= {each.name for each in settings_of(type(optimizer))}
    for letter in (*optimizer.letters, *optimizer.constants):
        assert letter in optimizer.formula
    lines, slots = cards.card(optimizer)
    assert all(line.startswith("<math") for line in lines)
    assert len(json.loads(slots)) >= sum(line.count("data-slot") for line in lines)
    assert not any(re.search(r"S\d+S", line) for line in lines)


def test_the_lines_are_true_in_numbers():
    checked = {}
    for id in shelf.classes:
        (run,) = race(Scene.from_link(SCENE + id))
        for axis in (0, 1):
            for code in lines_of(run.optimizer, run, axis):
                left, equals, right = code.partition("=")
                assert equals
                sides = [eval(side, {"sqrt": math.sqrt, "sign": sign}) for side in (left, right)]  # noqa: S307
                assert sides[0] == pytest.approx(sides[1], rel=1e-6, abs=1e-12), f"{id}: {code}"
                checked[id] = checked.get(id, 0) + 1
    assert sum(checked.values()) > 80, checked
    assert len(checked) > 18, checked


@pytest.mark.parametrize("id", list(shelf))
def test_every_slot_that_is_a_constant_is_a_number(id):
    _, slots = cards.card(shelf[id]())
    for slot in json.loads(slots):
        assert slot["constant"] is None or isinstance(slot["constant"], int | float)
