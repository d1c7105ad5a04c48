"""Who is faster, by how much, and how sure that is: any optimizers on any landscapes."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.compare.plan import MOST_BUDGET, MOST_STARTS, REGIMES, TURNS, Plan
from fallline.compare.report import Account, account
from fallline.compare.suites import grounds
from fallline.core import BadInput, integer, real, text
from fallline.studies._study import Asked, LongStudy

NOISES = 4  # deviations at most


@dataclass(frozen=True)
class Report(LongStudy):
    """Runs every optimizer on every landscape from the same starts with the same budget: at one learning rate, at the
    defaults, tuned for the suite and tuned for each landscape; as it is, turned and with noise. Steps to several
    targets, success, expected running times with intervals, profiles, paired tests, and what the tuning cost."""

    regimes: str = text(",".join(REGIMES), longest=60, help=f"how settings are chosen, some of {', '.join(REGIMES)}")
    rate: float = real(0.01, 1e-5, 10.0, log=True, help="the learning rate of the regime 'same'")
    trials: int = integer(50, 10, 200, at_least=1, at_most=1000, help="settings tried for each optimizer")
    tuning_starts: int = integer(
        64, 8, 256, at_least=1, at_most=MOST_STARTS, help="starts that settings are tried from"
    )
    tuning_budget: int = integer(
        2000, 100, 5000, at_least=1, at_most=MOST_BUDGET, help="gradients that a try may spend"
    )
    starts: int = integer(
        256, 16, 1024, at_least=2, at_most=MOST_STARTS, help="starts that are judged by, others than those"
    )
    budget: int = integer(5000, 100, 50_000, at_least=1, at_most=MOST_BUDGET, help="gradients that a run may spend")
    turns: int = integer(4, 0, len(TURNS), at_most=len(TURNS), help="turned instances of each landscape")
    turned_starts: int = integer(64, 8, 256, at_least=2, at_most=MOST_STARTS, help="starts on each turned instance")
    noise: str = text("0.1,1", longest=60, help="deviations of noise on the gradients, 0 for none")
    noise_starts: int = integer(32, 8, 256, at_least=2, at_most=MOST_STARTS, help="starts with noise")
    noise_seeds: int = integer(8, 1, 64, at_least=1, at_most=1000, help="noise seeds for each of them")
    rates: int = integer(31, 0, 61, at_most=1000, help="learning rates that the sensitivity is measured at, 0 for none")
    seed: int = integer(1, 0, 1000, help="what all starts, trials and noise follow from")

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
