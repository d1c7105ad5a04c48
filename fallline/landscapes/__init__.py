"""The landscapes, one file each, in one folder per family; ``shelf`` maps an id to its class.

In a checkout the families are in the top-level folder ``landscapes``, which is added to this package's path.
"""

from fallline.core import Landscape, Shelf
from fallline.core.locations import families_folder
from fallline.landscapes._landscape_text import (
    count_formula_parts,
    is_formula,
    parse_landscape,
    spell_formula,
    write_landscape,
)

_folder = families_folder("landscapes")
__path__ = list(dict.fromkeys([*__path__, str(_folder)]))
shelf: Shelf[Landscape] = Shelf(__name__, Landscape, _folder, families=True)


def read_landscape(text: str) -> Landscape:
    """Return the landscape of a text form ``id~setting:value``, transforms among the settings; raises BadInput.

    A formula may stand in place of the id: ``x^2 + y^2~rotate:30``.
    """
    return parse_landscape(shelf, text)


__all__ = ["count_formula_parts", "is_formula", "read_landscape", "shelf", "spell_formula", "write_landscape"]
