"""The summary of the AdaBelief study: whether AdaBelief is faster, when, and by how much."""

from __future__ import annotations

from fallline.compare.pipeline import ORIGINAL_INSTANCE
from fallline.compare.plan import DEFAULTS_REGIME, FUNCTION_REGIME, LEFT_OUT_REGIME, SAME_REGIME, SUITE_REGIME
from fallline.compare.report import ReportResult
from fallline.compare.statistics import EQUIVALENCE_BOUNDS, NO_DIFFERENCE
from fallline.compare.suites import SPEED_SUITE, VIDEOS_GROUP
from fallline.compare.summary_text import Paragraph
from fallline.optimizers import shelf
from fallline.studies._adabelief_tables import ENTRANT_IDS

CASE_TEXTS = {
    (VIDEOS_GROUP, SAME_REGIME): "On the videos' landscapes at one rate for all ({rate:g})",
    (VIDEOS_GROUP, FUNCTION_REGIME): "on the same landscapes with each tuned",
    (SPEED_SUITE, SAME_REGIME): "on the speed suite at one rate",
    (SPEED_SUITE, DEFAULTS_REGIME): "at the defaults",
    (SPEED_SUITE, SUITE_REGIME): "with each tuned once for the suite",
    (SPEED_SUITE, LEFT_OUT_REGIME): "tuned on other landscapes than it is judged on",
    (SPEED_SUITE, FUNCTION_REGIME): "tuned for each landscape",
}
YES, NO, UNDECIDED = "yes", "no", "not decided"


def summarize_adabelief(result: ReportResult) -> list[Paragraph]:
    """Return a paragraph for each rival of AdaBelief, then one on how to read them.

    A paragraph gives the mean cost ratio and its interval for each group and regime of CASE_TEXTS.
    """
    rows = [dict(zip(result.tables["overall"].columns, row, strict=True)) for row in result.tables["overall"].rows]
    families = [
        dict(zip(result.tables["families"].columns, row, strict=True)) for row in result.tables["families"].rows
    ]
    paragraphs = []
    for rival in ENTRANT_IDS[1:]:
        name = shelf.class_of(rival).title
        by_case = {
            (row["group"], row["regime"]): row
            for row in rows
            if row["rival"] == rival and row["instance"] == ORIGINAL_INSTANCE
        }
        cases = [
            f"{text.format(rate=result.plan.rate)} {_describe_case(by_case[case])}"
            for case, text in CASE_TEXTS.items()
            if case in by_case
        ]
        of_rival = [
            row for row in families if (row["group"], row["regime"], row["rival"]) == (SPEED_SUITE, SUITE_REGIME, rival)
        ]
        by_kind = ", ".join(f"{row['kind']} {_format_ratio(row)}" for row in of_rival if row["ratio"] != "")
        text = f"{'; '.join(cases)}." + (
            f" By kind of landscape, tuned once for the suite: {by_kind}." if by_kind else ""
        )
        paragraphs.append(Paragraph(f"Is AdaBelief faster than {name}?", text))
    paragraphs.append(Paragraph("How to read this", READING_TEXT))
    return paragraphs


READING_TEXT = (
    "A number is how many times AdaBelief's gradients the other takes to the target, in the geometric mean over "
    "the landscapes on "
    "which both arrive, with its 95 % interval; 'yes' and 'no' stand where the interval leaves out 1. What an "
    "optimizer is worth depends "
    "on how its settings were found, so no number stands without its regime."
)


def _describe_case(row: dict) -> str:
    """Return the finding of a row of the table 'overall' in words."""
    if row["ratio"] == "":
        return "there is no landscape on which both arrive"
    if EQUIVALENCE_BOUNDS[0] <= row["low"] and row["high"] <= EQUIVALENCE_BOUNDS[1]:
        word = NO_DIFFERENCE
    else:
        word = YES if row["low"] > 1 else NO if row["high"] < 1 else UNDECIDED
    general = "" if word not in (YES, NO) or _excludes_one_for_others(row) else ", for others like these not decided"
    return f"{word}, {_format_ratio(row)} over {row['landscapes']} landscapes{general}"


def _excludes_one_for_others(row: dict) -> bool:
    """Whether the interval for landscapes like these excludes the ratio 1."""
    return row["low of others"] > 1 or row["high of others"] < 1


def _format_ratio(row: dict) -> str:
    return f"{row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
