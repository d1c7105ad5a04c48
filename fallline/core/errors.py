"""The exception for invalid user input, with a message that states the fix."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from fallline.core.sentence import Sentence

MAX_NAMES_SHOWN = 12  # in the message of unknown_name_error


class BadInput(ValueError):
    """Invalid input from a link, a command line, a form or a Python caller.

    The message is shown to the user: what was asked, what is wrong, and what would be right, ending with a full stop.
    ``sentence`` is the message with its template and values, from which the page translates it.
    """

    def __init__(self, text: str, /, **values: str | int) -> None:
        """Create the error from a Sentence, or from a template and its ``values``, as Sentence does.

        A text without values is taken as it is, so it may contain braces.
        """
        self.sentence = Sentence(text, **values) if values else text
        super().__init__(self.sentence)


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
