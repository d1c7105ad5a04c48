"""Creation and update of a language's .po catalogue: ``python -m fallline.cli.messages fr``; translations are kept.

The messages are the page's texts in the code, the texts of catalogues (names of panels, settings, families), and the
lessons' texts. A message is a text, or (singular, plural) for a text that depends on a number.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from itertools import chain
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from fallline.analysis.basins import OUTCOME_LABELS
from fallline.charts.sweeps import CURRENT_RATE, CURRENT_SETTINGS
from fallline.core import CHOICE, TRANSFORMS, BadInput, ItemSetting, Setting, Shelf, settings_of
from fallline.core.locations import ASSETS, PACKAGE, families_folder
from fallline.film import FigureOptions, FilmOptions
from fallline.landscapes import shelf as landscapes
from fallline.lessons import lessons, translatable_texts
from fallline.optimizers import shelf as optimizers
from fallline.panels import shelf as panels
from fallline.patterns import shelf as patterns
from fallline.picture.table import READOUT_HELP, TABLE_ROWS
from fallline.programs.compile_key import NO_COMPILER_TEXT
from fallline.run import Ending
from fallline.run.outcome import BRIEF_TEXTS, GOING_TEXTS
from fallline.scene import Scene
from fallline.schedules import shelf as schedules
from fallline.studies.rates import SUMMARY_COLUMNS
from fallline.view import View
from fallline.view.page_parts import PAGE_PARTS
from fallline.web.api.page_data import GROUP_TITLES
from fallline.web.i18n import LOCALES, find_locale, read_catalogue, translations_of
from fallline.web.pages.landscape_controls import AXIS_DIRECTIONS, POINT_COUNT_TEXTS
from fallline.web.pages.setting_labels import setting_label

MESSAGE_ARGUMENTS = {
    "say": (1,),
    "Sentence": (1,),
    "plural": (2, 3),
    "BadInput": (1,),
    "OutOfTime": (1,),
    "NoClassError": (1,),
    "NotPresenterError": (1,),
    "ClassEndedError": (1,),
    "TooManyClassesError": (1,),
    "unknown_name_error": (1,),
}  # function -> positions, from 1, of the arguments that are messages
ERROR_FUNCTIONS = ("BadInput", "unknown_name_error")  # whose messages in SHELL_ONLY are left out
# Files and folders whose refusals only a shell command, or the operator who starts a server, can meet.
SHELL_ONLY = (
    "cli",
    "studies",
    "compare/report.py",
    "web/serve.py",
    "web/celery_worker.py",
    "web/jobs/backends.py",
    "web/i18n.py",
    "web/operations/server_folder.py",
)
# Babel's extractor, and the folder and the pattern of the files from which it extracts messages.
SOURCE_FILES: tuple[tuple[str, Path, str], ...] = (("javascript", ASSETS, "*.js"), ("python", PACKAGE, "*.py"))
SOURCE_FILES += tuple(("python", families_folder(name), "*.py") for name in ("landscapes", "optimizers"))
JAVASCRIPT_OPTIONS = {"jsx": False, "parse_template_string": True}
HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {forms}\\n"

"""
LINE_WIDTH = 111  # characters
CATALOGUES = (landscapes, optimizers, patterns, schedules, panels)
# Titles in Plotly figures, which the browser translates.
FIGURE_TITLES: tuple[str, ...] = ("step", "learning rate", "steps to the target", "last gap f − f*")
FIGURE_TITLES += ("steps to the target (× diverged)", "diverges from here, in theory", "best in theory")
FIGURE_TITLES += (CURRENT_SETTINGS, CURRENT_RATE, *OUTCOME_LABELS.values())

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")

Message = str | tuple[str, ...]  # a text, or (singular, plural)


def collect_messages() -> list[Message]:
    """Return all English messages, each once: those of the page in alphabetical order, then those of the lessons."""
    lesson_texts = dict.fromkeys(text for lesson in lessons.values() for text in translatable_texts(lesson))
    page = {*extract_from_code(), *collect_from_catalogues()} - {"", *lesson_texts}
    return [*sorted(page, key=message_id), *lesson_texts]


def message_id(message: Message) -> str:
    """Return the text that identifies a message in a catalogue: its singular."""
    return message if isinstance(message, str) else message[0]


