"""Is AdaBelief faster? When, by how much, and how sure is that?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from fallline.compare.plan import FUNCTION
from fallline.compare.report import Account, written
from fallline.compare.suites import SPEED, VIDEOS, grounds
from fallline.core import BadInput, integer, item, write_item
from fallline.optimizers import shelf
from fallline.scene.scene import MOST_STEPS
from fallline.studies._adabelief import ENTRANTS, deepobs, multiplier, regions, videos
from fallline.studies._answer import answer
from fallline.studies._study import Asked, LongStudy
from fallline.studies.report import Report

FIRST = (
    ("replayed", "The twelve videos, with the numbers that they lack"),
    ("multiplier", "A step on a steady slope"),
    ("regions", "The three regions of the paper's first figure"),
    ("deepobs", "The problems of DeepOBS that need no data set"),
    ("overall", "Mean ratios"),
    ("families", "By kind of landscape"),
)


@dataclass(frozen=True)
class Adabelief(LongStudy):
    """The AdaBelief file: the authors' videos replayed and counted, the same landscapes fairly, what the rule does on a
    steady slope and in the three regions of the paper's figure 1, DeepOBS's problems by its own rule, and the whole
    speed
    suite in all regimes against Adam and SGD with momentum. (Zhuang et al., 2020; Schneider et al., 2019)"""

    report: Report = item(Report(), holds="study", help="the comparison's settings")
    longest: int = integer(
        MOST_STEPS, 1000, MOST_STEPS, at_least=1, at_most=MOST_STEPS, help="the most steps a replayed run is given"
    )

    title = "The AdaBelief file"
    chooses = False

    def carried_out(self, asked: Asked) -> Account:
        """Everything; raises BadInput."""
        entrants = tuple(write_item(shelf[name]()) for name in ENTRANTS)
        asked = dataclasses.replace(asked, optimizers=entrants, landscapes=(SPEED, VIDEOS))
        plan = asked.plan or self.report.plan(asked)
        if (plan.optimizers, plan.grounds) != (entrants, grounds(*asked.landscapes)) or FUNCTION not in plan.regimes:
            raise BadInput(
                f"{self.id} compares {', '.join(ENTRANTS)} on the suites {SPEED} and {VIDEOS}, the regime "
                f"'{FUNCTION}' among "
                "others; the plan is of another comparison, so take study report for it."
            )
        found = self.report.carried_out(dataclasses.replace(asked, plan=plan))
        tuned = {
            (str(ground), str(name)): str(spelled)
            for _, ground, name, regime, _, spelled in found.tables["entrants"].rows
            if regime == FUNCTION
        }
        parts = (lambda: videos(tuned, plan.rate, self.longest), multiplier, regions, deepobs)
        made = []
        for done, make in enumerate(parts):
            asked.report("Videos and DeepOBS", done, len(parts), 0.0)
            made.append(make())
        tables = {**written(made, asked.folder), **found.tables}
        return dataclasses.replace(
            found, title=self.title, tables=tables, words=[*answer(found), *found.words], first=FIRST
        )
