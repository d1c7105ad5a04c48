"""The study ``report``: a comparison of any optimizers on any landscapes."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.compare.plan import MAX_BUDGET, MAX_STARTS, REGIMES, ROTATIONS_DEG, Plan
from fallline.compare.report import ReportResult, write_report
from fallline.compare.suites import resolve_landscapes
from fallline.core import BadInput, integer, real, text
from fallline.studies._study import LongStudy, StudyRequest

MAX_NOISE_LEVELS = 4


@dataclass(frozen=True)
class Report(LongStudy):
    """Runs every optimizer on every landscape from the same starts with the same budget: at one learning rate, at the
    defaults, tuned for the suite and tuned for each landscape; as it is, turned and with noise. Steps to several
    targets, success, expected running times with intervals, profiles, paired tests, and what the tuning cost."""

    regimes: str = text(",".join(REGIMES), max_length=60, help=f"how settings are chosen, some of {', '.join(REGIMES)}")
    rate: float = real(0.01, 1e-5, 10.0, log=True, help="the learning rate of the regime 'same'")
    trials: int = integer(50, 10, 200, at_least=1, at_most=1000, help="settings tried for each optimizer")
    tuning_starts: int = integer(64, 8, 256, at_least=1, at_most=MAX_STARTS, help="starts that settings are tried from")
    tuning_budget: int = integer(2000, 100, 5000, at_least=1, at_most=MAX_BUDGET, help="gradients that a try may spend")
    starts: int = integer(
        256, 16, 1024, at_least=2, at_most=MAX_STARTS, help="starts that are judged by, others than those"
    )
    budget: int = integer(5000, 100, 50_000, at_least=1, at_most=MAX_BUDGET, help="gradients that a run may spend")
    turns: int = integer(
        4, 0, len(ROTATIONS_DEG), at_most=len(ROTATIONS_DEG), help="turned instances of each landscape"
    )
    turned_starts: int = integer(64, 8, 256, at_least=2, at_most=MAX_STARTS, help="starts on each turned instance")
    noise: str = text("0.1,1", max_length=60, help="deviations of noise on the gradients, 0 for none")
    noise_starts: int = integer(32, 8, 256, at_least=2, at_most=MAX_STARTS, help="starts with noise")
    noise_seeds: int = integer(8, 1, 64, at_least=1, at_most=1000, help="noise seeds for each of them")
    rates: int = integer(31, 0, 61, at_most=1000, help="learning rates that the sensitivity is measured at, 0 for none")
    seed: int = integer(1, 0, 1000, help="what all starts, trials and noise follow from")

    def plan(self, request: StudyRequest) -> Plan:
        """Return the plan made of the study's settings and the request's optimizers, landscapes and device.

        Raises BadInput if one of them is invalid.
        """
        facts = {**self.settings(), "regimes": tuple(_split_words(self.regimes)), "noise": self._noise_levels()}
        return Plan(
            optimizers=request.optimizers,
            grouped_landscapes=resolve_landscapes(*request.landscapes),
            device=request.device,
            **facts,
        )

    def run_report(self, request: StudyRequest) -> ReportResult:
        """Run the plan of the request, or the plan made for it, and return the report; raises BadInput if invalid."""
        plan = request.plan or self.plan(request)
        return write_report(plan, request.folder, request.pool, request.report_progress, resume=request.resume)

    def _noise_levels(self) -> tuple[float, ...]:
        """Return the standard deviations in the setting ``noise``; raises BadInput."""
        try:
            levels = tuple(float(word) for word in _split_words(self.noise) if float(word))
        except ValueError:
            raise BadInput(
                f"report.noise = '{self.noise}' must be numbers with commas between them, such as 0.1,1."
            ) from None
        if len(levels) > MAX_NOISE_LEVELS or not all(0 < each < float("inf") for each in levels):
            raise BadInput(f"report.noise = '{self.noise}' must be at most {MAX_NOISE_LEVELS} numbers above 0.")
        return levels


def _split_words(words: str) -> list[str]:
    return [word for word in (each.strip() for each in words.split(",")) if word]
