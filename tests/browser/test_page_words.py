"""The page in another language: nothing that has a translation is left in English, and sentences are the server's."""

import pytest

from fallline.analysis.diagnosis import diagnosis
from fallline.run import race
from fallline.view import read_link
from fallline.web.i18n import FOLDER, read_languages, say
from tests.application import application
from tests.browser.page import link_of, settled, step_to
from tests.catalogue.test_words import CATALOGUES

HARD = "on=himmelblau&start=0.5,0.5&run=adam~lr:0.001&run=sgd_momentum~lr:1&run=newton&steps=150&t=0"
# What can be read, seen by the mouse or heard, but for what is written in formulas and chosen as a name.
READ = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const inside = walk.currentNode.parentElement;
    if (inside.closest("script, style, math, mjx-container, b, code, .card-choice strong")) continue;
    found.push(walk.currentNode.textContent.trim());
  }
  for (const name of ["title", "aria-label", "placeholder", "alt"])
    for (const node of document.querySelectorAll(`[${name}]`)) found.push(node.getAttribute(name));
  return found.filter((text) => /[A-Za-z]{3}/.test(text));
}"""


@pytest.mark.parametrize("code", CATALOGUES)
def test_nothing_that_has_a_translation_is_in_english(visit, code):
    own = read_languages(FOLDER)[code]
    english = {text for text, said in own.words.items() if said not in (text, text.capitalize())} - {
        *own.words.values()
    }
    page = visit(HARD, locale=code)
    settled(page)
    step_to(page, 60)
    page.locator("#hint button").first.wait_for()
    read = page.evaluate(READ)
    for opens in ("#landscape", "#examples", "#export", "#maps", "#share", "#class", "#lessons"):
        page.locator(opens).click()
        page.locator("dialog[open]").wait_for()
        if opens == "#landscape":
            page.locator(".card-choice").first.focus()  # which tells more about it
        for tab in page.locator("dialog [role=tab]").all() or [None]:
            if tab:
                tab.click()
            page.wait_for_load_state("networkidle")
            read += page.evaluate(READ)
        page.keyboard.press("Escape")
    assert len(read) > 500
    left = english & {*read}
    assert not left


@pytest.mark.parametrize("code", CATALOGUES)
def test_how_a_run_ended_is_said_at_the_board_as_in_the_rail(visit, tmp_path, code):
    page = visit(HARD, locale=code)
    settled(page)
    scene, view = read_link(link_of(page))
    step_to(page, scene.steps)
    told = page.evaluate("fallline.race.runs.map((run) => [run.outcome, run.why].filter(Boolean).map(fallline.told))")
    with application(tmp_path).test_request_context("/", headers={"Accept-Language": code}):
        for run, words in zip(race(scene), told, strict=True):
            why = diagnosis(run, scene.noise, view.reach_of(scene.landscape))
            assert words == [say(each) for each in (run.outcome[0].brief, why) if each]
            assert f"{': '.join(words)}" in page.locator("table.board").inner_text()
