"""What a report says in plain language, hedged by its intervals."""

from __future__ import annotations

from collections.abc import Iterator

from comparing.plan import DEFAULTS, FUNCTION, HEADLINE_NAME, LEFT_OUT, SAME, SUITE, Plan
from comparing.results import TURNED
from comparing.stages import ORIGINAL
from comparing.statistics import ALIKE, EQUAL, FASTER, SLOWER
from comparing.suites import CHOSEN, OTHER, STRESS
from comparing.table import Table

GROUP_WORDS = {CHOSEN: "the chosen landscapes", OTHER: "the rest of the catalogue"}
REGIME_WORDS = {
    SAME: "At one learning rate for all ({rate:g})",
    DEFAULTS: "At their defaults",
    SUITE: "Each tuned once for the whole suite",
    LEFT_OUT: "Tuned for the suite without the landscape it is judged on",
    FUNCTION: "Each tuned for each landscape",
}
LIMITS = (
    "Functions with a known minimum and few coordinates say how an optimizer finds its way down a landscape; they say "
    "nothing of how a network that it trains will generalise. A result holds for the regime that it is stated for."
)


def spoken_group(group: str) -> str:
    """A group of landscapes in a sentence."""
    return GROUP_WORDS.get(group, f"the {group} suite")


def summary(plan: Plan, tables: dict[str, Table]) -> list[str]:
    """One paragraph for each group of landscapes, and what no number here can say."""
    overall = [dict(zip(tables["overall"].columns, row, strict=True)) for row in tables["overall"].rows]
    pairs = [dict(zip(tables["pairs"].columns, row, strict=True)) for row in tables["pairs"].rows]
    landscapes = [dict(zip(tables["landscapes"].columns, row, strict=True)) for row in tables["landscapes"].rows]
    found = [" ".join(_of_group(plan, group, overall, pairs, landscapes)) for group in plan.groups]
    stressed = [ground for group, ground in plan.grounds if group == STRESS]
    if stressed:
        found.append(
            f"The {len(stressed)} landscapes of the stress suite are made to fail whoever follows gradients; what becomes of "
            "the runs there is shown as a map and is not ranked."
        )
    return [*found, LIMITS]


def _of_group(plan: Plan, group: str, overall: list, pairs: list, landscapes: list) -> Iterator[str]:
    many = len(plan.groups[group])
    yield (
        f"On {spoken_group(group)} ({many} landscape{'s' * (many > 1)}, {plan.starts} starts each, a budget of {plan.budget:,} "
        f"gradients), to {HEADLINE_NAME} of the median gap at the starts:"
    )
    for regime in plan.regimes_of(group):
        head = REGIME_WORDS[regime].format(rate=plan.rate)
        mine = [each for each in landscapes if (each["group"], each["regime"]) == (group, regime)]
        mine = [each for each in mine if (each["instance"], each["target"]) == (ORIGINAL, HEADLINE_NAME)]
        shares = {name: _mean([each["share"] for each in mine if each["optimizer"] == name]) for name in plan.entrants}
        arrive = ", ".join(f"{name} in {share:.0%}" for name, share in shares.items())
        yield f"{head}, runs arrive with {arrive} of the cases."
        for rival in list(plan.entrants)[1:]:
            chosen = [each for each in overall if (each["group"], each["regime"], each["rival"]) == (group, regime, rival)]
            by_instance = {each["instance"]: each for each in chosen}
            yield _ratio(by_instance[ORIGINAL], many)
            yield _verdicts([each for each in pairs if _is(each, group, regime, rival)], by_instance[ORIGINAL])
            if TURNED in by_instance and by_instance[TURNED]["ratio"] != "":
                turned = by_instance[TURNED]
                yield f"On the same landscapes turned the ratio is {_with_interval(turned)}."
            for name, each in by_instance.items():
                if name.startswith("noise") and each["ratio"] != "":
                    yield f"With {name.replace('noise', 'gradient noise of deviation')} it is {_with_interval(each)}."


def _is(pair: dict, group: str, regime: str, rival: str) -> bool:
    return (pair["group"], pair["regime"], pair["instance"], pair["rival"]) == (group, regime, ORIGINAL, rival)


def _ratio(row: dict, many: int) -> str:
    reference, rival = row["reference"], row["rival"]
    if row["ratio"] == "":
        return f"There is no landscape on which both {reference} and {rival} arrive in a tenth of the runs, so no ratio can be given."
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
            f"; for landscapes like these in general the interval is {row['low of others']:.2f} to {row['high of others']:.2f}, "
            "which leaves it open"
        )
    return (
        f"In the mean over the {row['landscapes']} of {many} on which both arrive, {leads}: {rival} takes "
        f"{_with_interval(row)} times as many gradients{others}."
    )


def _with_interval(row: dict) -> str:
    return f"{row['ratio']:.2f} (95 % interval {row['low']:.2f} to {row['high']:.2f})"


def _verdicts(pairs: list[dict], row: dict) -> str:
    counts = {word: sum(each["the reference is"] == word for each in pairs) for word in (FASTER, SLOWER, ALIKE)}
    rest = len(pairs) - sum(counts.values())
    return (
        f"Landscape by landscape, after Holm's correction, {row['reference']} is faster on {counts[FASTER]}, slower on "
        f"{counts[SLOWER]}, without a difference that matters on {counts[ALIKE]}, and undecided on {rest}."
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
