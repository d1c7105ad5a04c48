"""What the tests of the page share: reading it, turning it, and holding it against the engine."""

from urllib.parse import urlsplit

import numpy as np

from fallline.analysis.measures import measures
from fallline.analysis.plot_plane import few_axes
from fallline.run import race
from fallline.view import read_link


def step_to(page, t):
    page.evaluate("fallline.pause()")
    page.evaluate(f"fallline.seek({t})")


def link_of(page):
    return urlsplit(page.url).query


def row(page, array):
    """The numbers of one quantity, run by run and axis by axis, as floats; a dash is NaN."""
    runs = page.evaluate("fallline.race.runs.length")
    texts = page.locator(f"tr[data-array={array}] td").all_inner_texts()
    words = [text.strip().replace("−", "-").replace(" e", "e").removeprefix("≥ ") for text in texts]
    numbers = [float("nan") if word in ("–", "none") else float(word) for word in words]
    return np.reshape(numbers, (-1, runs)).T.ravel()


def settled(page):
    """Waits until the rail belongs to the race on show and the network is quiet, as after any change."""
    page.wait_for_function("document.querySelector('#rail > div').dataset.link === fallline.shown")
    page.wait_for_load_state("networkidle")


def quiet(page):
    """Waits until the page has fetched all of its parts: none more came within a second."""
    count = "performance.getEntriesByType('resource').length"
    before = -1
    while (now := page.evaluate(count)) != before:
        before = now
        page.wait_for_timeout(1000)


def fill(page, label, text, nth=0):
    field = page.get_by_label(label, exact=True).nth(nth)
    field.fill(text)
    field.press("Enter")


def choose_landscape(page, name):
    """Chooses by the picker, as a visitor would: opens it, types a name and takes the card."""
    page.locator("#landscape").click()
    page.get_by_role("searchbox").fill(name)
    page.locator(".card-choice", has_text=name).filter(has=page.get_by_text(name, exact=True)).click()


def assert_shows(page, link, t):
    """The table shows the engine's numbers of step t."""
    scene, view = read_link(link)
    runs = race(scene)
    few = list(few_axes(scene.landscape, view.plane))
    found = [measures(run, view.reach_of(scene.landscape)) for run in runs]
    expected = {
        "x": np.concatenate([run.x[t, 0, few] for run in runs]),
        "step": np.concatenate([run.step[t, 0, few] for run in runs]),
        "step_size": [run.step_size[t, 0] for run in runs],
        "effective_rate": np.concatenate([run.readouts["effective_rate"][t, 0, few] for run in runs]),
        "grad": np.concatenate([run.grad[t, 0, few] for run in runs]),
        **{name: [each[name][t, 0] for each in found] for name in ("gap", "distance", "angle", "ideal_own")},
        "calls": [run.calls["grad"][t, 0] for run in runs],
    }
    assert page.locator(".numbers-table .count").inner_text() == f"step {t}"
    for name, values in expected.items():
        np.testing.assert_allclose(row(page, name), values, rtol=6e-4, atol=1e-12, err_msg=f"{name} at {t}")


def eye_of(page):
    eye = page.evaluate("document.querySelector('#panel-space .plot')._fullLayout.scene._scene.getCamera().eye")
    return [eye["x"], eye["y"], eye["z"]]
