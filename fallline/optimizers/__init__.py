"""The optimizers, one file each, in one folder per family; ``shelf`` maps an id to its class.

In a checkout the families are in the top-level folder ``optimizers``, which is added to this package's path.
"""

import fallline.schedules  # noqa: F401 - optimizers have settings that hold one
from fallline.core import Optimizer, Shelf
from fallline.core.locations import families_folder

_folder = families_folder("optimizers")
__path__ = list(dict.fromkeys([*__path__, str(_folder)]))
shelf: Shelf[Optimizer] = Shelf(__name__, Optimizer, _folder, families=True)

__all__ = ["shelf"]
