"""Everything in the documents that can be checked by a machine: links, anchors, commands, Python code, names of files.

The pages for users are also complete: every option, key of a link, part, study and library has its line.
"""

import importlib.util
import itertools
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from fallline.cli.link_argument import read_task_race
from fallline.cli.main import make_parser
from fallline.core import read_item
from fallline.scene.link_words import LINK_KEYS
from fallline.studies import shelf as studies
from fallline.view import read_link
from fallline.view.page_parts import PAGE_PARTS

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")), *(ROOT / "docs").rglob("*.md")]
)
RECORDS = ROOT / "docs" / "decisions"
GUIDES = [page for page in PAGES if page.parent != RECORDS or page.name == "README.md"]  # records are not rewritten
NAMES = [str(page.relative_to(ROOT)) for page in GUIDES]
FOLDERS = ("assets", "benchmarks", "docs", "fallline", "landscapes", "optimizers", "tests")


@cache
def tokens_of(page):
    """All tokens of a page, those inside of paragraphs included."""
    top = MarkdownIt("commonmark").enable("table").parse(page.read_text())
    return [each for token in top for each in (token, *(token.children or ()))]


@cache
def anchors_of(page):
    """The anchors of a page's headings, as GitHub makes them."""
    tokens = tokens_of(page)
    titles = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def blocks_of(page, language=None):
    """The code blocks of a page: those of a language, or the indented and unnamed ones, which hold commands."""
    kinds = [token for token in tokens_of(page) if token.type in ("fence", "code_block")]
    return [token.content for token in kinds if token.info.strip() == (language or "")]


def commands_in(page):
    """The command lines of a page without their comments, as lists of words."""
    lines = [line for block in blocks_of(page) for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


@pytest.mark.parametrize("page", [str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_in_the_documents_leads_somewhere(page):
    path = ROOT / page
    tokens = tokens_of(path)
    targets = [token.attrs["href"] for token in tokens if token.type == "link_open"]
    targets += [token.attrs["src"] for token in tokens if token.type == "image"]
    for target in targets:
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), target
        assert not anchor or anchor in anchors_of(found), target


@pytest.mark.parametrize("page", NAMES)
def test_every_command_in_the_documents_is_one_that_works(page):
    parser = make_parser()
    for line in commands_in(ROOT / page):
        words = list(itertools.dropwhile(lambda word: re.fullmatch(r"[A-Z_]+=\S*", word), line))
        if words[0] == "make":
            targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
            assert all(word in targets for word in words[1:] if "=" not in word), words
        elif words[:2] == ["python", "app.py"] or words[0] == "fallline":
            check_command(parser, words[2 if words[0] == "python" else 1 :])
        elif "-m" in words:
            module = words[words.index("-m") + 1]
            assert module == "pip" or importlib.util.find_spec(module), words
            for word in words[words.index("-m") + 2 :]:
                assert word.partition("/")[0] not in FOLDERS or (ROOT / word).exists(), words


def check_command(parser, words):
    """Parses the words as the program does, then reads the link and the study among them."""
    parsed = parser.parse_args(words)
    if getattr(parsed, "link", None) and not read_task_race(parsed.link):
        read_link(parsed.link)
    if words[:1] == ["study"]:
        read_item(studies, parsed.name)


@pytest.mark.parametrize("page", [name for name in NAMES if blocks_of(ROOT / name, "python")])
def test_python_code_in_the_documents_runs(page, tmp_path):
    script = tmp_path / "example.py"
    script.write_text("\n".join(blocks_of(ROOT / page, "python")))
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "OMP_NUM_THREADS": "1", "HOME": str(tmp_path)}
    command = [sys.executable, script]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("page", NAMES)
def test_every_file_that_the_documents_name_is_there(page):
    for token in tokens_of(ROOT / page):
        if token.type == "code_inline" and "<" not in token.content:
            folder, slash, _ = token.content.partition("/")
            if slash and folder in FOLDERS and " " not in token.content:
                assert (ROOT / token.content).exists(), token.content


def test_links_of_races_in_the_documents_can_be_read():
    for page in GUIDES:
        for block in blocks_of(page):
            for line in block.split():
                if re.match(r"(on|run)=", line):
                    read_link(line)


def test_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text()
    assert all(page.name in index for page in (ROOT / "docs").glob("*.md"))
    records = (RECORDS / "README.md").read_text()
    assert all(f"]({page.name})" in records for page in RECORDS.glob("0*.md"))


def test_every_option_of_the_command_line_is_documented():
    told = "".join((ROOT / "docs" / name).read_text() for name in ("command-line.md", "serving.md"))
    commands = next(action for action in make_parser()._actions if action.choices and action.dest != "help")
    for name, command in commands.choices.items():
        assert f"app.py {name}" in told
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}`" in told or f"{option} " in told, f"{name} {option}"
    assert all(f"`{id}`" in told for id in studies)


def test_every_key_of_a_link_and_every_part_of_the_page_is_documented():
    told = (ROOT / "docs" / "links.md").read_text()
    assert all(f"`{key}=" in told for key in LINK_KEYS if key != "v")
    assert all(f"`{part}`" in told for part in PAGE_PARTS)


def test_every_library_is_documented():
    told = (ROOT / "docs" / "dependencies.md").read_text().lower()
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            library = line.partition("==")[0].strip().lower()
            assert not library or library.startswith(("#", "-")) or library.removesuffix("-bin") in told, library
