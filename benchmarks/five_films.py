"""Five visitors ask for five films at once: how long all take, what memory, and whether the page still answers.

Run: python -m benchmarks.five_films. While the films are made, a sixth visitor presses the +1 button (answered in the
browser), turns the learning rate (answered by the server with a new race), and asks for the trails of another start.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time

import psutil

from benchmarks._lab import lab, opened
from tests.browser.page import fill

FILMS = 5
ANSWERS = (12, 6)  # of each kind before, and while, films are made
HOW = {"seconds": "12"}  # what differs from a film as it is usually made
LONGEST = 900  # s, after which films that are not there are given up
WATCHED = "on=beale&run=adam~lr:0.05&run=adabelief~lr:0.05&run=sgd_momentum~lr:0.002&start=1,1&steps=300"
ASK = """async ([link, visitor, how]) => {
  const body = JSON.stringify({link, visitor, how, suffix: ".mp4"});
  const rest = () => new Promise((go) => setTimeout(go, 500));
  const question = {method: "POST", headers: {"Content-Type": "application/json"}, body};
  let told = await (await fetch("/jobs/film", question)).json();
  while (told.key && !["made", "failed"].includes(told.state)) {
    await rest();
    told = await (await fetch(`/jobs/film/${told.key}?visitor=${visitor}`)).json();
  }
  window.toldFilm = told;
}"""
STEP = """async () => {
  const before = performance.now();
  const t = fallline.t;
  document.querySelector('#transport [aria-label^="Forward 1 step"]').click();
  await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
  return fallline.t === t + 1 ? performance.now() - before : NaN;
}"""
PATHS = """async (start) => {
  const before = performance.now();
  const body = JSON.stringify({link: fallline.shown, start});
  const answer = await fetch("/paths", {method: "POST", headers: {"Content-Type": "application/json"}, body});
  await answer.json();
  return answer.ok ? performance.now() - before : NaN;
}"""


def main() -> None:
    """Prints what was measured."""
    with lab() as (browser, address):
        pages = [opened(browser, address, f"{WATCHED}&seed={number}") for number in range(FILMS)]
        page = opened(browser, address, f"{WATCHED}&t=10")
        print(f"before: {_answers(page, ANSWERS[0])}")
        memory = _Memory()
        begun = time.perf_counter()
        for number, each in enumerate(pages):
            asked = [f"{WATCHED}&seed={number}&noise=0.01", str(number), HOW]
            each.evaluate(f"(asked) => void ({ASK})(asked)", asked)
        made = []
        while len(made) < FILMS and time.perf_counter() - begun < LONGEST:
            print(f"after {time.perf_counter() - begun:.0f} s, {len(made)} films made: {_answers(page, ANSWERS[1])}")
            made = [each for each in (one.evaluate("window.toldFilm") for one in pages) if each]
        passed = time.perf_counter() - begun
        memory.stop()
        for told in made:
            print(told.get("problem") or f"{told['href']}: {told['bytes'] / 1e6:.1f} MB")
        most = memory.most / 2**20
        print(
            f"{len(made)} of {FILMS} films of {HOW['seconds']} s: {passed:.0f} s in all; "
            f"server and films at most {most:.0f} MiB"
        )


def _answers(page, many: int) -> str:  # noqa: ANN001 - a script's inner part
    """The slowest of some answers of each kind, milliseconds."""
    page.wait_for_function("!document.querySelector('.frame.stale')")  # painting the last turned race is not measured
    page.wait_for_load_state("networkidle")
    steps = [page.evaluate(STEP) for _ in range(many)]
    paths = [page.evaluate(PATHS, [1 + 0.01 * count, 1.0]) for count in range(many)]
    turns = [_turned(page) for _ in range(3)]
    kinds = {"+1": steps, "trails from elsewhere": paths, "a turned rate": turns}
    return ", ".join(
        f"{name} {statistics.median(each):.0f} (at most {max(each):.0f}) ms" for name, each in kinds.items()
    )


def _turned(page) -> float:  # noqa: ANN001 - a script's inner part
    """From a new learning rate to the race that it gives, milliseconds."""
    shown, before = page.evaluate("fallline.shown"), time.perf_counter()
    fill(page, "lr", f"{0.05 + 0.01 * (before % 1):.6f}")
    page.wait_for_function("shown => fallline.shown !== shown", arg=shown)
    return (time.perf_counter() - before) * 1000


class _Memory:
    """Watches what the server and everything that it started have in use."""

    def __init__(self) -> None:
        self.most, self.on = 0, True
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.on = False
        self.thread.join()

    def _watch(self) -> None:
        while self.on:
            used = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    ours = any("app.py" in word or word == "fallline" for word in process.cmdline())  # not the browser
                    used += process.memory_full_info().pss if ours else 0  # shared pages count once
                except psutil.Error:
                    continue
            self.most = max(self.most, used)
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
