"""What a report says in plain language, hedged by its intervals."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.compare.pairwise import PRIMARY
from fallline.compare.pipeline import ORIGINAL
from fallline.compare.plan import DEFAULTS, FUNCTION, HEADLINE_NAME, LEFT_OUT, SAME, SUITE, Plan
from fallline.compare.results import TURNED
from fallline.compare.statistics import ALIKE, EQUAL, FASTER, SLOWER
from fallline.compare.suites import CHOSEN, OTHER, STRESS, VIDEOS
from fallline.compare.table import Table

STRESSED = (
    "Landscapes made to fail whoever follows gradients ({many} of them): what becomes of the runs is shown as a "
    "map, and nobody is "
    "ranked."
)
MOST_RIVALS = 4  # that are spoken of; the tables have them all
GROUP_WORDS = {CHOSEN: "the chosen landscapes", OTHER: "the rest of the catalogue", VIDEOS: "the videos' landscapes"}
REGIME_WORDS = {
    SAME: "At one learning rate for all ({rate:g})",
    DEFAULTS: "At their defaults",
    SUITE: "Each tuned once for the whole suite",
    LEFT_OUT: "Tuned for the suite without the landscape it is judged on",
    FUNCTION: "Each tuned for each landscape",
}
ENTERED = "As they were entered"
LIMITS = (
    "Functions with a known minimum and few coordinates say how an optimizer finds its way down a landscape; they say "
    "nothing of how a network that it trains will generalise. A result holds for the regime that it is stated for."
)


def spoken_group(group: str) -> str:
    """A group of landscapes in a sentence."""
    return GROUP_WORDS.get(group, f"the {group} suite")


@dataclass(frozen=True)
class Paragraph:
    """Some sentences, and what they are about in a few words."""

    about: str
    text: str

    @property
    def lead(self) -> str:
        """What it is about, with a stop behind it."""
        return self.about if self.about.endswith("?") else f"{self.about}."


def summary(plan: Plan, tables: dict[str, Table]) -> list[Paragraph]:
    """For each group of landscapes a paragraph on each regime, and what no number here can say."""
    named = ("overall", "pairs", "landscapes")
    rows = {name: [dict(zip(tables[name].columns, row, strict=True)) for row in tables[name].rows] for name in named}
    found = []
    for group, grounds in plan.groups.items():
        found.append(Paragraph(spoken_group(group).capitalize(), _introduced(plan, len(grounds))))
        regimes = sorted(plan.regimes_of(group), key=lambda regime: regime not in PRIMARY)
        found += [_of_regime(plan, group, regime, rows) for regime in regimes]
    if stressed := [ground for group, ground in plan.grounds if group == STRESS]:
        found.append(Paragraph(spoken_group(STRESS).capitalize(), STRESSED.format(many=len(stressed))))
    return [*found, Paragraph("Limits", LIMITS)]


def _introduced(plan: Plan, many: int) -> str:
    return (
        f"{many} landscape{'s' * (many > 1)}, {plan.starts} starts on each, a budget of {plan.budget:,} gradients "
        "for everybody. A run "
        f"has arrived when it is within {HEADLINE_NAME} of the median gap at the starts and stays there. Ratios "
        "are geometric means "
        "over the landscapes on which both arrive in a tenth of the runs or more, with 95 % intervals."
    )


def _of_regime(plan: Plan, group: str, regime: str, rows: dict[str, list[dict]]) -> Paragraph:
    mine = [each for each in rows["landscapes"] if (each["group"], each["regime"]) == (group, regime)]
    mine = [each for each in mine if (each["instance"], each["target"]) == (ORIGINAL, HEADLINE_NAME)]
    shares = {name: _mean([each["share"] for each in mine if each["optimizer"] == name]) for name in plan.entrants}
    said = ["Runs arrive: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()) + "."]
    for rival in list(plan.entrants)[1:][:MOST_RIVALS]:
        chosen = [
            each for each in rows["overall"] if (each["group"], each["regime"], each["rival"]) == (group, regime, rival)
        ]
        by_instance = {each["instance"]: each for each in chosen}
        said.append(_ratio(by_instance[ORIGINAL], len(plan.groups[group])))
        pairs = [each for each in rows["pairs"] if _is(each, group, regime, rival)]
        said += [_verdicts(pairs, by_instance[ORIGINAL])] if len(pairs) > 1 else []
        more = [
            f"{_spoken(name)}: {_with_interval(each)}"
            for name, each in by_instance.items()
            if name != ORIGINAL and each["ratio"] != ""
        ]
        said += [f"The ratio elsewhere, {'; '.join(more)}."] if more else []
    words = ENTERED if regime == DEFAULTS and not plan.at_defaults else REGIME_WORDS[regime]
    return Paragraph(words.format(rate=plan.rate), " ".join(said))


def _spoken(instance: str) -> str:
    return (
        "on the landscapes turned"
        if instance == TURNED
        else instance.replace("noise", "with gradient noise of deviation")
    )


def _is(pair: dict, group: str, regime: str, rival: str) -> bool:
    return (pair["group"], pair["regime"], pair["instance"], pair["rival"]) == (group, regime, ORIGINAL, rival)


def _ratio(row: dict, many: int) -> str:
    reference, rival = row["reference"], row["rival"]
    if row["ratio"] == "":
        return (
            f"There is no landscape on which both {reference} and {rival} arrive in a tenth of the runs, so no ratio."
        )
    low, high = row["low"], row["high"]
    if low > 1:
        leads = f"{reference} is faster than {rival}"
    elif high < 1:
        leads = f"{reference} is slower than {rival}"
    else:
        leads = f"{reference} and {rival} cannot be told apart"
    if EQUAL[0] <= low and high <= EQUAL[1]:
        leads = f"between {reference} and {rival} there is no difference that matters"
    others = ""
    if (low > 1) != (row["low of others"] > 1) or (high < 1) != (row["high of others"] < 1):
        others = (
            f"; for landscapes like these in general the interval is {row['low of others']:.2f} to "
            f"{row['high of others']:.2f}, "
            "which leaves it open"
        )
    if many == 1:
        return f"{leads[0].upper()}{leads[1:]}: {rival} takes {_with_interval(row)} times as many gradients."
    return (
        f"Over the {row['landscapes']} of {many} landscapes on which both arrive, {leads}: {rival} takes "
        f"{_with_interval(row)} times as many gradients{others}."
    )


def _with_interval(row: dict) -> str:
    return f"{row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _verdicts(pairs: list[dict], row: dict) -> str:
    counts = {word: sum(each["the reference is"] == word for each in pairs) for word in (FASTER, SLOWER, ALIKE)}
    rest = len(pairs) - sum(counts.values())
    return (
        f"Landscape by landscape, after Holm's correction, {row['reference']} is faster on {counts[FASTER]}, slower on "
        f"{counts[SLOWER]}, without a difference that matters on {counts[ALIKE]}, and undecided on {rest}."
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
