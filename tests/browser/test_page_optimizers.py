"""Optimizers on the page: formulas with read_numbers, schedules, inner optimizers, torch classes by name."""

import re

import numpy as np
import pytest

from fallline.run import race
from fallline.scene import Scene
from tests.browser.page import (
    fill,
    read_link_query,
    read_number,
    read_row,
    reveal,
    show_chart,
    step_to,
    wait_for_race,
)


def choose_option(page, label, option):
    reveal(page.get_by_label(label, exact=True).first).click()
    page.get_by_role("option", name=option, exact=True).last.click()


def test_the_formula_shows_the_numbers_of_the_current_step(visit):
    page = visit("on=booth&run=adam~lr:0.1&start=1,-2&steps=60")
    page.locator("#inspector").get_by_text("Update rule, with this step's values").click()
    (run,) = race(Scene.from_link(read_link_query(page)))
    for t in (0, 7, 40):
        step_to(page, t)
        for axis in (0, 1):
            line = page.locator("#inspector .numbers-line").nth(axis)
            shown = [read_number(text.strip("()")) for text in line.locator("mn[data-slot]").all_text_contents()]
            m, previous_m = run.readouts["momentum"][t, 0, axis], run.readouts["momentum"][t - 1, 0, axis] if t else 0.0
            np.testing.assert_allclose(shown, [m, 0.9, previous_m, 0.9, run.grad[t, 0, axis]], rtol=6e-3)


def test_a_schedule_can_be_set_and_its_learning_rate_is_a_row_of_the_table(visit):
    page = visit("on=booth&run=adam~lr:0.1&start=1,-2&steps=60")
    wait_for_race(page)
    choose_option(page, "Schedule", "Cosine")
    page.wait_for_url(re.compile(r"schedule:cosine"))
    wait_for_race(page)
    fill(page, "To", "0.5")
    page.wait_for_url(re.compile(r"schedule:\(cosine~to:0\.5\)"))
    wait_for_race(page)
    for t, rate in ((0, 0.1), (60, 0.05)):
        step_to(page, t)
        assert read_row(page, "learning_rate")[0] == pytest.approx(rate, rel=1e-4)
    choose_option(page, "Schedule", "constant")
    page.wait_for_url(re.compile(r"lr:0\.1&start"))


def test_the_inner_optimizer_of_lookahead_can_be_changed(visit):
    page = visit("on=booth&run=lookahead~inner:(sgd_momentum~lr:0.01)&start=1,-2&steps=60")
    wait_for_race(page)
    choose_option(page, "Inner", "Adam")
    page.wait_for_url(re.compile(r"inner:\(adam~lr:"))
    wait_for_race(page)
    assert "Adam" in page.locator(".run-card .card-name").first.inner_text()
    fill(page, "β₁", "0.5")
    page.wait_for_url(re.compile(r"inner:\(adam~lr:[^)]*beta1:0\.5\)"))


def test_a_torch_class_can_be_named_and_a_forbidden_one_is_refused(visit):
    page = visit("on=booth&run=torch~lr:0.1&start=1,-2&steps=60")
    wait_for_race(page)
    fill(page, "Class", "torch.optim.NAdam")
    page.wait_for_url(re.compile(r"cls:torch\.optim\.NAdam"))
    wait_for_race(page)
    assert "NAdam" in page.locator(".run-card .card-name").first.inner_text()
    fill(page, "Class", "os.system")
    page.get_by_text("is not allowed").wait_for()
    assert "torch.optim.NAdam" in read_link_query(page)


def test_optimizers_without_a_learning_rate_can_race_against_others(visit):
    page = visit("on=rosenbrock&run=nelder_mead&run=newton&run=adam~lr:0.05&steps=100")
    wait_for_race(page)
    page.locator("#rates").get_by_text("Same", exact=True).click()
    wait_for_race(page)
    step_to(page, 50)
    runs = race(Scene.from_link(read_link_query(page)))
    show_chart(page, "numbers")
    shown = page.locator("#panel-numbers tr[data-array=calls_value] td").all_inner_texts()
    assert shown == [str(run.calls["value"][50, 0]) if run.calls["value"].any() else "–" for run in runs]
