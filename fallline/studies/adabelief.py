"""The study of AdaBelief against Adam and SGD with momentum."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from fallline.compare.plan import FUNCTION_REGIME
from fallline.compare.report import ReportResult, write_tables
from fallline.compare.suites import SPEED_SUITE, VIDEOS_GROUP, resolve_landscapes
from fallline.core import BadInput, Sentence, integer, item, write_item
from fallline.optimizers import shelf
from fallline.scene.scene import MAX_STEPS
from fallline.studies._adabelief_summary import summarize_adabelief
from fallline.studies._adabelief_tables import ENTRANT_IDS, deepobs_table, multiplier_table, regions_table, replay_table
from fallline.studies._study import LongStudy, StudyRequest
from fallline.studies.report import Report

LEADING_TABLES = (
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

    report: Report = item(Report(), catalogue="study", help="the comparison's settings")
    longest: int = integer(
        MAX_STEPS, 1000, MAX_STEPS, at_least=1, at_most=MAX_STEPS, help="the most steps a replayed run is given"
    )

    title = "The AdaBelief file"
    accepts_entrants = False

    def run_report(self, request: StudyRequest) -> ReportResult:
        """Return the report of the comparison, with the tables of ``_adabelief_tables`` added and written.

        Raises BadInput if ``request.plan`` is of another comparison.
        """
        entrants = tuple(write_item(shelf[name]()) for name in ENTRANT_IDS)
        request = dataclasses.replace(request, optimizers=entrants, landscapes=(SPEED_SUITE, VIDEOS_GROUP))
        plan = request.plan or self.report.plan(request)
        if (plan.optimizers, plan.grouped_landscapes) != (
            entrants,
            resolve_landscapes(*request.landscapes),
        ) or FUNCTION_REGIME not in plan.regimes:
            raise BadInput(
                f"{self.id} compares {', '.join(ENTRANT_IDS)} on the suites {SPEED_SUITE} and {VIDEOS_GROUP}, the "
                f"regime '{FUNCTION_REGIME}' among others; the plan is of another comparison, so take "
                "study report for it."
            )
        result = self.report.run_report(dataclasses.replace(request, plan=plan))
        tuned = {
            (str(landscape), str(name)): str(setting)
            for _, landscape, name, regime, _, setting in result.tables["entrants"].rows
            if regime == FUNCTION_REGIME
        }
        makers = (lambda: replay_table(tuned, plan.rate, self.longest), multiplier_table, regions_table, deepobs_table)
        own_tables = []
        for done, make_table in enumerate(makers):
            request.report_progress(Sentence("Videos and DeepOBS"), done, len(makers), 0.0)
            own_tables.append(make_table())
        tables = {**write_tables(own_tables, request.folder), **result.tables}
        return dataclasses.replace(
            result,
            title=self.title,
            tables=tables,
            paragraphs=[*summarize_adabelief(result), *result.paragraphs],
            leading_tables=LEADING_TABLES,
        )
