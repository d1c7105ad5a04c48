r"""The formula card: an optimizer's rule with the numbers of the step under the clock in place of its letters.

A formula is LaTeX; its lines stand between ``\qquad``. Each letter whose number is known becomes an empty slot of a
MathML formula, and assets/page/rules.js writes the numbers of each step into the slots.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

import torch
from latex2mathml.converter import convert

from fallline.core import LEARNING_RATE, Optimizer, settings_of
from fallline.run.chunks import RATE

# Letters that stand for the same setting wherever there is one of that name.
SETTINGS = {
    r"\beta_1": "beta1",
    r"\beta_2": "beta2",
    r"\beta_3": "beta3",
    r"\beta": "beta",
    r"\epsilon": "eps",
    r"\mu": "momentum",
    r"\lambda": "weight_decay",
    r"\rho": "rho",
    r"\gamma": "gamma",
    r"\eta_*": "final_lr",
}
NOW, BEFORE, AFTER = 0, -1, 1
SLOT = r"\{\\text\{S\d+S\}\}"
# Where a number stands beside a factor a dot must part them, which letters do not need.
FACTORS = (
    (re.compile(rf"((?:{SLOT}|\)|(?<!\{{cases)\}})(?:\^\d)?)\s*(?:\\,)?\s*(?={SLOT})"), r"\1\\cdot "),
    (
        re.compile(
            rf"({SLOT}(?:\^\d)?)\s*(?:\\,)?\s*(?=\(|\\left\(|\\frac|\\sqrt|\\mathrm|\\hat|\\max|\\text|[A-Za-z])"
        ),
        r"\1\\cdot ",
    ),
)


@dataclass(frozen=True)
class Slot:
    """Where one number comes from: an array at a step before, at or after this one, or a constant, or its power t.

    ``first`` is what stands for the step before the first.
    """

    array: str = ""
    shift: int = NOW
    first: float = 0.0
    constant: float | None = None
    power: bool = False


@lru_cache(maxsize=256)
def card(optimizer: Optimizer) -> tuple[tuple[str, ...], str]:
    """The rule's lines as MathML with slots, and where the slots' numbers come from, as JSON.

    A line whose left side is a letter still is left out: it would say nothing in numbers.
    """
    known, lines = letters(optimizer), []
    slots: list[Slot] = []
    for line in optimizer.lines():
        filled = _filled(line, known, slots)
        if re.match(SLOT, filled):
            lines.append(_with_slots(convert(filled)))
    return tuple(lines), json.dumps([vars(slot) for slot in slots])


def letters(optimizer: Optimizer) -> dict[str, Slot]:
    """Every piece of LaTeX in the optimizer's formula that a number is known for."""
    later = "x_{t+1}" in optimizer.formula
    known = {"g_t": Slot("seen"), ("x_t" if later else "x_{t-1}"): Slot("x")}
    known["x_{t+1}" if later else "x_t"] = Slot("x", AFTER)
    values, state = optimizer.settings(), optimizer.init(torch.zeros(1, 2, dtype=torch.float64))
    for letter, name in {**SETTINGS, **optimizer.constants}.items():
        if isinstance(
            values.get(name), int | float
        ):  # of that name may also be a word: which beta conjugate gradients take
            known[letter] = Slot(constant=values[name])
            known[f"{letter}^t"] = Slot(constant=values[name], power=True)
    if LEARNING_RATE in values:
        known[r"\eta"] = Slot(RATE)
    for letter, name in optimizer.letters.items():
        if "_" in letter:
            known[letter] = Slot(name)
        else:
            known |= {
                f"{letter}_t": Slot(name),
                f"{letter}_{{t-1}}": Slot(name, BEFORE, state[name].flatten()[0].item()),
            }
    return known


def unshown(optimizer: Optimizer) -> list[str]:
    """The settings that differ from their defaults and that no letter of the formula stands for."""
    names = {**SETTINGS, **optimizer.constants, r"\eta": LEARNING_RATE}
    shown = {name for letter, name in names.items() if letter in optimizer.formula}
    return [
        each.name
        for each in settings_of(type(optimizer))
        if each.name not in {*shown, "schedule"} and getattr(optimizer, each.name) != each.default
    ]


def _filled(line: str, known: dict[str, Slot], slots: list[Slot]) -> str:
    r"""The line with {\text{S0S}}, {\text{S1S}}, ... in place of what is known."""
    words = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    parts = []
    for piece in re.findall(
        rf"(?:{words})(?![A-Za-z])|\\hat [A-Za-z]_(?:\w|\{{[^}}]*\}})|\\text\{{[^}}]*\}}|\\[A-Za-z]+|.", line
    ):
        if piece in known:
            parts.append(rf"{{\text{{S{len(slots)}S}}}}")
            slots.append(known[piece])
        else:
            parts.append(piece)
    filled = "".join(parts)
    for pattern, dotted in FACTORS:
        filled = pattern.sub(dotted, filled)
    return filled


def _with_slots(mathml: str) -> str:
    return re.sub(r"<mtext>S(\d+)S</mtext>", r'<mn data-slot="\1"></mn>', mathml)
