"""A file that cannot be placed is refused, with its name and the reason; a file that can be is on the shelf at once."""

import itertools
import sys
from dataclasses import FrozenInstanceError

import pytest

from fallline.core import BadInput, CatalogueError, Landscape, Shelf, settings_of
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.panels import shelf as panels
from fallline.studies import shelf as studies

GOOD = '''
from dataclasses import dataclass
from fallline.core import Landscape, real

@dataclass(frozen=True)
class Dip(Landscape):
    """A dip. (Nobody, 1999)"""

    wide: float = real(1.0, 0.1, 10.0, log=True, help="how wide it is")
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.5, 0.5)
    formula = "x^2"
    also = {"wide_dip": {"wide": 5.0}}

    def f(self, x):
        return (x * x).sum(-1) / self.wide

    def minima(self):
        return [(0.0, 0.0)]
'''
COUNT = itertools.count()


@pytest.fixture
def shelf_of(tmp_path, monkeypatch):
    def make(**files):
        package = f"stubs{next(COUNT)}"
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


def test_a_file_is_on_the_shelf_under_its_name_and_family(shelf_of):
    shelf = shelf_of(dents__dip=GOOD)
    assert list(shelf) == ["dip", "wide_dip"]
    assert shelf.class_of("wide_dip").family == "dents"
    assert shelf["wide_dip"]().wide == 5.0
    assert shelf["dip"]().source() == "Nobody, 1999"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds 0 Landscape classes"),
        (GOOD + GOOD.replace("class Dip", "class Dent"), "holds 2 Landscape classes"),
        (GOOD.replace("@dataclass(frozen=True)", ""), r"must be a @dataclass\(frozen=True\)"),
        (GOOD.replace(" (Nobody, 1999)", ""), "must end with its source"),
        (GOOD.replace("def minima", "def lows"), "lacks minima"),
        (GOOD.replace('real(1.0, 0.1, 10.0, log=True, help="how wide it is")', "1.0"), "wide must be declared"),
    ],
)
def test_a_file_that_cannot_be_placed_is_refused_by_name(shelf_of, text, reason):
    with pytest.raises(CatalogueError, match=reason) as refused:
        shelf_of(dents__dip=text)
    assert "dip.py" in str(refused.value)


def test_an_id_can_be_taken_only_once(shelf_of):
    with pytest.raises(CatalogueError, match="'dip' is taken"):
        shelf_of(dents__dip=GOOD, holes__dip=GOOD)


@pytest.mark.parametrize("shelf", [landscapes, optimizers, panels, studies], ids=lambda shelf: shelf.kind)
def test_every_item_can_be_made_is_frozen_and_explains_itself(shelf):
    for id, make in shelf.items():
        item = make()
        assert item.title
        assert len(item.says()) > 20, id
        with pytest.raises(FrozenInstanceError):
            item.id = "other"
        for setting in settings_of(type(item)):
            assert setting.help, (id, setting.name)
            assert setting.read(id, setting.write(setting.default)) == setting.default


def test_an_unknown_id_gets_the_nearest_known_one():
    for shelf in (landscapes, optimizers):
        for id in shelf.classes:
            with pytest.raises(BadInput, match=f"did you mean '{id}'"):
                shelf[id + "q"]
