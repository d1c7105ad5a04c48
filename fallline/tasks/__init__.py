"""The training tasks, one file each, in one folder per family; ``shelf`` maps an id to its class.

In a checkout the families are in the top-level folder ``tasks``, which is added to this package's path.
"""

from fallline.core import Shelf, Task, read_item
from fallline.core.locations import families_folder

_folder = families_folder("tasks")
__path__ = list(dict.fromkeys([*__path__, str(_folder)]))
shelf: Shelf[Task] = Shelf(__name__, Task, _folder, families=True)


def read_task(text: str) -> Task:
    """Return the task of a text form ``id~setting:value``; raises BadInput."""
    return read_item(shelf, text)


__all__ = ["read_task", "shelf"]
