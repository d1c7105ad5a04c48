"""Optimizers on the page: rules in numbers, schedules, an optimizer in an optimizer, classes by name."""

import re

import numpy as np
import pytest

from fallline.run import race
from fallline.scene import Scene
from tests.browser.page import fill, link_of, settled, step_to


def pick(page, label, option):
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).last.click()


def unfold(page, words):
    for fold in page.get_by_text(words).all():
        fold.click()


def numbers(texts):
    return [float(text.strip("()").replace("−", "-").replace(" ", "")) for text in texts]


def test_the_rule_holds_this_steps_numbers_and_follows_the_clock(visit):
    page = visit("on=booth&run=adam~lr:0.1&start=1,-2&steps=60")
    unfold(page, "the rule, in letters and in numbers")
    (run,) = race(Scene.from_link(link_of(page)))
    for t in (0, 7, 40):
        step_to(page, t)
        for axis in (0, 1):
            line = page.locator(".card > div").nth(axis).locator("math").first
            shown = numbers(
                line.locator("mn[data-slot]").evaluate_all("nodes => nodes.map((node) => node.textContent)")
            )
            m, before = run.readouts["momentum"][t, 0, axis], run.readouts["momentum"][t - 1, 0, axis] if t else 0.0
            np.testing.assert_allclose(shown, [m, 0.9, before, 0.9, run.grad[t, 0, axis]], rtol=6e-3)


def test_a_schedule_is_chosen_and_set_and_its_rate_is_a_line_of_the_table(visit):
    page = visit("on=booth&run=adam~lr:0.1&start=1,-2&steps=60")
    settled(page)
    unfold(page, "all settings")
    pick(page, "schedule", "Cosine")
    page.wait_for_url(re.compile(r"schedule:cosine"))
    settled(page)
    fill(page, "to", "0.5")
    page.wait_for_url(re.compile(r"schedule:\(cosine~to:0\.5\)"))
    settled(page)
    for t, rate in ((0, 0.1), (60, 0.05)):
        step_to(page, t)
        cell = page.locator("tr[data-array=learning_rate] td").first.inner_text()
        assert float(cell) == pytest.approx(rate, rel=1e-4)
    pick(page, "schedule", "constant")
    page.wait_for_url(re.compile(r"lr:0\.1&start"))


def test_another_optimizer_is_put_into_lookahead(visit):
    page = visit("on=booth&run=lookahead~inner:(sgd_momentum~lr:0.01)&start=1,-2&steps=60")
    settled(page)
    unfold(page, "all settings")
    pick(page, "inner", "Adam")
    page.wait_for_url(re.compile(r"inner:\(adam~lr:"))
    settled(page)
    assert "Adam" in page.locator(".run .head").first.inner_text()
    fill(page, "beta1", "0.5")
    page.wait_for_url(re.compile(r"inner:\(adam~lr:[^)]*beta1:0\.5\)"))


def test_a_class_is_named_and_one_that_is_not_allowed_is_refused_in_words(visit):
    page = visit("on=booth&run=torch~lr:0.1&start=1,-2&steps=60")
    settled(page)
    unfold(page, "all settings")
    fill(page, "cls", "torch.optim.NAdam")
    page.wait_for_url(re.compile(r"cls:torch\.optim\.NAdam"))
    settled(page)
    assert "NAdam" in page.locator(".run .head").first.inner_text()
    fill(page, "cls", "os.system")
    page.get_by_text("is not allowed").wait_for()
    assert "torch.optim.NAdam" in link_of(page)


def test_optimizers_without_a_learning_rate_race_beside_those_that_have_one(visit):
    page = visit("on=rosenbrock&run=nelder_mead&run=newton&run=adam~lr:0.05&steps=100")
    settled(page)
    page.locator("#rates").get_by_text("Same for all").click()
    settled(page)
    step_to(page, 50)
    runs = race(Scene.from_link(link_of(page)))
    shown = page.locator("tr[data-array=calls_value] td").all_inner_texts()
    assert shown == [str(run.calls["value"][50, 0]) if run.calls["value"].any() else "–" for run in runs]
