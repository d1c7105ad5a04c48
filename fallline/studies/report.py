"""Who is faster, by how much, and how sure that is: any optimizers on any landscapes."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.compare.plan import MOST_BUDGET, MOST_STARTS, REGIMES, TURNS, Plan
from fallline.compare.report import Account, account
from fallline.compare.suites import grounds
from fallline.core import BadInput, number, text, whole
from fallline.studies._study import Asked, LongStudy

NOISES = 4  # deviations at most


@dataclass(frozen=True)
class Report(LongStudy):
    """Runs every optimizer on every landscape from the same starts with the same budget: at one learning rate, at the
    defaults, tuned for the suite and tuned for each landscape; as it is, turned and with noise. Steps to several
    targets, success, expected running times with intervals, profiles, paired tests, and what the tuning cost."""

    regimes: str = text(",".join(REGIMES), longest=60, means=f"how settings are chosen, some of {', '.join(REGIMES)}")
    rate: float = number(0.01, 1e-5, 10.0, log=True, means="the learning rate of the regime 'same'")
    trials: int = whole(50, 10, 200, at_least=1, at_most=1000, means="settings tried for each optimizer")
    tuning_starts: int = whole(64, 8, 256, at_least=1, at_most=MOST_STARTS, means="starts that settings are tried from")
    tuning_budget: int = whole(2000, 100, 5000, at_least=1, at_most=MOST_BUDGET, means="gradients that a try may spend")
    starts: int = whole(
        256, 16, 1024, at_least=2, at_most=MOST_STARTS, means="starts that are judged by, others than those"
    )
    budget: int = whole(5000, 100, 50_000, at_least=1, at_most=MOST_BUDGET, means="gradients that a run may spend")
    turns: int = whole(4, 0, len(TURNS), at_most=len(TURNS), means="turned instances of each landscape")
    turned_starts: int = whole(64, 8, 256, at_least=2, at_most=MOST_STARTS, means="starts on each turned instance")
    noise: str = text("0.1,1", longest=60, means="deviations of noise on the gradients, 0 for none")
    noise_starts: int = whole(32, 8, 256, at_least=2, at_most=MOST_STARTS, means="starts with noise")
    noise_seeds: int = whole(8, 1, 64, at_least=1, at_most=1000, means="noise seeds for each of them")
    rates: int = whole(31, 0, 61, at_most=1000, means="learning rates that the sensitivity is measured at, 0 for none")
    seed: int = whole(1, 0, 1000, means="what all starts, trials and noise follow from")

    def plan(self, asked: Asked) -> Plan:
        """What is to be compared; raises BadInput."""
        facts = {**self.settings(), "regimes": tuple(_words(self.regimes)), "noise": self._noises()}
        return Plan(optimizers=asked.optimizers, grounds=grounds(*asked.landscapes), device=asked.device, **facts)

    def carried_out(self, asked: Asked) -> Account:
        """The report; raises BadInput."""
        plan = asked.plan or self.plan(asked)
        return account(plan, asked.folder, asked.pool, asked.report, resume=asked.resume)

    def _noises(self) -> tuple[float, ...]:
        try:
            found = tuple(float(word) for word in _words(self.noise) if float(word))
        except ValueError:
            raise BadInput(
                f"report.noise = '{self.noise}' must be numbers with commas between them, such as 0.1,1."
            ) from None
        if len(found) > NOISES or not all(0 < each < float("inf") for each in found):
            raise BadInput(f"report.noise = '{self.noise}' must be at most {NOISES} numbers above 0.")
        return found


def _words(listed: str) -> list[str]:
    return [word for word in (each.strip() for each in listed.split(",")) if word]
