"""The landscapes: one file each, in a folder that is its family; ``shelf`` maps an id to its class.

The families lie in the top-level folder ``landscapes`` of a checkout, by which this package's path is extended.
"""

from fallline.core import Landscape, Shelf
from fallline.core.locations import families
from fallline.landscapes._spelling import landscape_in, write_landscape

_folder = families("landscapes")
__path__ = list(dict.fromkeys([*__path__, str(_folder)]))
shelf: Shelf[Landscape] = Shelf(__name__, Landscape, _folder, families=True)


def read_landscape(text: str) -> Landscape:
    """The landscape that ``id~setting:value`` spells, transforms among its settings; raises BadInput."""
    return landscape_in(shelf, text)


__all__ = ["read_landscape", "shelf", "write_landscape"]
