"""The optimizers: one file each, in a folder that is its family; ``shelf`` maps an id to its class.

The families lie in the top-level folder ``optimizers`` of a checkout, by which this package's path is extended.
"""

import fallline.schedules  # noqa: F401 - optimizers have settings that hold one
from fallline.core import Optimizer, Shelf
from fallline.core.locations import families

_folder = families("optimizers")
__path__ = list(dict.fromkeys([*__path__, str(_folder)]))
shelf: Shelf[Optimizer] = Shelf(__name__, Optimizer, _folder, families=True)

__all__ = ["shelf"]
