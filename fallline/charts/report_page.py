"""A report as a standalone HTML page, which needs neither server nor network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from fallline.charts import report_captions as captions
from fallline.charts import report_curves as curves
from fallline.charts import report_figures as figures
from fallline.charts.page_policy import offline_policy, script_hash
from fallline.charts.report_figures import EntrantStyles
from fallline.compare.plan import LANDSCAPES_KEY
from fallline.compare.report import ReportResult
from fallline.compare.suites import SUITE_DESCRIPTIONS
from fallline.compare.summary_text import name_group
from fallline.compare.table import Table

MAX_TABLE_ROWS = 40  # rows of a table that the page shows
DrawFigure = Callable[[dict[str, Table], EntrantStyles, str], go.Figure | None]
GROUP_FIGURES: tuple[tuple[DrawFigure, tuple[str, str]], ...] = (
    (figures.draw_overall_ratios, captions.OVERALL),
    (figures.draw_landscape_ratios, captions.RATIOS),
    (figures.draw_success_shares, captions.SUCCESS),
    (curves.draw_runtime_profile, captions.RUNTIMES),
    (curves.draw_performance_profile, captions.PERFORMANCE),
    (curves.draw_data_profile, captions.DATA_PROFILE),
    (figures.draw_win_shares, captions.WINS),
    (curves.draw_sensitivity, captions.SENSITIVITY),
    (curves.draw_robustness, captions.ROBUSTNESS),
    (curves.draw_tuning_cost, captions.TUNING),
)
OUTCOME_FIGURE = (figures.draw_outcome_shares, captions.FAILURES)


@dataclass(frozen=True)
class PageFigure:
    """A figure of the page: heading, explanation of how to read it, size, and Plotly's JSON as safe markup."""

    heading: str
    explanation: str
    width_px: float
    height_px: float
    json: Markup

    @classmethod
    def from_plotly(cls, figure: go.Figure, heading: str, explanation: str) -> PageFigure:
        """Return the page figure of a Plotly figure, with its JSON escaped for a <script> element."""
        # JSON without "</" cannot end the script element.
        json = Markup(figure.to_json().replace("</", "<\\/"))  # noqa: S704
        return cls(heading, explanation, figure.layout.width, figure.layout.height, json)


@dataclass(frozen=True)
class PageTable:
    """A table of the page: its first MAX_TABLE_ROWS rows as text, and the indices of the columns that hold numbers.

    ``truncation_note`` says how many rows the table has, if not all are shown; else it is empty.
    """

    name: str
    note: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    numeric: set[int]
    truncation_note: str

    @classmethod
    def from_table(cls, table: Table) -> PageTable:
        """Return the page table of a table, truncated to MAX_TABLE_ROWS rows; the csv file has all of them."""
        shown, count = table.rows[:MAX_TABLE_ROWS], len(table.rows)
        numeric = {i for i in range(len(table.columns)) if any(isinstance(row[i], int | float) for row in shown)}
        truncation_note = f"{count:,} rows, of which {MAX_TABLE_ROWS} are shown" if count > MAX_TABLE_ROWS else ""
        rows = [[_format_cell(cell) for cell in row] for row in shown]
        return cls(table.name, table.note, tuple(table.columns), rows, numeric, truncation_note)


def render_report_page(result: ReportResult) -> str:
    """Return the HTML of a report's page, with figures, tables, scripts and Plotly inlined."""
    entrants = EntrantStyles(tuple(result.plan.entrants))
    template = Environment(loader=PackageLoader("fallline.charts"), autoescape=True, undefined=StrictUndefined)
    return template.get_template("report.html").render(
        title=result.title,
        paragraphs=result.paragraphs,
        leading_tables=[_leading_table(result, *each) for each in result.leading_tables],
        groups=[_group_section(result, entrants, *each) for each in figures.list_groups(result.tables)],
        step_time=PageFigure.from_plotly(curves.draw_step_times(result.tables, entrants), *captions.STEP_TIME),
        provenance=_provenance(result),
        tables=[PageTable.from_table(table) for table in result.tables.values()],
        policy=report_page_policy(),
        plotly=Markup(get_plotlyjs()),  # noqa: S704 - Plotly's own script
        draw_script=Markup(_draw_script()),  # noqa: S704 - this project's own script
    )


@lru_cache(maxsize=1)
def report_page_policy() -> str:
    """Return the content security policy of the page, which allows only its two scripts: Plotly's and _draw_script."""
    return offline_policy(script_hash(get_plotlyjs()), script_hash(_draw_script()))


@lru_cache(maxsize=1)
def _draw_script() -> str:
    """Return the script that draws the figures with Plotly."""
    return (files("fallline.charts") / "templates" / "report.js").read_text(encoding="utf-8")


def _leading_table(result: ReportResult, name: str, heading: str) -> dict[str, Any]:
    """Return the template's variables of a table shown before the figures, with its figure if it has one."""
    table = result.tables[name]
    figure = None
    if name in curves.TABLE_FIGURES:
        figure = PageFigure.from_plotly(curves.TABLE_FIGURES[name](table), *captions.TABLE_CAPTIONS[name])
    return {"heading": heading, "table": PageTable.from_table(table), "figure": figure}


def _group_section(result: ReportResult, entrants: EntrantStyles, group: str, ranked: bool) -> dict[str, Any]:
    """Return the template's variables of a group of landscapes; only a ranked group has figures that compare."""
    page_figures = []
    for draw, caption in (*(GROUP_FIGURES if ranked else ()), OUTCOME_FIGURE):
        figure = draw(result.tables, entrants, group)
        if figure is not None:
            page_figures.append(PageFigure.from_plotly(figure, *caption))
    return {
        "id": group,
        "title": name_group(group).capitalize(),
        "description": SUITE_DESCRIPTIONS[group].capitalize(),
        "figures": page_figures,
    }


def _provenance(result: ReportResult) -> dict[str, str]:
    """Return how the report was made, by name: versions, times, checksum and plan."""
    facts = {**result.manifest["made by"], "began": result.manifest["began"], "seconds": result.manifest["seconds"]}
    facts |= {"workers": result.manifest["workers"], "sha256 of the runs": result.manifest["sha256 of the runs"]}
    facts |= {name: value for name, value in result.plan.to_dict().items() if name != LANDSCAPES_KEY}
    return {
        name.replace("_", " "): ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
        for name, value in facts.items()
    }


def _format_cell(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:,}" if isinstance(cell, int) else f"{cell:.4g}"
    return str(cell)
