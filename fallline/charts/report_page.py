"""A report as one page that needs no server and no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from string import Template

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fallline.charts import report as figures
from fallline.charts import report_captions as words
from fallline.charts import report_curves as curves
from fallline.charts.report import Entrants
from fallline.compare.report import Account
from fallline.compare.suites import SAYS
from fallline.compare.table import Table
from fallline.compare.words import Paragraph, spoken_group
from fallline.core.locations import ASSETS

TEMPLATE = ASSETS / "report.html"
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
AGAIN = "The same command with <code>--from manifest.json</code> gives the same numbers on the same machine."


def report_page(account: Account) -> str:
    """The whole page."""
    entrants = Entrants(tuple(account.plan.entrants))
    contents = [("summary", "In words")]
    body = [_heading(*contents[0]), *(_paragraph(each) for each in account.words)]
    if account.first:
        contents.append(("first", account.title))
        body += [_heading(*contents[-1]), *_first(account)]
    for group, ranked in figures.groups_of(account.tables):
        contents.append((group, spoken_group(group).capitalize()))
        body += [_heading(*contents[-1]), f"<p>{escape(SAYS[group]).capitalize()}.</p>"]
        for draw, said in (*(OF_GROUP if ranked else ()), MAP):
            if (figure := draw(account.tables, entrants, group)) is not None:
                body.append(drawn(figure, *said))
    contents.append(("made", "How it was made"))
    body += [
        _heading(*contents[-1]),
        drawn(curves.step_time(account.tables, entrants), *words.STEP_TIME),
        *_made(account),
    ]
    links = "".join(f"<a href='#{id}'>{escape(title)}</a>" for id, title in contents)
    parts = {"title": escape(account.title), "contents": links, "body": "\n".join(body), "plotly": get_plotlyjs()}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(parts)


def drawn(figure: go.Figure, heading: str, how: str) -> str:
    """A figure under its heading and a sentence on how to read it."""
    data = figure.to_json().replace("</", "<\\/")
    size = f"width:{figure.layout.width}px;height:{figure.layout.height}px"
    inside = f"<div data-figure style='{size}'></div><script type='application/json'>{data}</script>"
    return f"<h3>{escape(heading)}</h3><p class='how'>{escape(how)}</p>{_scrolling(heading, inside)}"


def _heading(id: str, title: str) -> str:
    return f"<h2 id='{id}'>{escape(title)}</h2>"


def _paragraph(paragraph: Paragraph) -> str:
    return f"<p><b>{escape(paragraph.lead)}</b> {escape(paragraph.text)}</p>"


def _scrolling(name: str, inside: str) -> str:
    """What may be wider than a phone."""
    return f"<div class='scroll' tabindex='0' role='region' aria-label='{escape(name)}'>{inside}</div>"


def _first(account: Account) -> Iterator[str]:
    """The tables that come first, and the figures of some of them."""
    for name, heading in account.first:
        table = account.tables[name]
        yield f"<h3>{escape(heading)}</h3><p class='how'>{escape(table.note)}</p>{_scrolling(heading, _table(table))}"
        if name in curves.OF_TABLE:
            yield drawn(curves.OF_TABLE[name](table), *words.OF_TABLE[name])


def _made(account: Account) -> Iterator[str]:
    facts = {**account.manifest["made by"], "began": account.manifest["began"], "seconds": account.manifest["seconds"]}
    facts |= {"workers": account.manifest["workers"], "sha256 of the runs": account.manifest["sha256 of the runs"]}
    facts |= {name: value for name, value in account.plan.facts().items() if name != "grounds"}
    yield f"<p>{AGAIN}</p><dl>"
    for name, value in facts.items():
        spoken = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
        yield f"<dt>{escape(name.replace('_', ' '))}</dt><dd>{escape(spoken)}</dd>"
    yield "</dl>"
    yield from (_folded(table) for table in account.tables.values())


def _folded(table: Table) -> str:
    """A table behind its name."""
    more = f"; {len(table.rows):,} rows, of which {MOST_SHOWN} are shown" if len(table.rows) > MOST_SHOWN else ""
    name = escape(table.name)
    head = f"<summary>Table <b>{name}</b>{more}</summary><p><a href='{name}.csv'>{name}.csv</a></p>"
    return f"<details>{head}<p class='how'>{escape(table.note)}</p>{_scrolling(table.name, _table(table))}</details>"


def _table(table: Table) -> str:
    """As many rows as are worth showing; the file beside the page has them all. Numbers stand to the right."""
    shown = table.rows[:MOST_SHOWN]
    sides = [
        " class='n'" if any(isinstance(row[i], int | float) for row in shown) else "" for i in range(len(table.columns))
    ]
    head = "".join(
        f"<th scope='col'{side}>{escape(name)}</th>" for name, side in zip(table.columns, sides, strict=True)
    )
    lines = ("".join(f"<td{side}>{_words(cell)}</td>" for cell, side in zip(row, sides, strict=True)) for row in shown)
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    )


def _words(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:,}" if isinstance(cell, int) else f"{cell:.4g}"
    return escape(str(cell))
