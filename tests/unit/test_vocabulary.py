"""Public names are made of the field's words and the glossary's; names and prose use none of the words given up.

A new word in a public name is a decision: define it in docs/glossary.md, or, if the field knows it, add it to
field_words.txt.
"""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIELD_WORDS = Path(__file__).parent / "field_words.txt"
MODULES = sorted((ROOT / "fallline").rglob("*.py"))
SCRIPTS = sorted(path for path in (ROOT / "assets").rglob("*.js"))

# The word given up, and what to say instead.
INSTEAD = {
    "account": "ReportResult",
    "alone": "use_one_thread",
    "anatomy": "critical points",
    "asked": "request, arguments",
    "became": "outcome",
    "begun": "initial_state",
    "dice": "rng_for",
    "errand": "job",
    "errands": "jobs",
    "holder": "resolve_path",
    "luck": "noise",
    "means": "help",
    "rail": "sidebar",
    "remembered": "cached",
    "spoken": "screen reader, description",
    "told": "arguments, values",
    "travel": "standalone",
    "travelling": "standalone",
    "twin": "reference",
    "twins": "references",
    "untallied": "initial_state",
    "whole": "integer",
}
# Words that no docstring or comment needs.
NOT_IN_PROSE = re.compile(r"\b(twins?|whoever|errands?|untallied|thereof|dice)\b", re.IGNORECASE)


def words_of(name):
    """The words of a name in any of the three cases, in lower case; single letters and numbers are none."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [part.lower() for part in parts if len(part) > 1]


def public_names(path):
    """The public names that a module defines: functions, classes, constants, methods and fields."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (each.name for each in node.body if isinstance(each, ast.FunctionDef))
            yield from (each.target.id for each in node.body if isinstance(each, ast.AnnAssign))
        if isinstance(node, ast.Assign):
            yield from (each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name))
        if isinstance(node, ast.AnnAssign):
            yield node.target.id


def exported_names(path):
    """The names that a browser module exports."""
    return re.findall(r"^export (?:async )?(?:function|const|let|class) (\w+)", path.read_text(), re.MULTILINE)


@cache
def all_names():
    """Every public name of the package and of the browser modules, names of modules included: name -> its file."""
    found = {}
    for path in (*MODULES, *SCRIPTS):
        names = public_names(path) if path.suffix == ".py" else exported_names(path)
        found |= {name: path for name in (*names, path.stem) if not name.startswith("_")}
    return found


@cache
def known_words():
    """The words of the field, and every word of the glossary."""
    glossary = re.findall(r"[a-z]+", (ROOT / "docs" / "glossary.md").read_text().lower())
    return {*FIELD_WORDS.read_text().split(), *glossary}


def test_public_names_are_made_of_known_words():
    unknown = {word: name for name in all_names() for word in words_of(name) if word not in known_words()}
    assert not unknown, f"words that are neither in docs/glossary.md nor in {FIELD_WORDS.name}: {unknown}"


def test_no_public_name_has_a_word_that_was_given_up():
    for name, path in all_names().items():
        for word in words_of(name):
            assert word not in INSTEAD, f"{path.relative_to(ROOT)}: {name}: say '{INSTEAD[word]}'"


def test_the_field_words_are_sorted_and_used():
    listed = FIELD_WORDS.read_text().split()
    used = {word for name in all_names() for word in words_of(name)}
    assert listed == sorted(set(listed))
    assert not set(listed) - used, "no public name has these words any more; take them out"
    assert not set(listed) & INSTEAD.keys()


def prose_of(path):
    """The docstrings and comments of a module."""
    text = path.read_text()
    if path.suffix == ".js":
        return re.findall(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", text, re.DOTALL)
    comments = [
        token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT
    ]
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return [
        *comments,
        *(ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)),
    ]


def test_docstrings_and_comments_have_no_riddles():
    for path in (*MODULES, *SCRIPTS):
        for text in prose_of(path):
            found = NOT_IN_PROSE.search(text)
            assert not found, f"{path.relative_to(ROOT)}: {found.group()!r} in {text[:80]!r}"
