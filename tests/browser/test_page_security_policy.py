"""The content security policy of the page and of the standalone page; the other tests bypass it."""

import pytest

from fallline.view.link import read_link
from fallline.web.pages.standalone import build_standalone_page
from tests.browser.page import press_in_header

LINK = "on=booth&run=adam&run=sgd_momentum&steps=60"
RECORD_VIOLATIONS_SCRIPT = """
window.blocked = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.blocked.push([violatedDirective, blockedURI]));
"""
LOCAL_SCHEMES = ("file:", "data:", "blob:")  # URLs that need no network
DIALOG_BUTTONS = ("lessons", "examples", "class", "maps", "export", "share")


@pytest.fixture
def context_with_policy(browser):
    """A browser context in which policies apply, so that Playwright can wait for elements but not by a script."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    context.add_init_script(RECORD_VIOLATIONS_SCRIPT)
    yield context
    context.close()


def test_all_dialogs_of_the_page_work_under_its_policy(context_with_policy, server):
    page = context_with_policy.new_page()
    page.goto(f"{server}?on=booth&run=adam&run=adabelief&steps=60")
    page.locator("#panel-space .plot canvas").first.wait_for()  # Plotly's surface, which compiles shaders
    page.locator("#panel-loss .main-svg").first.wait_for()
    page.locator("#rates").wait_for()
    for id in DIALOG_BUTTONS:
        press_in_header(page, id)
        page.locator("dialog[open]").wait_for()
        if id == "export":
            page.get_by_role("tab", name="Figure").click()
            page.locator(".taking img").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
    assert page.evaluate("window.blocked") == []


def test_injected_scripts_are_blocked(context_with_policy, server):
    page = context_with_policy.new_page()
    page.goto(server)
    page.locator("#rates").wait_for()
    assert_injected_scripts_are_blocked(page)


def test_the_standalone_page_works_under_its_policy(context_with_policy, tmp_path):
    path = tmp_path / "booth.html"
    path.write_bytes(build_standalone_page(*read_link(LINK), theme="light").content)
    page, errors = context_with_policy.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "request", lambda request: errors.append(request.url) if not request.url.startswith(LOCAL_SCHEMES) else None
    )
    page.goto(path.as_uri())
    page.locator("#panel-space .plot canvas").first.wait_for()
    page.locator("#panel-loss .main-svg").first.wait_for()
    page.get_by_role("button", name="momentum").click()
    assert errors == page.evaluate("window.blocked") == []
    assert_injected_scripts_are_blocked(page)


def assert_injected_scripts_are_blocked(page):
    """Assert that scripts injected into the page in several ways do not run."""
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
    blocked = page.evaluate("window.blocked")
    assert [place for directive, place in blocked if directive == "script-src-elem"] == ["inline", "data", "blob"]


def test_a_failed_import_of_a_module_is_reported_with_a_button_to_reload(context_with_policy, server):
    page = context_with_policy.new_page()
    page.route("**/assets/page/plotly_figures.js*", lambda route: route.abort())
    page.goto(server)
    reload = page.get_by_role("button", name="Reload")
    reload.wait_for()
    assert "did not load" in page.locator("#notice").inner_text()
    page.unroute_all()
    reload.click()
    page.locator("#rates").wait_for()
    assert page.locator("#notice").inner_text() == ""
