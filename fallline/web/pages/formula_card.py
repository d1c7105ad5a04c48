r"""The formula card: an optimizer's update rule with the numbers of the shown step in place of its letters.

A formula is LaTeX; ``\qquad`` separates its lines. Each letter whose number is known becomes an empty slot of a MathML
formula, and assets/page/rules.js writes the numbers of each step into the slots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import torch
from latex2mathml.converter import convert

from fallline.core import LEARNING_RATE, Optimizer, settings_of
from fallline.run.chunks import LEARNING_RATE_READOUT
from fallline.web.race_messages import RuleData, RuleSlot

# The setting that each letter stands for in all optimizers that have a setting of that name.
SETTING_LETTERS = {
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
CURRENT_SHIFT, PREVIOUS_SHIFT, NEXT_SHIFT = 0, -1, 1  # from the step shown to the entry of an array that a slot shows
SLOT_PATTERN = r"\{\\text\{S\d+S\}\}"
# Substitutions that put a dot between a number and the factor beside it, which letters do not need.
PRODUCT_DOTS = (
    (re.compile(rf"((?:{SLOT_PATTERN}|\)|(?<!\{{cases)\}})(?:\^\d)?)\s*(?:\\,)?\s*(?={SLOT_PATTERN})"), r"\1\\cdot "),
    (
        re.compile(
            rf"({SLOT_PATTERN}(?:\^\d)?)\s*(?:\\,)?\s*(?=\(|\\left\(|\\frac|\\sqrt|\\mathrm|\\hat|\\max|\\text|[A-Za-z])"
        ),
        r"\1\\cdot ",
    ),
)


@dataclass(frozen=True)
class Slot:
    """The source of one number: an ``array`` of the run, or a ``constant``, or (``power``) the constant to the power t.

    ``shift`` is the array's step relative to the shown one; ``first`` is the value before the first step.
    """

    array: str = ""
    shift: int = CURRENT_SHIFT
    first: float = 0.0
    constant: float | None = None
    power: bool = False

    def to_message(self) -> RuleSlot:
        """Return the slot as the browser receives it."""
        return {
            "array": self.array,
            "shift": self.shift,
            "first": self.first,
            "constant": self.constant,
            "power": self.power,
        }


@lru_cache(maxsize=256)
def build_rule(optimizer: Optimizer) -> RuleData:
    """Return the update rule in letters and with slots for numbers; do not change it, it is cached.

    Lines whose left side has no known number are left out.
    """
    known = known_slots(optimizer)
    letters, lines = list[str](), list[str]()
    slots: list[Slot] = []
    for line in optimizer.formula_lines():
        filled = _fill_slots(line, known, slots)
        if re.match(SLOT_PATTERN, filled):
            letters.append(convert(line))
            lines.append(_insert_slot_elements(convert(filled)))
    missing = [name.replace("_", " ") for name in settings_not_in_formula(optimizer)] if lines else []
    return {
        "letters": letters,
        "lines": lines,
        "slots": [slot.to_message() for slot in slots],
        "missing": missing,
    }


def known_slots(optimizer: Optimizer) -> dict[str, Slot]:
    """Return the slots by piece of LaTeX, such as 'g_t': those letters of formulas whose number is known."""
    is_forward = "x_{t+1}" in optimizer.formula
    gradient = "clipped_gradient" if "clipped_gradient" in optimizer.readouts else "seen"
    known = {"g_t": Slot(gradient), ("x_t" if is_forward else "x_{t-1}"): Slot("x")}
    known["x_{t+1}" if is_forward else "x_t"] = Slot("x", NEXT_SHIFT)
    values, state = optimizer.settings(), optimizer.initial_state(torch.zeros(1, 2, dtype=torch.float64))
    for letter, name in {**SETTING_LETTERS, **optimizer.setting_symbols}.items():
        if isinstance(values.get(name), int | float):  # not a choice, such as beta of conjugate gradients
            known[letter] = Slot(constant=values[name])
            known[f"{letter}^t"] = Slot(constant=values[name], power=True)
    if LEARNING_RATE in values:
        known[r"\eta"] = Slot(LEARNING_RATE_READOUT)
    for letter, name in optimizer.readout_symbols.items():
        if "_" in letter:
            known[letter] = Slot(name)
        else:
            known |= {
                f"{letter}_t": Slot(name),
                f"{letter}_{{t-1}}": Slot(name, PREVIOUS_SHIFT, state[name].flatten()[0].item()),
            }
    return known


def settings_not_in_formula(optimizer: Optimizer) -> list[str]:
    """Return the names of the settings that differ from their defaults and have no letter in the formula."""
    names = {**SETTING_LETTERS, **optimizer.setting_symbols, r"\eta": LEARNING_RATE}
    shown = {name for letter, name in names.items() if letter in optimizer.formula}
    return [
        each.name
        for each in settings_of(type(optimizer))
        if each.name not in {*shown, "schedule"} and getattr(optimizer, each.name) != each.default
    ]


def _fill_slots(line: str, known: dict[str, Slot], slots: list[Slot]) -> str:
    r"""Return the line with {\text{S0S}}, {\text{S1S}}, ... in place of known pieces, whose slots are appended."""
    alternatives = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    parts = []
    for piece in re.findall(
        rf"(?:{alternatives})(?![A-Za-z])|\\hat [A-Za-z]_(?:\w|\{{[^}}]*\}})|\\text\{{[^}}]*\}}|\\[A-Za-z]+|.", line
    ):
        if piece in known:
            parts.append(rf"{{\text{{S{len(slots)}S}}}}")
            slots.append(known[piece])
        else:
            parts.append(piece)
    filled = "".join(parts)
    for pattern, replacement in PRODUCT_DOTS:
        filled = pattern.sub(replacement, filled)
    return filled


def _insert_slot_elements(mathml: str) -> str:
    return re.sub(r"<mtext>S(\d+)S</mtext>", r'<mn data-slot="\1"></mn>', mathml)
