"""Languages: every catalogue is whole and says the same numbers, and a new file is a new language."""

import ast
import json
import re

import pytest

from fallline.analysis.diagnosis import diagnosis
from fallline.cli import messages
from fallline.core import BadInput, Sentence
from fallline.core.locations import ASSETS, PACKAGE
from fallline.lessons import lessons
from fallline.run import race
from fallline.scene.examples import examples
from fallline.view import read_link
from fallline.web import i18n as speaking
from fallline.web.i18n import FOLDER, read_catalogue, read_languages, texts_of
from tests.application import application

CATALOGUES = sorted(path.stem for path in FOLDER.glob("*.po"))
TARGET = re.compile(r"\]\((\?[^ )]*(?:\([^ )]*\)[^ )]*)*)\)")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
LETTER = re.compile(r"\{(\w+)\}")
SPOKEN = re.compile(r'\b(?:say\(|plural\([^"\n]*?,)\s*"((?:[^"\\]|\\.)*)"(?:,\s*"((?:[^"\\]|\\.)*)")?')
STEPS = ("{n} step", "{n} steps")
# Of a language: the rule in the head of its catalogue, its forms, and the form of each number. Polish has a fourth
# form, for fractions, that whole numbers never need; many editors write two forms for Spanish, which has a third for
# millions.
PLURALS = {
    "pl": (None, ["one", "few", "many"], {0: "many", 1: "one", 2: "few", 5: "many", 22: "few", 25: "many"}),
    "ar": (
        None,
        ["zero", "one", "two", "few", "many", "other"],
        {0: "zero", 1: "one", 2: "two", 5: "few", 22: "many", 100: "other"},
    ),
    "es": ("nplurals=2; plural=(n != 1);", ["one", "other"], {0: "other", 1: "one", 22: "other", 10**6: "other"}),
    "xx": (None, ["one", "other"], {0: "other", 1: "one", 2: "other"}),  # a language that nobody knows
}


def entries(code):
    return [each for each in read_catalogue(FOLDER / f"{code}.po") if each.id]


def words_of(script):
    """What /words.js exports."""
    lines = re.findall(r"^export const (\w+) = (.*);$", script.get_data(as_text=True), re.MULTILINE)
    return {name: json.loads(fact) for name, fact in lines}


def plural_catalogue(code):
    """A catalogue that has the steps alone: in the form 'few' they are 'few {n}'."""
    rule, forms, _ = PLURALS[code]
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += f'"Plural-Forms: {rule}\\n"\n' if rule else ""
    said = "".join(f'msgstr[{place}] "{form} {{n}}"\n' for place, form in enumerate(forms))
    return f'{head}\nmsgid "{STEPS[0]}"\nmsgid_plural "{STEPS[1]}"\n{said}'


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUES)
def test_everything_is_said(code):
    said = {each.id for each in entries(code) if all(texts_of(each))}
    assert said == set(messages.messages())  # nothing that nobody says any more


@pytest.mark.slow
def test_every_text_in_a_call_is_found():
    found = {text for each in messages.written() for text in ([each] if isinstance(each, str) else each)}
    for path in ASSETS.rglob("*.js"):
        for texts in SPOKEN.findall(path.read_text()):
            assert {ast.literal_eval(f'"{text}"') for text in texts if text} <= found, path
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in messages.CALLS:
                texts = {each.value for each in node.args if isinstance(each, ast.Constant)}
                assert {each for each in texts if isinstance(each, str)} <= found, (path, node.lineno)


def test_patterns_of_sentences_stand_where_they_are_read_from():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Sentence":
                assert not isinstance(node.args[0], ast.Name | ast.IfExp | ast.JoinedStr), (path, node.lineno)


@pytest.mark.parametrize("code", CATALOGUES)
def test_numbers_links_and_places_to_fill_are_those_of_the_english_text(code):
    for each in entries(code):
        english = [each.id] if isinstance(each.id, str) else each.id
        for said in texts_of(each):
            plain = [re.sub(r"\$+[^$]*\$+", "", TARGET.sub("", text)) for text in (*english, said)]
            *places, own = (set(LETTER.findall(text)) for text in plain)
            assert places[0] <= own <= places[-1], each.id  # of one thing the number need not be said
            *_, one, other = ({float(found) for found in NUMBER.findall(text)} for text in plain)
            assert one == other, each.id
            for text in english:
                assert TARGET.findall(said) == TARGET.findall(text), each.id
                assert said.count("|") == text.count("|")
                assert said.count("\n- ") == text.count("\n- ")