def extract_from_code() -> Iterator[Message]:
    """Yield the literal messages in calls of the functions in MESSAGE_ARGUMENTS, in Python and JavaScript code."""
    for language, folder, pattern in SOURCE_FILES:
        for path in sorted(folder.rglob(pattern)):
            functions = message_arguments(path)
            with path.open("rb") as file, redirect_stderr(io.StringIO()):  # hides its warnings about f-strings
                found = [text for _, text, _, _ in extract(language, file, functions, options=JAVASCRIPT_OPTIONS)]
            yield from found


def message_arguments(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the part of MESSAGE_ARGUMENTS that counts in a file: refusals in SHELL_ONLY stay English."""
    is_shell_only = any(path.is_relative_to(PACKAGE / each) for each in SHELL_ONLY)
    return {
        name: places for name, places in MESSAGE_ARGUMENTS.items() if not (is_shell_only and name in ERROR_FUNCTIONS)
    }


def collect_from_catalogues() -> Iterator[Message]:
    """Yield the texts that code passes to ``say`` in variables, so that no literal can be extracted.

    They are texts of catalogues, settings and tables.
    """
    yield from chain(
        FIGURE_TITLES,
        SUMMARY_COLUMNS,
        AXIS_DIRECTIONS,
        PAGE_PARTS.values(),
        GROUP_TITLES.values(),
        BRIEF_TEXTS.values(),
        [NO_COMPILER_TEXT],
    )
    yield from (each.value for each in Ending if each is not Ending.GOING)
    yield from (GOING_TEXTS, *POINT_COUNT_TEXTS.values())
    yield from chain.from_iterable(row[1:] for row in TABLE_ROWS)
    yield from chain.from_iterable((name.replace("_", " "), help) for name, help in READOUT_HELP.items())
    classes = [cls for shelf in CATALOGUES for cls in shelf.classes.values()]
    yield from (cls.title for shelf in (panels, patterns, schedules) for cls in shelf.classes.values())
    yield from (cls.description() for cls in panels.classes.values())
    for cls in (*landscapes.classes.values(), *optimizers.classes.values()):
        yield cls.family.replace("_", " ")
        yield from getattr(cls, "traits", ())
    yield from Shelf.by_kind  # the kinds of catalogues, which unknown_name_error says
    settings = (each for owner in (Scene, View, FilmOptions, FigureOptions, *classes) for each in settings_of(owner))
    for setting in (*settings, *TRANSFORMS):
        yield from _setting_texts(setting)


def _setting_texts(setting: Setting) -> Iterator[str]:
    yield setting_label(setting)
    yield setting.help
    if setting.kind == CHOICE:
        yield from (each.replace("_", " ") for each in setting.options)
    if isinstance(setting, ItemSetting):
        yield setting.none_word


def write_catalogue(code: str, folder: Path = LOCALES) -> Path:
    """Write ``folder``/``code``.po with all messages, keeping the translations in it, and return its path.

    Raises BadInput if ``code`` is not a language code.
    """
    if not LANGUAGE_CODE.fullmatch(code):
        raise BadInput(f"'{code}' is not a language code, such as fr or pt-BR.")
    path = folder / f"{code}.po"
    old = read_catalogue(path) if path.exists() else Catalog(find_locale(code))
    new = Catalog(find_locale(code))
    new.mime_headers = [("Plural-Forms", old.plural_forms)]
    for each in collect_messages():
        previous = old.get(each)
        message = new.add(each)
        message.flags.clear()
        if previous and isinstance(previous.id, str) == isinstance(each, str):
            message.string = previous.string
            message.flags |= previous.flags & {"fuzzy"}
            message.user_comments = previous.user_comments
    entries = io.BytesIO()
    write_po(entries, new, LINE_WIDTH, omit_header=True)
    header = HEADER.format(code=code.replace("-", "_"), forms=old.plural_forms)
    path.write_bytes(header.encode() + entries.getvalue().rstrip() + b"\n")
    return path


def main(arguments: list[str], folder: Path = LOCALES) -> int:
    """Write the .po catalogue of the language code in ``arguments``, and return the exit code, 0 or 2.

    Prints how many messages lack a translation, or what is wrong with the arguments.
    """
    if len(arguments) != 1:
        print("python -m fallline.cli.messages needs one language code, such as fr.")
        return 2
    try:
        path = write_catalogue(arguments[0], folder)
    except BadInput as problem:
        print(problem)
        return 2
    untranslated = sum(not all(translations_of(each)) for each in read_catalogue(path) if each.id)
    print(f"{path}: {untranslated} messages to be translated.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
