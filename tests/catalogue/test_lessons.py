"""Every lesson: its file can be read, its numbers are the engine's, its questions have an answer."""

import re

import pytest

from fallline.analysis.learning_rates import in_force
from fallline.analysis.plot_plane import plane_of
from fallline.cli import main as app
from fallline.core import BadInput
from fallline.lessons import (
    CHOICE,
    PLACE,
    RUN,
    WrongLesson,
    happened,
    lesson_at,
    lessons,
    measured,
    question_at,
    shown,
    texts,
)
from fallline.lessons._lesson import KINDS, TEACHER, TEXT, TRY, WHY, read_lesson
from fallline.run import race
from fallline.view import read_link

NUMBER_IN_TEXT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?")
TARGET = re.compile(r"\]\((\?[^ )]*(?:\([^ )]*\)[^ )]*)*)\)")
PAGES = [(lesson.id, number) for lesson in lessons.values() for number in range(1, len(lesson.pages) + 1)]
FACTS = [
    (id, number, which)
    for id, number in PAGES
    for which in range(len(lesson_at(f"{id},{number}")[2].facts))
]  # fmt: skip
ASKED = [(id, number) for id, number in PAGES if lesson_at(f"{id},{number}")[2].question]

INTEGER = """---
title: A lesson
order: 99
minutes: 1
says: It says so.
---

# A page

```scene
on=sphere&run=adam
```

Text.

```predict
ask: Who?
kind: run
measure: {of: arrived}
```
"""


def page_of(id, number):
    return lesson_at(f"{id},{number}")[2]


def links_in(page):
    return [link for block in page.blocks for link in TARGET.findall(block.source)]


@pytest.mark.slow
@pytest.mark.parametrize(("id", "number", "which"), FACTS)
def test_a_number_of_the_text_is_what_the_engine_measures(id, number, which):
    page = page_of(id, number)
    fact = dict(page.facts[which])
    said = fact.pop("says")
    digits = len(said.partition(".")[2])
    assert measured(page.link, fact) == pytest.approx(float(said), abs=0.5000001 * 10**-digits), fact


@pytest.mark.parametrize(("id", "number"), PAGES)
def test_no_number_of_the_text_is_without_a_source(id, number):
    """It is measured, a setting of a race on the page, a step that is asked for, or given with a reason."""
    lesson, _, page = lesson_at(f"{id},{number}")
    known = {*lesson.given, *(fact["says"] for fact in page.facts)}
    asked = page.question
    known |= {str(each["t"]) for each in (*page.facts, asked.measure if asked else {}) if "t" in each}
    known |= {str(asked.t)} if asked else set()
    for link in (page.link, *links_in(page), *(fact.get("scene", "") for fact in page.facts)):
        known |= set(
            NUMBER_IN_TEXT.findall(link.replace(":", " ").replace("=", " ").replace(",", " ").replace("~", " "))
        )
    said = [TARGET.sub("]", block.source) for block in page.blocks if block.kind == TEXT]
    said += [asked.ask, *asked.options.values()] if asked else []
    numbers = {found for text in said for found in NUMBER_IN_TEXT.findall(re.sub(r"\$[^$]*\$", "", text))}
    assert numbers <= known


@pytest.mark.parametrize(("id", "number"), ASKED)
def test_a_question_has_one_answer_among_what_can_be_said(id, number):
    page, asking = question_at(f"{id},{number}")
    found = happened(page.link, asking)
    scene, view = read_link(page.link)
    if asking.kind == PLACE:
        runs = race(scene)
        (left, right), (low, high) = plane_of(scene, runs, view.plane, view.box).box
        assert left <= found["place"][0] <= right
        assert low <= found["place"][1] <= high  # or nobody could click there
        assert found["way"] > 0
        assert 0 < asking.t <= scene.steps
    elif asking.kind == RUN:
        values = [measured(page.link, {**asking.measure, "run": run + 1}) for run in range(len(scene.optimizers))]
        assert len(values) > 1
        assert values[found] == (max if asking.measure.get("most") else min)(values)
        assert values.count(values[found]) == 1
    elif asking.kind == CHOICE:
        assert found in asking.options
    else:
        assert found is None or found == found  # noqa: PLR0124 - not NaN
        assert asking.unit


