"""The page under its own content security policy, which the other tests of the page leave aside."""

import pytest

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.refused.push([violatedDirective, blockedURI]));
"""
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
    ran = page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const place = document.createElement("div");
      place.innerHTML = "<img src=x onerror='window.ran = true'>";
      document.body.append(place);
      return new Promise((go) => setTimeout(() => go(Boolean(window.ran)), 300));
    }""")
    assert not ran
    assert "script-src-elem" in {directive for directive, _ in page.evaluate("window.refused")}
