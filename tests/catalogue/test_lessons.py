"""Lessons: their numbers agree with the computed ones, their questions have an answer, invalid files are refused."""

import re

import pytest

from fallline.analysis.learning_rates import apply_regime
from fallline.analysis.plot_plane import find_plane
from fallline.cli import main as app
from fallline.core import BadInput
from fallline.lessons import (
    CHOICE_ANSWER,
    PLACE_ANSWER,
    RUN_ANSWER,
    InvalidLesson,
    compute_question_result,
    evaluate_measure,
    find_lesson_page,
    find_question,
    lessons,
    render_lesson,
    translatable_texts,
)
from fallline.lessons._lesson import (
    ANSWER_KINDS,
    TEACHER_SECTION,
    TEXT_BLOCK_KIND,
    TRY_SECTION,
    WHY_SECTION,
    read_lesson,
)
from fallline.run import race
from fallline.view import read_link

NUMBER_IN_TEXT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?")
TARGET = re.compile(r"\]\((\?[^ )]*(?:\([^ )]*\)[^ )]*)*)\)")
PAGES = [(lesson.id, number) for lesson in lessons.values() for number in range(1, len(lesson.pages) + 1)]
FACTS = [
    (id, number, which)
    for id, number in PAGES
    for which in range(len(find_lesson_page(f"{id},{number}")[2].facts))
]  # fmt: skip
QUESTION_PAGES = [(id, number) for id, number in PAGES if find_lesson_page(f"{id},{number}")[2].question]