@pytest.mark.parametrize(("id", "number"), PAGES)
def test_the_races_of_a_page_can_be_run_at_the_rates_that_they_name(id, number):
    page = page_of(id, number)
    scene, view = read_link(page.link)
    assert in_force(scene, view.rates) == scene  # so the page knows its own race when it sees it
    for link in links_in(page):
        linked, view = read_link(link)
        assert in_force(linked, view) == linked
        race(linked)


@pytest.mark.parametrize("id", lessons)
def test_a_lesson_asks_before_it_explains_and_has_something_to_try_and_notes(id):
    lesson = lessons[id]
    kinds = {page.question.kind for page in lesson.pages if page.question}
    sections = {block.section for page in lesson.pages for block in page.blocks}
    assert kinds
    assert sections >= {WHY, TEACHER}
    assert TRY in sections or any(links_in(page) for page in lesson.pages)
    assert all(block.section == TEACHER for page in lesson.pages for block in page.blocks[-1:])
    assert 4 <= lesson.minutes <= 10
    words = sum(len(text.split()) for text in texts(lesson))
    assert 40 * lesson.minutes < words < 200 * lesson.minutes  # read, tried and talked about
    for page in lesson.pages:
        assert not (page.question and not any(block.section == WHY for block in page.blocks)), page.title


def test_there_are_ten_lessons_or_more_and_they_ask_in_every_way():
    assert len(lessons) >= 10
    assert {question_at(f"{id},{number}")[1].kind for id, number in ASKED} == set(KINDS)
    assert [each.order for each in lessons.values()] == list(range(1, len(lessons) + 1))


def test_html_in_a_lesson_is_text_and_links_lead_nowhere_else(tmp_path):
    path = tmp_path / "own.md"
    wild = "<script>alert(1)</script> [a](javascript:alert(1)) [b](https://example.org) [c](?on=sphere) $x<y$"
    path.write_text(INTEGER.replace("Text.", wild))
    html = shown(read_lesson(path), str)["pages"][0]["blocks"][0]["html"]
    assert "<script" not in html
    assert re.findall(r'href="([^"]*)"', html) == ["?on=sphere"]
    assert "<math" in html


@pytest.mark.parametrize(
    ("part", "instead", "why"),
    [
        ("title: A lesson\n", "", "title"),
        ("on=sphere", "on=spher", "sphere"),
        ("kind: run", "kind: guess", "guess"),
        ("measure: {of: arrived}\n", "", "measured"),
        ("```predict", "```question", "question"),
        ("# A page", "A page", "page"),
        ("---\ntitle", "title", "front matter"),
        ("order: 99", "order: [", "own.md"),
        ("kind: run", "kind: choice\noptions: {one: One}", "two options"),
        ("Text.", "```predict\nask: Again?\nkind: place\nt: 1\n```", "more than one question"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_the_reason(tmp_path, part, instead, why):
    path = tmp_path / "own.md"
    path.write_text(INTEGER)
    assert read_lesson(path).id == "own"
    path.write_text(INTEGER.replace(part, instead))
    with pytest.raises(WrongLesson, match=rf"own\.md: .*{re.escape(why)}" if why != "own.md" else "own.md"):
        read_lesson(path)


@pytest.mark.parametrize("place", ["nothing,1", "{id},0", "{id},99", "{id},x", "{id}", "../app,1"])
def test_a_place_that_is_none_is_refused_in_a_sentence(place):
    with pytest.raises(BadInput, match=r"\.$|\?$"):
        lesson_at(place.format(id=next(iter(lessons))))


def test_a_page_that_asks_nothing_says_so():
    for id, number in set(PAGES) - set(ASKED):
        with pytest.raises(BadInput, match="asks nothing"):
            question_at(f"{id},{number}")


def test_the_shell_lists_lessons(capsys):
    assert app.main(["list", "lessons"]) == 0
    listed = capsys.readouterr().out
    assert all(id in listed for id in lessons)


def test_a_run_that_is_measured_must_be_there():
    with pytest.raises(BadInput, match="no run 3"):
        measured("on=sphere&run=adam", {"of": "arrived", "run": 3})
    with pytest.raises(BadInput, match="did you mean 'arrived'"):
        measured("on=sphere&run=adam", {"of": "arived"})
