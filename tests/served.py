"""The application as the tests ask it, without a server around it."""

from engine.warmer import Warmer
from ui.application import Parts, make_app
from ui.classroom import Classes
from ui.errands import Errands
from ui.guards import Guarding
from ui.limits import Limits
from ui.store import DiskStore


def application(folder, *, errands=None, remembered=None, guarding=None, limits=None, address=""):
    """A whole application whose files lie in a folder; what is not given is as in a lab for one person."""
    store = DiskStore(folder / "shared")
    parts = Parts(
        errands=errands or Errands(folder),
        warmer=Warmer(off=True),
        classes=Classes(store),
        remembered=remembered and remembered(store, folder / "locks"),
        guarding=guarding or Guarding(),
        address=address,
        limits=limits or Limits(),
    )
    return make_app(parts).server
