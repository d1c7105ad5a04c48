"""Films by Celery: a real Redis, a real worker, a class's server, and a visitor who asks for one."""

import subprocess
import sys
from contextlib import contextmanager

from fallline.core.locations import child_environment
from fallline.film.encode import FORMATS
from fallline.web.jobs.job_queue import Errands
from tests.processes import class_served, free_port

WORKER = [
    "-m",
    "celery",
    "--app",
    "fallline.web.celery_worker",
    "worker",
    "--concurrency",
    "1",
    "--loglevel",
    "warning",
]
HOW = {"wide": "320", "tall": "180", "fps": "10", "seconds": "1"}
ASK = """([how, suffix]) => {
  const before = window.dash_clientside.fallline.film_made;
  window.dash_clientside.fallline.film_made = (answer) => { if (answer) window.told = answer; return before(answer); };
  window.dash_clientside.set_props("film-asked", { data: { number: 1, link: fallline.shown, suffix, how } });
}"""


def test_a_film_is_made_by_a_worker_and_fetched_from_the_server(tmp_path, redis_url, browser):
    shared = tmp_path / "jobs"
    where = {"REDIS_URL": redis_url, "FALLLINE_JOBS": str(shared)}
    with working(where) as worker, class_served(tmp_path, **where) as (address, _, _):
        context = browser.new_context(bypass_csp=True)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(f"{address}/?on=booth&run=adam&steps=30")
        page.wait_for_function("window.fallline && window.fallline.race")
        page.evaluate(ASK, [HOW, next(iter(FORMATS))])
        page.wait_for_function("window.told", timeout=60_000)
        told = page.evaluate("window.told")
        assert "problem" not in told, told
        film = page.request.get(address + told["href"])
        assert film.status == 200
        assert len(film.body()) == told["bytes"] > 0
        assert Errands(shared).path(told["href"].rpartition("/")[2]).stat().st_size == told["bytes"]
        context.close()
        assert worker.poll() is None


@contextmanager
def working(where):
    """A worker with its own environment, which ends with the test whatever happens."""
    with subprocess.Popen([sys.executable, *WORKER], env=child_environment() | where) as worker:
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(30)


def test_celery_without_a_redis_is_said(refused, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FALLLINE_JOBS", str(tmp_path_factory.mktemp("jobs")))
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert "REDIS_URL must name" in refused("serve", "--port", str(free_port()))
