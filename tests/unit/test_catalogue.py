"""Catalogues: a valid file becomes an item, and an invalid one is refused with its name and the reason."""

import itertools
import sys
from dataclasses import FrozenInstanceError

import pytest

from fallline.core import BadInput, CatalogueError, Landscape, Shelf, settings_of
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.panels import shelf as panels
from fallline.studies import shelf as studies

VALID_FILE = '''
from dataclasses import dataclass
from fallline.core import Landscape, real

@dataclass(frozen=True)
class Dip(Landscape):
    """A dip. (Author, 1999)"""

    width: float = real(1.0, 0.1, 10.0, log=True, help="width of the dip")
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.5, 0.5)
    formula = "x^2"
    aliases = {"wide_dip": {"width": 5.0}}

    def f(self, x):
        return (x * x).sum(-1) / self.width

    def minima(self):
        return [(0.0, 0.0)]
'''
PACKAGE_NUMBERS = itertools.count()


@pytest.fixture
def make_shelf(tmp_path, monkeypatch):
    def make(**files):
        package = f"stubs{next(PACKAGE_NUMBERS)}"
        folder = tmp_path / package
        for name, text in files.items():
            path = folder / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (folder / "__init__.py").touch()
        monkeypatch.syspath_prepend(str(tmp_path))
        try:
            return Shelf(package, Landscape, folder)
        finally:
            for name in [name for name in sys.modules if name.startswith(package)]:
                del sys.modules[name]

    return make


def test_a_file_becomes_an_item_with_its_name_and_family(make_shelf):
    shelf = make_shelf(dents__dip=VALID_FILE)
    assert list(shelf) == ["dip", "wide_dip"]
    assert shelf.class_of("wide_dip").family == "dents"
    assert shelf["wide_dip"]().width == 5.0
    assert shelf["dip"]().source() == "Author, 1999"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds 0 Landscape classes"),
        (VALID_FILE + VALID_FILE.replace("class Dip", "class Dent"), "holds 2 Landscape classes"),
        (VALID_FILE.replace("@dataclass(frozen=True)", ""), r"must be a @dataclass\(frozen=True\)"),
        (VALID_FILE.replace(" (Author, 1999)", ""), "must end with its source"),
        (VALID_FILE.replace("def minima", "def lows"), "lacks minima"),
        (
            VALID_FILE.replace('real(1.0, 0.1, 10.0, log=True, help="width of the dip")', "1.0"),
            "width must be declared",
        ),
    ],
)
def test_an_invalid_file_is_refused_with_its_name_and_the_reason(make_shelf, text, reason):
    with pytest.raises(CatalogueError, match=reason) as error:
        make_shelf(dents__dip=text)
    assert "dip.py" in str(error.value)


def test_an_id_can_be_used_only_once(make_shelf):
    with pytest.raises(CatalogueError, match="'dip' is taken"):
        make_shelf(dents__dip=VALID_FILE, holes__dip=VALID_FILE)


@pytest.mark.parametrize("shelf", [landscapes, optimizers, panels, studies], ids=lambda shelf: shelf.kind)
def test_every_item_can_be_constructed_is_frozen_and_has_a_description(shelf):
    for id, make in shelf.items():
        item = make()
        assert item.title
        assert len(item.description()) > 20, id
        with pytest.raises(FrozenInstanceError):
            item.id = "other"
        for setting in settings_of(type(item)):
            assert setting.help, (id, setting.name)
            assert setting.read(id, setting.write(setting.default)) == setting.default


def test_an_unknown_id_is_refused_with_the_nearest_known_one():
    for shelf in (landscapes, optimizers):
        for id in shelf.classes:
            with pytest.raises(BadInput, match=f"did you mean '{id}'"):
                shelf[id + "q"]
