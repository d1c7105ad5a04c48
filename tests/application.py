"""The application as the tests ask it, without a server around it."""

from fallline.programs.warmer import Warmer
from fallline.web.application import Parts, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import Guarding
from fallline.web.operations.store import DiskStore


def application(folder, *, jobs=None, cache=None, guarding=None, limits=None, address=""):
    """A whole application whose files lie in a folder; what is not given is as in a lab for one person."""
    store = DiskStore(folder / "shared")
    parts = Parts(
        jobs=jobs or JobQueue(folder),
        warmer=Warmer(off=True),
        classes=Classes(store),
        cache=cache and cache(store, folder / "locks"),
        guarding=guarding or Guarding(),
        address=address,
        limits=limits or Limits(),
    )
    return make_app(parts).server
