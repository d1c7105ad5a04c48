"""The Flask application, for tests that send requests without a running server."""

from fallline.programs.background_compiler import BackgroundCompiler
from fallline.web.application import Services, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import SecuritySettings
from fallline.web.operations.store import DiskStore


def make_application(folder, *, jobs=None, cache=None, security=None, limits=None, address=""):
    """Return the application with its files in ``folder``; defaults are those of a lab for one person."""
    store = DiskStore(folder / "shared")
    services = Services(
        jobs=jobs or JobQueue(folder),
        compiler=BackgroundCompiler(disabled=True),
        classes=Classes(store),
        cache=cache and cache(store, folder / "locks"),
        security=security or SecuritySettings(),
        address=address,
        limits=limits or Limits(),
    )
    return make_app(services).server
