"""A report as one page that needs no server and no network."""

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

from fallline.charts import report as figures
from fallline.charts import report_captions as words
from fallline.charts import report_curves as curves
from fallline.charts.page_policy import offline_policy, script_hash
from fallline.charts.report import Entrants
from fallline.compare.report import Account
from fallline.compare.suites import SAYS
from fallline.compare.table import Table
from fallline.compare.words import spoken_group

MOST_SHOWN = 40  # rows of a table on the page
Draw = Callable[[dict[str, Table], Entrants, str], go.Figure | None]
OF_GROUP: tuple[tuple[Draw, tuple[str, str]], ...] = (
    (figures.overall, words.OVERALL),
    (figures.ratios, words.RATIOS),
    (figures.success, words.SUCCESS),
    (curves.runtimes, words.RUNTIMES),
    (curves.performance, words.PERFORMANCE),
    (curves.data_profile, words.DATA_PROFILE),
    (figures.wins, words.WINS),
    (curves.sensitivity, words.SENSITIVITY),
    (curves.robustness, words.ROBUSTNESS),
    (curves.tuning, words.TUNING),
)
MAP = (figures.failures, words.FAILURES)


@dataclass(frozen=True)
class Drawn:
    """A figure as the page has it: under its heading and a sentence on how to read it."""

    heading: str
    how: str
    wide: float
    tall: float
    data: Markup

    @classmethod
    def of(cls, figure: go.Figure, heading: str, how: str) -> Drawn:
        """As json that may stand in a script."""
        data = Markup(figure.to_json().replace("</", "<\\/"))  # noqa: S704 - json, which ends no script
        return cls(heading, how, figure.layout.width, figure.layout.height, data)


@dataclass(frozen=True)
class Shown:
    """A table as the page has it: as many rows as are worth showing, and which columns are numbers."""

    name: str
    note: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    numeric: set[int]
    more: str

    @classmethod
    def of(cls, table: Table) -> Shown:
        """The file beside the page has all rows."""
        shown, many = table.rows[:MOST_SHOWN], len(table.rows)
        numeric = {i for i in range(len(table.columns)) if any(isinstance(row[i], int | float) for row in shown)}
        more = f"{many:,} rows, of which {MOST_SHOWN} are shown" if many > MOST_SHOWN else ""
        rows = [[_words(cell) for cell in row] for row in shown]
        return cls(table.name, table.note, tuple(table.columns), rows, numeric, more)


def report_page(account: Account) -> str:
    """The whole page."""
    entrants = Entrants(tuple(account.plan.entrants))
    template = Environment(loader=PackageLoader("fallline.charts"), autoescape=True, undefined=StrictUndefined)
    return template.get_template("report.html").render(
        title=account.title,
        words=account.words,
        first=[_first(account, *each) for each in account.first],
        groups=[_group(account, entrants, *each) for each in figures.groups_of(account.tables)],
        step_time=Drawn.of(curves.step_time(account.tables, entrants), *words.STEP_TIME),
        facts=_facts(account),
        tables=[Shown.of(table) for table in account.tables.values()],
        policy=report_policy(),
        plotly=Markup(get_plotlyjs()),  # noqa: S704 - Plotly's own script
        drawing=Markup(_drawing()),  # noqa: S704 - this project's own script
    )


@lru_cache(maxsize=1)
def report_policy() -> str:
    """The content security policy of the page: Plotly's script and this project's own run, no other."""
    return offline_policy(script_hash(get_plotlyjs()), script_hash(_drawing()))


@lru_cache(maxsize=1)
def _drawing() -> str:
    """The script that has Plotly draw the figures."""
    return (files("fallline.charts") / "templates" / "report.js").read_text(encoding="utf-8")


def _first(account: Account, name: str, heading: str) -> dict[str, Any]:
    """A table that comes first, and its figure if it has one."""
    table = account.tables[name]
    drawn = Drawn.of(curves.OF_TABLE[name](table), *words.OF_TABLE[name]) if name in curves.OF_TABLE else None
    return {"heading": heading, "table": Shown.of(table), "drawn": drawn}


def _group(account: Account, entrants: Entrants, group: str, ranked: bool) -> dict[str, Any]:
    """The figures of a group of landscapes; a comparison only where it is ranked."""
    made = ((draw(account.tables, entrants, group), said) for draw, said in (*(OF_GROUP if ranked else ()), MAP))
    drawn = [Drawn.of(figure, *said) for figure, said in made if figure is not None]
    return {"id": group, "title": spoken_group(group).capitalize(), "says": SAYS[group].capitalize(), "figures": drawn}


def _facts(account: Account) -> dict[str, str]:
    """What the report was made by and of, in words."""
    facts = {**account.manifest["made by"], "began": account.manifest["began"], "seconds": account.manifest["seconds"]}
    facts |= {"workers": account.manifest["workers"], "sha256 of the runs": account.manifest["sha256 of the runs"]}
    facts |= {name: value for name, value in account.plan.facts().items() if name != "grounds"}
    return {
        name.replace("_", " "): ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
        for name, value in facts.items()
    }


def _words(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:,}" if isinstance(cell, int) else f"{cell:.4g}"
    return str(cell)
