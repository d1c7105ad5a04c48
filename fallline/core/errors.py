"""The exception for invalid user input, with a message that states the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from fallline.core.sentence import Sentence

MAX_NAMES_SHOWN = 12  # in the messages of unknown_name_error and unknown_option_error
MAX_SHOWN_LENGTH = 60  # characters of a wrong value in a message


class BadInput(ValueError):
    """Invalid input from a link, a command line, a form or a Python caller.

    The message is shown to the user: what was asked, what is wrong, and what would be right, ending with a full stop.
    ``sentence`` is the message with its template and values, from which the page translates it.
    """

    def __init__(self, text: str, /, **values: str | int) -> None:
        """Create the error from a Sentence, or from the arguments of one."""
        self.sentence = text if isinstance(text, Sentence) else Sentence(text, **values)
        super().__init__(self.sentence)

    def with_values(self, replace: Callable[[str | int], str | int]) -> BadInput:
        """Return the error with ``replace(value)`` in place of each value of its message."""
        return BadInput(self.sentence.text, **{name: replace(value) for name, value in self.sentence.values.items()})


def shorten(text: str, length: int = MAX_SHOWN_LENGTH) -> str:
    """Return a text for a message, cut to ``length`` characters, the last of which is then '…'."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def unknown_name_error(kind: str, name: str, known: Iterable[str], likely: Sequence[str] = ()) -> BadInput:
    """Return the error for a ``name`` that is not in ``known``; its message suggests the closest known name.

    ``likely`` are suggested instead if there are any. Where no known name is close, the message lists the first
    MAX_NAMES_SHOWN of them. ``kind`` is the noun for what ``name`` stands for, such as 'optimizer', or a Sentence such
    as 'setting of adam'; it is translated.
    """
    noun = kind if isinstance(kind, Sentence) else Sentence(kind)
    return BadInput("No {kind} called '{name}'; {hint}", kind=noun, name=shorten(name), hint=_hint(name, known, likely))


def unknown_option_error(setting: str, value: str, options: Iterable[str]) -> BadInput:
    """Return the error for a ``value`` of a ``setting``, such as 'scene.device', that is not one of its ``options``.

    The message suggests an option as that of unknown_name_error does.
    """
    return BadInput(
        "{setting} cannot be '{value}'; {hint}", setting=setting, value=shorten(value), hint=_hint(value, options)
    )


def _hint(name: str, known: Iterable[str], likely: Sequence[str] = ()) -> Sentence:
    """Return the end of a sentence: the ``likely`` names, else the one closest to ``name``, else some known names."""
    names = sorted(known)
    if likely := likely or get_close_matches(name, names, n=1):
        *others, last = (f"'{each}'" for each in likely)
        if others:
            return Sentence("did you mean {names} or {last}?", names=", ".join(others), last=last)
        return Sentence("did you mean '{name}'?", name=likely[0])
    shown, more = ", ".join(names[:MAX_NAMES_SHOWN]), len(names) - MAX_NAMES_SHOWN
    if more > 0:
        return Sentence("there are {names} and {count} more.", names=shown, count=more)
    return Sentence("there are {names}.", names=shown)
