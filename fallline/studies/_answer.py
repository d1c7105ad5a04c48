"""One paragraph: is AdaBelief faster, when, by how much?"""

from __future__ import annotations

from fallline.compare.pipeline import ORIGINAL
from fallline.compare.plan import DEFAULTS, FUNCTION, LEFT_OUT, SAME, SUITE
from fallline.compare.report import Account
from fallline.compare.statistics import ALIKE, EQUAL
from fallline.compare.suites import SPEED, VIDEOS
from fallline.compare.words import Paragraph
from fallline.optimizers import shelf
from fallline.studies._adabelief import ENTRANTS

CASES = {
    (VIDEOS, SAME): "On the videos' landscapes at one rate for all ({rate:g})",
    (VIDEOS, FUNCTION): "on the same landscapes with each tuned",
    (SPEED, SAME): "on the speed suite at one rate",
    (SPEED, DEFAULTS): "at the defaults",
    (SPEED, SUITE): "with each tuned once for the suite",
    (SPEED, LEFT_OUT): "tuned on other landscapes than it is judged on",
    (SPEED, FUNCTION): "tuned for each landscape",
}
YES, NO, OPEN = "yes", "no", "not decided"


def answer(account: Account) -> list[Paragraph]:
    """For each rival, case by case, the mean ratio with its interval."""
    rows = [dict(zip(account.tables["overall"].columns, row, strict=True)) for row in account.tables["overall"].rows]
    kinds = [dict(zip(account.tables["families"].columns, row, strict=True)) for row in account.tables["families"].rows]
    found = []
    for rival in ENTRANTS[1:]:
        name = shelf.class_of(rival).title
        mine = {
            (row["group"], row["regime"]): row for row in rows if row["rival"] == rival and row["instance"] == ORIGINAL
        }
        cases = [
            f"{words.format(rate=account.plan.rate)} {_said(mine[case])}"
            for case, words in CASES.items()
            if case in mine
        ]
        kinds_of = [row for row in kinds if (row["group"], row["regime"], row["rival"]) == (SPEED, SUITE, rival)]
        by_kind = ", ".join(f"{row['kind']} {_ratio(row)}" for row in kinds_of if row["ratio"] != "")
        text = f"{'; '.join(cases)}." + (
            f" By kind of landscape, tuned once for the suite: {by_kind}." if by_kind else ""
        )
        found.append(Paragraph(f"Is AdaBelief faster than {name}?", text))
    found.append(Paragraph("How to read this", READING))
    return found


READING = (
    "A number is how many times AdaBelief's gradients the other takes to the target, in the geometric mean over "
    "the landscapes on "
    "which both arrive, with its 95 % interval; 'yes' and 'no' stand where the interval leaves out 1. What an "
    "optimizer is worth depends "
    "on how its settings were found, so no number stands without its regime."
)


def _said(row: dict) -> str:
    if row["ratio"] == "":
        return "there is no landscape on which both arrive"
    if EQUAL[0] <= row["low"] and row["high"] <= EQUAL[1]:
        word = ALIKE
    else:
        word = YES if row["low"] > 1 else NO if row["high"] < 1 else OPEN
    general = "" if word not in (YES, NO) or _same_of_others(row) else ", for others like these not decided"
    return f"{word}, {_ratio(row)} over {row['landscapes']} landscapes{general}"


def _same_of_others(row: dict) -> bool:
    """Whether the interval for landscapes like these leaves out 1, too."""
    return row["low of others"] > 1 or row["high of others"] < 1


def _ratio(row: dict) -> str:
    return f"{row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
