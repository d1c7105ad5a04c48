"""Words of a link without ``key=``: an id, an example or a formula, as in ``trace rosenbrock``."""

from __future__ import annotations

import re
from difflib import get_close_matches

from fallline.core import BadInput, Sentence, shorten, unknown_name_error
from fallline.landscapes import is_formula
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.scene.examples import examples
from fallline.scene.remarks import Remark
from fallline.tasks import shelf as tasks

MAX_NAME_LENGTH = 100  # characters of a name, even a misspelled one; a longer word may be a formula
EXAMPLE = "@"  # the key of an example, and the sign before its id
FILE_NAME = re.compile(r"[^~^*()]*\.[A-Za-z]\w{1,4}")  # such as run.json
FUNCTION_NAME = re.compile(r"[fyz]|[A-Za-z]\s*\([\w\s,]*\)")  # before the equals sign of a formula, such as f(x, y)


def spell_word(word: str) -> tuple[str, str] | None:
    """Return the key and the value that a word without a key stands for, None for a word unlike any name of the lab.

    The key is ``on`` for a landscape, a task or a formula, ``run`` for an optimizer, and EXAMPLE for an example's id. A
    landscape comes before an example of the same id. Raises BadInput for the name of a file, and for a misspelled name.
    """
    name = word.partition("~")[0]
    if word.startswith(EXAMPLE):
        return EXAMPLE, word.removeprefix(EXAMPLE)
    if len(name) <= MAX_NAME_LENGTH:
        return _spell_name(word, name)
    return ("on", word) if is_formula(landscapes, name) else None


def _spell_name(word: str, name: str) -> tuple[str, str] | None:
    """Return what ``spell_word`` does, for a word that begins with a ``name`` of usual length."""
    if landscapes.find_id(name) is not None or tasks.find_id(name) is not None:
        return "on", word
    if word in examples:
        return EXAMPLE, word
    if optimizers.find_id(name) is not None:
        return "run", word
    if FILE_NAME.fullmatch(word):
        raise BadInput(
            "{word} is the name of a file, not a link such as on=rosenbrock&run=adam; trace --from FILE runs the race "
            "of a file again.",
            word=word,
        )
    names = (*landscapes, *tasks, *examples, *optimizers)
    likely = get_close_matches(name.casefold(), names, n=2, cutoff=0.75)
    if is_formula(landscapes, name) and not likely:
        return "on", word
    also_called = [shelf for shelf in (landscapes, optimizers) if shelf.likely_ids(name)]
    if also_called:
        also_called[0].read_id(name)  # raises BadInput
    if likely:
        raise unknown_name_error("landscape, task, example or optimizer", name, names, likely)
    return None


def remark_on_word(key: str, word: str) -> Remark | None:
    """Return the remark on how a word without a key was understood, None where only one meaning is possible."""
    if key == "on" and word in examples:
        return Remark(
            Sentence("'{word}' is read as the landscape; '@{word}' is the example of the same name.", word=word)
        )
    if key == "run":
        return Remark(
            Sentence(
                "'{word}' is read as run={word}: the optimizer on the default landscape, since the link names none.",
                word=word,
            )
        )
    return None


def unknown_word_error(word: str) -> BadInput:
    """Return the error for a word that is nothing of the lab in a link that has no other word."""
    return BadInput(
        "'{word}' is no link: write a landscape such as rosenbrock, an example such as @beale2, a formula such as "
        "x^2 + 3y^2, or words such as on=rosenbrock&run=adam.",
        word=shorten(word),
    )