def test_there_are_four_languages_and_each_has_its_own_name():
    found = read_languages(FOLDER)
    assert {"en", "zh", "es", "de"} <= set(found)
    assert len({each.name for each in found.values()}) == len(found)


@pytest.mark.slow
def test_a_new_file_is_a_new_language_and_what_it_lacks_is_english(tmp_path, monkeypatch):
    path = messages.write("ar", tmp_path)
    assert {each.id for each in read_catalogue(path) if each.id} == set(messages.messages())
    first = next(iter(lessons.values()))
    text = path.read_text()
    assert text.count(f'msgid "{first.title}"\nmsgstr ""') == 1
    assert text.count('msgstr[5] ""') == text.count("msgid_plural") > 10  # Arabic has six forms
    path.write_text(
        text.replace(f'msgid "{first.title}"\nmsgstr ""', f'msgid "{first.title}"\nmsgstr "«{first.title}»"')
    )
    messages.write("ar", tmp_path)  # again, after the lessons have changed say: what was translated stays
    found = read_languages(tmp_path)
    assert found["ar"].name == "العربية"
    assert found["ar"].words == {first.title: f"«{first.title}»"}
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
    assert script.mimetype == "text/javascript"
    assert words_of(script) == {
        "language": code,
        "languages": {each.code: each.name for each in read_languages(FOLDER).values()},
        "words": own.words | own.plurals,
    }
    assert "Accept-Language" in script.headers["Vary"]
    client.set_cookie("language", "<script>")
    assert client.get("/", headers={"Accept-Language": "xx"}).get_data(as_text=True).count('<html lang="en"') == 1


@pytest.mark.parametrize("code", list(PLURALS))
def test_a_number_of_things_has_the_forms_of_the_language(tmp_path, monkeypatch, code):
    (tmp_path / f"{code}.po").write_text(plural_catalogue(code))
    found = read_languages(tmp_path)
    monkeypatch.setattr(speaking, "languages", lambda: found)
    server, chosen = application(tmp_path), {"Accept-Language": code}
    forms = words_of(server.test_client().get("/words.js", headers=chosen))["words"][STEPS[0]]
    assert "other" in forms  # which is what the browser falls back to
    with server.test_request_context("/", headers=chosen):
        for n, form in PLURALS[code][2].items():
            assert forms[found[code].category(n)] == f"{form} {{n}}"  # as the browser chooses
            assert speaking.plural(n, *STEPS) == speaking.say(Sentence.plural(n, *STEPS)) == f"{form} {n}"
        assert speaking.plural(1, *STEPS, n="1.0") == f"{PLURALS[code][2][1]} 1.0"


def test_a_number_of_things_without_a_translation_is_english():
    assert [speaking.plural(n, *STEPS) for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
    assert [str(Sentence.plural(n, *STEPS)) for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


@pytest.mark.slow
def test_what_is_translated_once_more_stays_and_what_is_left_is_counted(tmp_path, monkeypatch, capsys):
    (tmp_path / "pl.po").write_text(
        plural_catalogue("pl")
        + '\n#, fuzzy\nmsgid "Lesson"\nmsgstr "Lekcja?"\n\n# the race\nmsgid "Race"\nmsgstr "Wyścig"\n'
    )
    monkeypatch.setattr(messages, "messages", lambda: ["Lesson", "Race", STEPS, ("{n} start", "{n} starts")])
    assert messages.main(["pl"], tmp_path) == 0
    assert ": 2 messages to be translated." in capsys.readouterr().out
    before = (tmp_path / "pl.po").read_text()
    assert '"Plural-Forms: nplurals=3; plural=' in before
    assert '#, fuzzy\nmsgid "Lesson"\nmsgstr "Lekcja?"\n' in before
    assert '# the race\nmsgid "Race"\nmsgstr "Wyścig"\n' in before
    assert 'msgstr[2] "many {n}"\n' in before
    assert messages.main(["pl"], tmp_path) == 0
    assert (tmp_path / "pl.po").read_text() == before


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
    (tmp_path / "xx.po").write_text('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(what);"\n')
    with pytest.raises(BadInput, match=r"xx\.po is no gettext catalogue: .*plural"):
        read_languages(tmp_path)
    assert messages.main(["../etc"]) == 2
    assert "no code of a language" in capsys.readouterr().out
    assert messages.main([]) == 2
