"""Formula cards: symbols stand for existing readouts and settings, and lines with numbers are true equations."""

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
LATEX_TO_PYTHON = (
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


def slot_value(slot, run, axis):
    """Return the number that a slot shows at step STEP."""
    if slot["constant"] is not None:
        return slot["constant"] ** (STEP + 1) if slot["power"] else slot["constant"]
    array = {"x": run.x, "seen": run.seen, "step": run.step, **run.readouts}[slot["array"]]
    at = STEP + slot["shift"]
    return array[at, 0, min(axis, array.shape[-1] - 1)]


def to_python(line):
    for pattern, replacement in LATEX_TO_PYTHON:
        line = re.sub(pattern, replacement, line)
    return re.sub(r"\)\s*(?=[(a-z])", ")*", line.replace("{", "(").replace("}", ")"))


def numeric_lines(optimizer, run, axis):
    """Yield the card's lines with numbers as Python expressions; lines in which symbols remain are left out."""
    known, slots = cards.known_slots(optimizer), []
    for line in optimizer.formula_lines():
        filled = cards._fill_slots(line, known, slots)
        numbers = re.sub(
            r"\{\\text\{S(\d+)S\}\}", lambda found: f"({slot_value(vars(slots[int(found[1])]), run, axis)!r})", filled
        )
        code = to_python(numbers.replace("np.float64", ""))
        if not re.search(r"\\|[A-Za-z](?<!sqrt)(?<!sign)(?<!max)(?<!abs)(?<!e)_|[A-Za-df-z](?![a-z]*\()", code):
            yield code


def sign(value):
    return (value > 0) - (value < 0)


@pytest.mark.parametrize("id", list(shelf.classes))
def test_symbols_stand_for_existing_readouts_and_settings(id):
    optimizer = shelf[id]()
    assert set(optimizer.readout_symbols.values()) <= set(optimizer.readouts)
    assert set(optimizer.setting_symbols.values()) <= {each.name for each in settings_of(type(optimizer))}
    for letter in (*optimizer.readout_symbols, *optimizer.setting_symbols):
        assert letter in optimizer.formula
    rule = cards.build_rule(optimizer)
    assert len(rule["letters"]) == len(rule["lines"])
    assert all(line.startswith("<math") for line in (*rule["letters"], *rule["lines"]))
    assert len(rule["slots"]) >= sum(line.count("data-slot") for line in rule["lines"])
    assert not any(re.search(r"S\d+S", line) for line in rule["lines"])


def test_the_lines_with_numbers_are_true_equations():
    checked = {}
    for id in shelf.classes:
        (run,) = race(Scene.from_link(SCENE + id))
        for axis in (0, 1):
            for code in numeric_lines(run.optimizer, run, axis):
                left, equals, right = code.partition("=")
                assert equals
                sides = [eval(side, {"sqrt": math.sqrt, "sign": sign}) for side in (left, right)]  # noqa: S307
                assert sides[0] == pytest.approx(sides[1], rel=1e-6, abs=1e-12), f"{id}: {code}"
                checked[id] = checked.get(id, 0) + 1
    assert sum(checked.values()) > 80, checked
    assert len(checked) > 18, checked


@pytest.mark.parametrize("id", list(shelf))
def test_the_constant_of_a_slot_is_a_number(id):
    for slot in cards.build_rule(shelf[id]())["slots"]:
        assert slot["constant"] is None or isinstance(slot["constant"], int | float)
