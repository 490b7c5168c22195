"""Classes that are only made become one, as far as their methods allow."""

import ast

import pytest

from tests.tools.pack.packing import Project

APP = "firmware/app.py"

PROGRAM = """\
class Meter:
    def __init__(self, ma, scale=2):
        self.ma = ma
        if scale == 1:
            return
        self.ma = ma * scale

    def read(self):
        return self._rounded() + 1

    def _rounded(self):
        return self.ma // 10


class Coil:
    def close(self):
        self._closed = True
        return self._closed


class Clock:
    def __init__(self):
        self.now_s = 7

    @property
    def late(self):
        return self.now_s > 5

    def _rounded(self):
        return self.now_s * 100

    def tell(self):
        return self._rounded()


def run():
    meters = Meter(160), Meter(160, scale=1)
    clock = Clock()
    print([meter.read() for meter in meters], Coil().close(), clock.late, clock.tell())
"""
SAYS = "[33, 17] True True 700\n"


def _joined(project):
    return [name.rsplit(":", 1)[1] for name in project.packed.names["joined"]]


def test_what_is_only_made_shares_a_class(tmp_path):
    project = Project(tmp_path, {APP: PROGRAM})
    assert project.says() == SAYS
    assert _joined(project) == ["Clock", "Coil", "Meter"]
    tops = ast.parse(project.texts[APP]).body
    assert sum(isinstance(top, ast.ClassDef) for top in tops) == 1


def test_a_traceback_s_names_are_those_of_the_classes(tmp_path):
    project = Project(tmp_path, {APP: PROGRAM})
    told = [source for _, source, _ in project.packed.names["functions"]["app"]]
    for name in ("Meter.__init__", "Meter.read", "Coil.close", "Clock.late"):
        assert f"{APP} {name}" in told


def test_those_with_a_method_of_the_same_name_are_apart(tmp_path):
    project = Project(tmp_path, {APP: PROGRAM.replace("close(", "read(")})
    assert project.says() == SAYS
    assert len(_joined(project)) == 2


def test_one_that_stores_what_is_the_other_s_property_is_apart(tmp_path):
    stores = PROGRAM.replace("_closed", "late").replace("self.now_s > 5", "self.now_s > 6")
    project = Project(tmp_path, {APP: stores})
    assert project.says() == SAYS
    assert len(_joined(project)) == 2


@pytest.mark.parametrize(
    "told",
    [
        "print(isinstance(Coil(), Coil))",
        "print(hasattr(clock, 'close'))",
        "print([one().close() for one in (Coil,)])",
    ],
)
def test_a_class_that_is_asked_for_stays(tmp_path, told):
    project = Project(tmp_path, {APP: PROGRAM + "    " + told + "\n"})
    assert project.says().startswith(SAYS)
    assert _joined(project) == ["Clock", "Meter"]


def test_what_may_be_stored_from_elsewhere_is_no_shared_property(tmp_path):
    stores = "    meters[0].late = 1\n    print(meters[0].late)\n"
    project = Project(tmp_path, {APP: PROGRAM + stores})
    assert project.says() == SAYS + "1\n"
    assert _joined(project) == ["Coil", "Meter"]


def test_a_class_with_a_table_of_its_own_or_a_base_stays(tmp_path):
    text = PROGRAM.replace("class Coil:\n", "class Coil:\n    kinds = (1, 2)\n\n")
    text = text.replace("class Clock:", "class Clock(Meter):")
    project = Project(tmp_path, {APP: text})
    assert project.says() == SAYS
    assert _joined(project) == []
