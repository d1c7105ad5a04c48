"""The summary of a report in sentences, with the intervals of its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.compare.pairwise import PRIMARY_REGIMES
from fallline.compare.pipeline import ORIGINAL_INSTANCE
from fallline.compare.plan import (
    DEFAULTS_REGIME,
    FUNCTION_REGIME,
    HEADLINE_NAME,
    LEFT_OUT_REGIME,
    SAME_REGIME,
    SUITE_REGIME,
    Plan,
)
from fallline.compare.results import ROTATED_INSTANCE
from fallline.compare.statistics import EQUIVALENCE_BOUNDS, FASTER, NO_DIFFERENCE, SLOWER
from fallline.compare.suites import CHOSEN_GROUP, OTHER_GROUP, STRESS_SUITE, VIDEOS_GROUP
from fallline.compare.table import Table

STRESS_NOTE = (
    "Landscapes made to fail whoever follows gradients ({many} of them): what becomes of the runs is shown as a "
    "map, and nobody is ranked."
)
MAX_SUMMARY_RIVALS = 4  # rivals that the summary describes; the tables have all of them
GROUP_NAMES = {
    CHOSEN_GROUP: "the chosen landscapes",
    OTHER_GROUP: "the rest of the catalogue",
    VIDEOS_GROUP: "the videos' landscapes",
}
REGIME_HEADINGS = {
    SAME_REGIME: "At one learning rate for all ({rate:g})",
    DEFAULTS_REGIME: "At their defaults",
    SUITE_REGIME: "Each tuned once for the whole suite",
    LEFT_OUT_REGIME: "Tuned for the suite without the landscape it is judged on",
    FUNCTION_REGIME: "Each tuned for each landscape",
}
ENTERED_HEADING = "As they were entered"
LIMITS_TEXT = (
    "Functions with a known minimum and few coordinates say how an optimizer finds its way down a landscape; they say "
    "nothing of how a network that it trains will generalise. A result holds for the regime that it is stated for."
)


def name_group(group: str) -> str:
    """Return the English name of a group of landscapes for use in a sentence, such as 'the speed suite'."""
    return GROUP_NAMES.get(group, f"the {group} suite")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the summary: its heading and its sentences."""

    heading: str
    text: str

    @property
    def lead(self) -> str:
        """The heading with a full stop added, or unchanged if it ends with a question mark."""
        return self.heading if self.heading.endswith("?") else f"{self.heading}."


def summarize(plan: Plan, tables: dict[str, Table]) -> list[Paragraph]:
    """Return the paragraphs of the summary, made of the tables ``overall``, ``pairs`` and ``landscapes``.

    For each ranked group: an introduction and a paragraph on each regime; then STRESS_SUITE, if run, and the limits.
    """
    names = ("overall", "pairs", "landscapes")
    rows = {name: [dict(zip(tables[name].columns, row, strict=True)) for row in tables[name].rows] for name in names}
    paragraphs = []
    for group, landscapes in plan.groups.items():
        paragraphs.append(Paragraph(name_group(group).capitalize(), _introduce_group(plan, len(landscapes))))
        regimes = sorted(plan.regimes_of(group), key=lambda regime: regime not in PRIMARY_REGIMES)
        paragraphs += [_summarize_regime(plan, group, regime, rows) for regime in regimes]
    if stress_count := sum(group == STRESS_SUITE for group, _ in plan.grouped_landscapes):
        paragraphs.append(Paragraph(name_group(STRESS_SUITE).capitalize(), STRESS_NOTE.format(many=stress_count)))
    return [*paragraphs, Paragraph("Limits", LIMITS_TEXT)]


def _introduce_group(plan: Plan, landscape_count: int) -> str:
    return (
        f"{landscape_count} landscape{'s' * (landscape_count > 1)}, {plan.starts} starts on each, "
        f"a budget of {plan.budget:,} gradients for everybody. A run has arrived when it is within {HEADLINE_NAME} "
        "of the median gap over the domain and stays there. Ratios are geometric means over the landscapes on which "
        "both arrive in a tenth of the runs or more, with 95 % intervals."
    )