LESSON_FILE = """---
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


def find_page(id, number):
    return find_lesson_page(f"{id},{number}")[2]


def links_in(page):
    return [link for block in page.blocks for link in TARGET.findall(block.source)]


@pytest.mark.slow
@pytest.mark.parametrize(("id", "number", "which"), FACTS)
def test_a_number_in_the_text_equals_the_computed_one(id, number, which):
    page = find_page(id, number)
    fact = dict(page.facts[which])
    written = fact.pop("says")
    digits = len(written.partition(".")[2])
    assert evaluate_measure(page.link, fact) == pytest.approx(float(written), abs=0.5000001 * 10**-digits), fact


@pytest.mark.parametrize(("id", "number"), PAGES)
def test_every_number_in_the_text_has_a_source(id, number):
    """Its source is a measurement, a setting of a race on the page, a step of a question, or the given numbers."""
    lesson, _, page = find_lesson_page(f"{id},{number}")
    known = {*lesson.unmeasured, *(fact["says"] for fact in page.facts)}
    question = page.question
    known |= {str(each["t"]) for each in (*page.facts, question.measure if question else {}) if "t" in each}
    known |= {str(question.t)} if question else set()
    for link in (page.link, *links_in(page), *(fact.get("scene", "") for fact in page.facts)):
        known |= set(
            NUMBER_IN_TEXT.findall(link.replace(":", " ").replace("=", " ").replace(",", " ").replace("~", " "))
        )
    texts = [TARGET.sub("]", block.source) for block in page.blocks if block.kind == TEXT_BLOCK_KIND]
    texts += [question.ask, *question.options.values()] if question else []
    numbers = {found for text in texts for found in NUMBER_IN_TEXT.findall(re.sub(r"\$[^$]*\$", "", text))}
    assert numbers <= known


@pytest.mark.parametrize(("id", "number"), QUESTION_PAGES)
def test_a_question_has_exactly_one_answer_that_can_be_given(id, number):
    page, question = find_question(f"{id},{number}")
    found = compute_question_result(page.link, question)
    scene, view = read_link(page.link)
    if question.kind == PLACE_ANSWER:
        runs = race(scene)
        (left, right), (low, high) = find_plane(scene, runs, view.plane, view.box).plot_range
        assert left <= found["place"][0] <= right
        assert low <= found["place"][1] <= high  # otherwise it could not be clicked
        assert found["way"] > 0
        assert 0 < question.t <= scene.steps
    elif question.kind == RUN_ANSWER:
        values = [
            evaluate_measure(page.link, {**question.measure, "run": run + 1}) for run in range(len(scene.optimizers))
        ]
        assert len(values) > 1
        assert values[found] == (max if question.measure.get("most") else min)(values)
        assert values.count(values[found]) == 1
    elif question.kind == CHOICE_ANSWER:
        assert found in question.options
    else:
        assert found is None or found == found  # noqa: PLR0124 - not NaN
        assert question.unit


@pytest.mark.parametrize(("id", "number"), PAGES)
def test_the_races_of_a_page_run_at_the_learning_rates_of_their_links(id, number):
    page = find_page(id, number)
    scene, view = read_link(page.link)
    assert apply_regime(scene, view.rates) == scene  # so the page recognizes its own race
    for link in links_in(page):
        linked, view = read_link(link)
        assert apply_regime(linked, view) == linked
        race(linked)


@pytest.mark.parametrize("id", lessons)
def test_a_lesson_asks_before_it_explains_and_has_something_to_try_and_notes_for_teachers(id):
    lesson = lessons[id]
    kinds = {page.question.kind for page in lesson.pages if page.question}
    sections = {block.section for page in lesson.pages for block in page.blocks}
    assert kinds
    assert sections >= {WHY_SECTION, TEACHER_SECTION}
    assert TRY_SECTION in sections or any(links_in(page) for page in lesson.pages)
    assert all(block.section == TEACHER_SECTION for page in lesson.pages for block in page.blocks[-1:])
    assert 4 <= lesson.minutes <= 10
    words = sum(len(text.split()) for text in translatable_texts(lesson))
    assert 40 * lesson.minutes < words < 200 * lesson.minutes  # a plausible amount of text for the time
    for page in lesson.pages:
        assert not (page.question and not any(block.section == WHY_SECTION for block in page.blocks)), page.title


def test_there_are_at_least_ten_lessons_with_every_kind_of_question():
    assert len(lessons) >= 10
    assert {find_question(f"{id},{number}")[1].kind for id, number in QUESTION_PAGES} == set(ANSWER_KINDS)
    assert [each.order for each in lessons.values()] == list(range(1, len(lessons) + 1))


def test_html_in_a_lesson_is_shown_as_text_and_links_to_other_sites_are_removed(tmp_path):
    path = tmp_path / "own.md"
    unsafe = "<script>alert(1)</script> [a](javascript:alert(1)) [b](https://example.org) [c](?on=sphere) $x<y$"
    path.write_text(LESSON_FILE.replace("Text.", unsafe))
    html = render_lesson(read_lesson(path), str)["pages"][0]["blocks"][0]["html"]
    assert "<script" not in html
    assert re.findall(r'href="([^"]*)"', html) == ["?on=sphere"]
    assert "<math" in html


@pytest.mark.parametrize(
    ("old", "new", "message"),
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
def test_an_invalid_lesson_file_is_refused_with_its_name_and_the_reason(tmp_path, old, new, message):
    path = tmp_path / "own.md"
    path.write_text(LESSON_FILE)
    assert read_lesson(path).id == "own"
    path.write_text(LESSON_FILE.replace(old, new))
    with pytest.raises(InvalidLesson, match=rf"own\.md: .*{re.escape(message)}" if message != "own.md" else "own.md"):
        read_lesson(path)


@pytest.mark.parametrize("place", ["nothing,1", "{id},0", "{id},99", "{id},x", "{id}", "../app,1"])
def test_an_unknown_lesson_place_is_refused_with_a_clear_message(place):
    with pytest.raises(BadInput, match=r"\.$|\?$"):
        find_lesson_page(place.format(id=next(iter(lessons))))


def test_looking_up_the_question_of_a_page_without_one_is_refused():
    for id, number in set(PAGES) - set(QUESTION_PAGES):
        with pytest.raises(BadInput, match="asks nothing"):
            find_question(f"{id},{number}")


def test_the_list_command_lists_lessons(capsys):
    assert app.main(["list", "lessons"]) == 0
    listed = capsys.readouterr().out
    assert all(id in listed for id in lessons)


def test_measuring_an_unknown_run_or_quantity_is_refused():
    with pytest.raises(BadInput, match="no run 3"):
        evaluate_measure("on=sphere&run=adam", {"of": "arrived", "run": 3})
    with pytest.raises(BadInput, match="did you mean 'arrived'"):
        evaluate_measure("on=sphere&run=adam", {"of": "arived"})
