"""The page in another language: every translated text is used, and sentences agree with those of the server."""

import re

import pytest

from fallline.analysis.diagnosis import diagnose
from fallline.lessons import lessons
from fallline.optimizers import shelf
from fallline.run import race
from fallline.view import read_link
from fallline.web.i18n import LOCALES, read_languages, say
from tests.application import make_application
from tests.browser.page import press_in_header, read_link_query, step_to, wait_for_race
from tests.catalogue.test_translations import CATALOGUES

LINK_WITH_FAILURES = "on=himmelblau&start=0.5,0.5&run=adam~lr:0.001&run=sgd_momentum~lr:1&run=newton&steps=150&t=0"
# Returns all texts and labels of the page except formulas and names.
READ_TEXTS_SCRIPT = """() => {
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
def test_no_text_that_has_a_translation_is_shown_in_english(visit, code):
    own = read_languages(LOCALES)[code]
    english = {text for text, translation in own.words.items() if translation not in (text, text.capitalize())} - {
        *own.words.values()
    }
    page = visit(LINK_WITH_FAILURES, locale=code)
    wait_for_race(page)
    step_to(page, 60)
    page.locator("#hint button").first.wait_for()
    read = page.evaluate(READ_TEXTS_SCRIPT)
    for opener in ("landscape", "examples", "export", "maps", "share", "class", "help", "lessons"):
        press_in_header(page, opener)
        page.locator("dialog[open]").wait_for()
        if opener == "landscape":
            page.locator(".card-choice").first.focus()  # which shows more about it
        for tab in page.locator("dialog [role=tab]").all() or [None]:
            if tab:
                tab.click()
            page.wait_for_load_state("networkidle")
            read += page.evaluate(READ_TEXTS_SCRIPT)
        page.keyboard.press("Escape")
    assert len(read) > 500
    untranslated = english & {*read}
    assert not untranslated


@pytest.mark.parametrize(
    ("code", "reason", "hint"),
    [
        ("de", "„beal“ (Landschaft) gibt es nicht; war „beale“ gemeint?", "gezeigt wird das voreingestellte Rennen"),
        ("es", "No existe «beal» (paisaje); ¿quisiste decir «beale»?", "se muestra la carrera por defecto"),
        ("zh", "没有名为“beal”的地形；是不是“beale”？", "现显示默认比赛"),
    ],
    ids=["de", "es", "zh"],
)
def test_a_wrong_link_is_refused_in_the_language_of_the_page(visit, code, reason, hint):
    page = visit("on=beal&run=adam", locale=code)
    notice = page.locator("#notice").inner_text()
    assert reason in notice
    assert hint in notice
    page.locator(".run-card .number input").first.fill("fast")
    page.keyboard.press("Enter")
    setting = read_languages(LOCALES)[code].words["{setting} = '{value}' is not a number; {example} would be one."]
    expected = setting.format(setting="adabelief.lr", value="fast", example=shelf["adabelief"]().lr)
    page.wait_for_function("text => document.querySelector('#notice').innerText.includes(text)", arg=expected)


@pytest.mark.parametrize("code", CATALOGUES)
def test_outcomes_and_diagnoses_on_the_page_equal_those_of_the_server(visit, tmp_path, code):
    page = visit(LINK_WITH_FAILURES, locale=code)
    wait_for_race(page)
    scene, view = read_link(read_link_query(page))
    step_to(page, scene.steps)
    texts = page.evaluate(
        "fallline.race.runs.map((run) => [run.outcome, run.diagnosis].filter(Boolean).map(fallline.saySentence))"
    )
    with make_application(tmp_path).test_request_context("/", headers={"Accept-Language": code}):
        for run, run_texts in zip(race(scene), texts, strict=True):
            diagnosis = diagnose(run, scene.noise, view.drawn_box(scene.landscape))
            assert run_texts == [say(each) for each in (run.outcome[0].brief, diagnosis) if each]
            assert say(diagnosis) in page.locator("#rail").text_content()


def test_a_link_chooses_the_language_of_its_page_for_this_visit_only(visit, server):
    own = read_languages(LOCALES)["de"].words
    page = visit(f"{LINK_WITH_FAILURES}&lang=de", locale="es")
    wait_for_race(page)
    assert page.locator("html").get_attribute("lang") == "de"
    page.evaluate("fallline.pauseAt(20)")
    page.wait_for_url(re.compile("t=20.*lang=de"))
    page.locator("#share").click()
    assert page.get_by_label(own["In this language ({name})"].format(name="Deutsch")).is_checked()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=own["Lessons"], exact=True).click()  # its list is requested later
    page.locator(".lesson-card", has_text=own[next(iter(lessons.values())).title]).wait_for()
    page.goto(server)
    page.wait_for_function("window.fallline?.race")
    assert page.locator("html").get_attribute("lang") == "es"


def test_a_link_with_an_unknown_language_is_remarked_on_and_opens_in_the_readers(visit):
    page = visit(f"{LINK_WITH_FAILURES}&lang=dee", locale="es")
    wait_for_race(page)
    assert page.locator("html").get_attribute("lang") == "es"
    assert "lang=dee" in page.locator("#remark").inner_text()