def _summarize_regime(plan: Plan, group: str, regime: str, rows: dict[str, list[dict]]) -> Paragraph:
    runs = [each for each in rows["landscapes"] if (each["group"], each["regime"]) == (group, regime)]
    runs = [each for each in runs if (each["instance"], each["target"]) == (ORIGINAL_INSTANCE, HEADLINE_NAME)]
    shares = {name: _mean([each["share"] for each in runs if each["optimizer"] == name]) for name in plan.entrants}
    sentences = ["Runs arrive: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()) + "."]
    for rival in list(plan.entrants)[1:][:MAX_SUMMARY_RIVALS]:
        chosen = [
            each for each in rows["overall"] if (each["group"], each["regime"], each["rival"]) == (group, regime, rival)
        ]
        by_instance = {each["instance"]: each for each in chosen}
        sentences.append(_describe_ratio(by_instance[ORIGINAL_INSTANCE], len(plan.groups[group])))
        pairs = [each for each in rows["pairs"] if _matches(each, group, regime, rival)]
        sentences += [_count_outcomes(pairs, by_instance[ORIGINAL_INSTANCE])] if len(pairs) > 1 else []
        elsewhere = [
            f"{_name_instance(name)}: {_format_ratio(each)}"
            for name, each in by_instance.items()
            if name != ORIGINAL_INSTANCE and each["ratio"] != ""
        ]
        sentences += [f"The ratio elsewhere, {'; '.join(elsewhere)}."] if elsewhere else []
    heading = ENTERED_HEADING if regime == DEFAULTS_REGIME and not plan.is_at_defaults else REGIME_HEADINGS[regime]
    return Paragraph(heading.format(rate=plan.rate), " ".join(sentences))


def _name_instance(instance: str) -> str:
    if instance == ROTATED_INSTANCE:
        return "on the landscapes turned"
    return instance.replace("noise", "with gradient noise of deviation")


def _matches(pair: dict, group: str, regime: str, rival: str) -> bool:
    return (pair["group"], pair["regime"], pair["instance"], pair["rival"]) == (group, regime, ORIGINAL_INSTANCE, rival)


def _describe_ratio(row: dict, landscape_count: int) -> str:
    reference, rival = row["reference"], row["rival"]
    if row["ratio"] == "":
        return (
            f"There is no landscape on which both {reference} and {rival} arrive in a tenth of the runs, so no ratio."
        )
    low, high = row["low"], row["high"]
    if low > 1:
        finding = f"{reference} is faster than {rival}"
    elif high < 1:
        finding = f"{reference} is slower than {rival}"
    else:
        finding = f"{reference} and {rival} cannot be told apart"
    if EQUIVALENCE_BOUNDS[0] <= low and high <= EQUIVALENCE_BOUNDS[1]:
        finding = f"between {reference} and {rival} there is no difference that matters"
    others = ""
    if (low > 1) != (row["low of others"] > 1) or (high < 1) != (row["high of others"] < 1):
        others = (
            f"; for landscapes like these in general the interval is {row['low of others']:.2f} to "
            f"{row['high of others']:.2f}, which leaves it open"
        )
    if landscape_count == 1:
        return f"{finding[0].upper()}{finding[1:]}: {rival} takes {_format_ratio(row)} times as many gradients."
    return (
        f"Over the {row['landscapes']} of {landscape_count} landscapes on which both arrive, {finding}: {rival} takes "
        f"{_format_ratio(row)} times as many gradients{others}."
    )


def _format_ratio(row: dict) -> str:
    return f"{row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _count_outcomes(pairs: list[dict], row: dict) -> str:
    counts = {word: sum(each["the reference is"] == word for each in pairs) for word in (FASTER, SLOWER, NO_DIFFERENCE)}
    undecided = len(pairs) - sum(counts.values())
    return (
        f"Landscape by landscape, after Holm's correction, {row['reference']} is faster on {counts[FASTER]}, slower on "
        f"{counts[SLOWER]}, without a difference that matters on {counts[NO_DIFFERENCE]}, and undecided on {undecided}."
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
