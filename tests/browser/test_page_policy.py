"""The page under its own content security policy, which the other tests of the page leave aside."""

import pytest

from fallline.view.link import read_link
from fallline.web.pages.standalone import travelling

LINK = "on=booth&run=adam&run=sgd_momentum&steps=60"
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.refused.push([violatedDirective, blockedURI]));
"""
ALONE = ("file:", "data:", "blob:")  # what needs no network
OPENED = ("Lessons", "Examples", "Class", "Maps", "Export", "Share")


@pytest.fixture
def strict(browser):
    """Pages whose policy holds, where Playwright can wait for elements, but not by code of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    context.add_init_script(WATCH)
    yield context
    context.close()


def test_everything_on_the_page_works_under_its_policy(strict, server):
    page = strict.new_page()
    page.goto(f"{server}?on=booth&run=adam&run=adabelief&steps=60")
    page.locator("#panel-space .plot canvas").first.wait_for()  # Plotly's surface, which compiles what it draws
    page.locator("#panel-loss .main-svg").first.wait_for()
    page.locator("#rates").wait_for()
    for name in OPENED:
        page.get_by_role("button", name=name, exact=True).click()
        page.locator("dialog[open]").wait_for()
        if name == "Export":
            page.get_by_role("tab", name="Figure").click()
            page.locator(".taking img").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
    assert page.evaluate("window.refused") == []


def test_scripts_that_are_not_the_labs_are_refused(strict, server):
    page = strict.new_page()
    page.goto(server)
    page.locator("#rates").wait_for()
    refuses_scripts(page)


def test_a_page_that_travels_works_under_its_own_policy(strict, tmp_path):
    path = tmp_path / "booth.html"
    path.write_bytes(travelling(*read_link(LINK), theme="light").content)
    page, troubles = strict.new_page(), []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: troubles.append(str(problem)))
    page.on("request", lambda asked: troubles.append(asked.url) if not asked.url.startswith(ALONE) else None)
    page.goto(path.as_uri())
    page.locator("#panel-space .plot canvas").first.wait_for()
    page.locator("#panel-loss .main-svg").first.wait_for()
    page.get_by_role("button", name="momentum").click()
    assert troubles == page.evaluate("window.refused") == []
    refuses_scripts(page)


def refuses_scripts(page):
    """What somebody might bring into a page does not run."""
    ran = page.evaluate("""() => {
      const add = (facts) => document.body.append(Object.assign(document.createElement("script"), facts));
      add({ textContent: "window.ran = true" });
      add({ src: "data:text/javascript,window.ran = true" });
      add({ src: URL.createObjectURL(new Blob(["window.ran = true"], { type: "text/javascript" })) });
      const place = document.createElement("div");
      place.innerHTML = "<img src=x onerror='window.ran = true'>";
      document.body.append(place);
      return new Promise((go) => setTimeout(() => go(Boolean(window.ran)), 300));
    }""")
    assert not ran
    refused = page.evaluate("window.refused")
    assert [place for directive, place in refused if directive == "script-src-elem"] == ["inline", "data", "blob"]


def test_a_module_that_does_not_load_is_said_and_the_page_can_be_loaded_again(strict, server):
    page = strict.new_page()
    page.route("**/assets/page/stage.js*", lambda route: route.abort())
    page.goto(server)
    reload = page.get_by_role("button", name="Reload")
    reload.wait_for()
    assert "did not load" in page.locator("#notice").inner_text()
    page.unroute_all()
    reload.click()
    page.locator("#rates").wait_for()
    assert page.locator("#notice").inner_text() == ""
