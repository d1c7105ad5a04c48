"""The Flask application, for tests that send requests without a running server."""

from fallline.programs.background_compiler import BackgroundCompiler
from fallline.web.application import Services, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.jobs.backends import job_queue
from fallline.web.operations.gate import ComputeGate, add_busy_handler
from fallline.web.operations.hosts import Hosts
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import RateLimiter, SecuritySettings
from fallline.web.operations.store import DiskStore


def make_gate(server, requests=8):
    """Return a gate for views of ``server``, with this many places."""
    add_busy_handler(server)
    return ComputeGate(requests, 60, RateLimiter(server, SecuritySettings()))


def make_application(
    folder, *, store=None, jobs=None, cache=None, security=None, limits=None, address="", requests=8, hosts=None
):
    """Return the application with its files in ``folder``; defaults are those of a lab for one person."""
    store = store or DiskStore(folder / "shared")
    services = Services(
        jobs=jobs or job_queue(folder),
        compiler=BackgroundCompiler(disabled=True),
        classes=Classes(store, limits),
        cache=cache and cache(store, folder / "locks"),
        security=security or SecuritySettings(),
        address=address,
        limits=limits or Limits(),
        computing_requests=requests,
        hosts=hosts or Hosts(),
    )
    return make_app(services).server
