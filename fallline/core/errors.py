"""The exception for invalid user input, with a message that states the fix."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_NAMES_SHOWN = 12  # in the message of unknown_name_error


class BadInput(ValueError):
    """Invalid input from a link, a command line, a form or a Python caller.

    The message is shown to the user: what was asked, what is wrong, and what would be right, ending with a full stop.
    """


def unknown_name_error(kind: str, name: str, known: Iterable[str]) -> BadInput:
    """Return the error for a ``name`` that is not in ``known``; its message suggests the closest known name.

    Where no known name is close, the message lists the first MAX_NAMES_SHOWN of them. ``kind`` is the noun for what
    ``name`` stands for, such as 'optimizer'.
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    more = f" and {len(names) - MAX_NAMES_SHOWN} more" if len(names) > MAX_NAMES_SHOWN else ""
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(names[:MAX_NAMES_SHOWN])}{more}."
    return BadInput(f"No {kind} called '{name}'; {hint}")
