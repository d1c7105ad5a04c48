"""Languages: every catalogue is whole and says the same numbers, and a new file is a new language."""

import ast
import re

import polib
import pytest

from fallline.analysis.diagnosis import diagnosis
from fallline.cli import messages
from fallline.core import BadInput
from fallline.core.locations import PACKAGE
from fallline.lessons import lessons
from fallline.run import race
from fallline.scene.examples import examples
from fallline.view import read_link
from fallline.web import i18n as speaking
from fallline.web.i18n import FOLDER, NAME, read_languages
from tests.application import application

CATALOGUES = sorted(path.stem for path in FOLDER.glob("*.po"))
TARGET = re.compile(r"\]\((\?[^ )]*(?:\([^ )]*\)[^ )]*)*)\)")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
LETTER = re.compile(r"\{(\w+)\}")


def entries(code):
    return list(polib.pofile(str(FOLDER / f"{code}.po")))


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUES)
def test_everything_is_said(code):
    words = read_languages(FOLDER)[code].words
    assert set(words) == set(messages.messages())  # nothing that nobody says any more


def test_patterns_of_sentences_stand_where_they_are_read_from():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Sentence":
                assert not isinstance(node.args[0], ast.Name | ast.IfExp | ast.JoinedStr), (path, node.lineno)


@pytest.mark.parametrize("code", CATALOGUES)
def test_numbers_links_and_places_to_fill_are_those_of_the_english_text(code):
    for each in entries(code):
        assert TARGET.findall(each.msgstr) == TARGET.findall(each.msgid), each.msgid
        plain = [re.sub(r"\$+[^$]*\$+", "", TARGET.sub("", text)) for text in (each.msgid, each.msgstr)]
        assert set(LETTER.findall(plain[0])) == set(LETTER.findall(plain[1])), each.msgid
        one, other = ({float(found) for found in NUMBER.findall(text)} for text in plain)
        assert one == other, each.msgid
        assert each.msgstr.count("|") == each.msgid.count("|")
        assert each.msgstr.count("\n- ") == each.msgid.count("\n- ")


def test_there_are_four_languages_and_each_has_its_own_name():
    found = read_languages(FOLDER)
    assert {"en", "zh", "es", "de"} <= set(found)
    assert len({each.name for each in found.values()}) == len(found)


@pytest.mark.slow
def test_a_new_file_is_a_new_language_and_what_it_lacks_is_english(tmp_path, monkeypatch):
    path = messages.write("ar", tmp_path)
    catalogue = polib.pofile(str(path))
    assert {each.msgid for each in catalogue} == set(messages.messages())
    first = next(iter(lessons.values()))
    catalogue.find(first.title).msgstr = f"«{first.title}»"
    catalogue.metadata |= {NAME: "العربية", "X-Direction": "rtl"}
    catalogue.save(str(path))
    messages.write("ar", tmp_path)  # again, after the lessons have changed say: what was translated stays
    found = read_languages(tmp_path)
    monkeypatch.setattr(speaking, "languages", lambda: found)
    client = application(tmp_path).test_client()
    head = {"Accept-Language": "ar,en;q=0.5"}
    assert '<html lang="ar" dir="rtl">' in client.get("/", headers=head).get_data(as_text=True)
    shown = client.get(f"/lesson/{first.id}", headers=head).get_json()
    assert shown["title"] == f"«{first.title}»"
    assert shown["pages"][-1]["title"] == first.pages[-1].title


@pytest.mark.parametrize("code", ["en", *CATALOGUES])
def test_a_reader_gets_the_language_that_was_chosen_else_what_the_browser_prefers(tmp_path, code):
    client = application(tmp_path).test_client()
    own = read_languages(FOLDER)[code]
    first = next(iter(lessons.values()))
    preferred = client.get(f"/lesson/{first.id}", headers={"Accept-Language": f"{code}-XX,fr;q=0.5"}).get_json()
    assert preferred["title"] == own.words.get(first.title, first.title)
    client.set_cookie("language", code)
    chosen = client.get(f"/lesson/{first.id}", headers={"Accept-Language": "fr"}).get_json()
    assert chosen["title"] == preferred["title"]
    script = client.get("/words.js")
    assert f'"language": "{code}"' in script.get_data(as_text=True)
    assert "Accept-Language" in script.headers["Vary"]
    client.set_cookie("language", "<script>")
    assert client.get("/", headers={"Accept-Language": "xx"}).get_data(as_text=True).count('<html lang="en"') == 1


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUES)
def test_how_runs_end_is_said_with_the_same_numbers(tmp_path, code):
    with application(tmp_path).test_request_context("/", headers={"Accept-Language": code}):
        for example in examples.values():
            scene, view = read_link(example.link)
            for run in race(scene):
                ending, why = run.outcome[0].sentence, diagnosis(run, scene.noise, view.reach_of(scene.landscape))
                for words in filter(None, (ending, why)):
                    said = speaking.say(words)
                    assert sorted(NUMBER.findall(said)) == sorted(NUMBER.findall(words))
                    assert said != words
                    assert "{" not in said


@pytest.mark.parametrize("code", CATALOGUES)
def test_cards_tell_what_a_landscape_is_like_in_the_readers_language(tmp_path, code):
    client, words = application(tmp_path).test_client(), read_languages(FOLDER)[code].words
    english, own = (client.get("/landscapes", headers={"Accept-Language": each}).get_json() for each in ("en", code))
    for one, other in zip(english, own, strict=True):
        assert other["traits"][:-1] == [words[each] for each in one["traits"][:-1]]


def test_what_is_no_catalogue_and_what_is_no_code_is_said(tmp_path, capsys):
    (tmp_path / "xx.po").write_text("this is no catalogue\n")
    with pytest.raises(BadInput, match=r"xx\.po is no gettext catalogue"):
        read_languages(tmp_path)
    assert messages.main(["../etc"]) == 2
    assert "no code of a language" in capsys.readouterr().out
    assert messages.main([]) == 2
