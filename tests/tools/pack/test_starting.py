"""What only starting needs is let go once the start is over; all else stays."""

from tests.tools.pack.packing import Project

APP = "firmware/app.py"

PROGRAM = """\
class Plan:
    def __init__(self, ma):
        self.ma = ma

    def offer(self):
        return self.ma


class Note:
    def __init__(self, text):
        self.text = text


class App:
    def __init__(self):
        self._add(16)
        self._add(0)
        self.note = Note("start")
        self.again = lambda: _told(self)

    def _add(self, ma):
        self.plan = Plan(max(_rating(ma), _rating(16)))

    def run(self):
        self.note = Note("later")
        return self.plan.offer(), self.note.text, self.again()


def _rating(ma):
    return ma


def _told(app):
    return app.note.text


def _start_is_over():
    pass


def run():
    app = App()
    _start_is_over()
    print(app.run())
"""


def test_what_only_starting_calls_goes_and_the_program_runs_on(tmp_path):
    project = Project(tmp_path, {APP: PROGRAM})
    assert project.says() == "(16, 'later', 'later')\n"
    assert project.packed.names["only starting"] == [
        "f:firmware.app:App:_add",
        "g:firmware.app:App.__init__",
        "g:firmware.app:Plan.__init__",
        "g:firmware.app:_rating",
    ]


def test_a_class_that_is_named_after_the_start_stays(tmp_path):
    shown = PROGRAM.replace("print(app.run())", "print(app.run(), Plan(6).offer())")
    project = Project(tmp_path, {APP: shown})
    assert project.says() == "(16, 'later', 'later') 6\n"
    assert "g:firmware.app:Plan.__init__" not in project.packed.names["only starting"]


def test_what_is_handed_on_may_be_called_later(tmp_path):
    handed = PROGRAM.replace("Plan(max(_rating(ma), _rating(16)))", "Plan(_rating)").replace(
        "return self.ma\n", "return self.ma(16)\n"
    )
    project = Project(tmp_path, {APP: handed})
    assert project.says() == "(16, 'later', 'later')\n"
    assert "g:firmware.app:_rating" not in project.packed.names["only starting"]


def test_what_gives_way_in_its_middle_stays(tmp_path):
    slow = PROGRAM.replace("    return ma\n", "    yield ma\n")
    slow = slow.replace("max(_rating(ma), _rating(16))", "next(_rating(16))")
    project = Project(tmp_path, {APP: slow})
    assert project.says() == "(16, 'later', 'later')\n"
    assert "g:firmware.app:_rating" not in project.packed.names["only starting"]


def test_without_a_word_where_the_start_is_over_all_stays(tmp_path):
    plain = PROGRAM.replace("    _start_is_over()\n", "")
    project = Project(tmp_path, {APP: plain})
    assert project.says() == "(16, 'later', 'later')\n"
    assert project.packed.names["only starting"] == []


# The App's and the Plan's constructors, _rating, and what that looks at.
def test_the_table_of_names_holds_only_what_may_be_used_yet(tmp_path):
    text = PROGRAM.replace("return ma\n", "return min(ma, *RATED)\n") + "\n\nRATED = [32]\n"
    left = [
        Project(tmp_path / name, {APP: text.replace(*change)}).left("firmware.app")
        for name, change in (("over", ("", "")), ("never", ("    _start_is_over()\n", "")))
    ]
    assert left[1] - left[0] == 4


def test_what_another_file_asks_for_later_stays(tmp_path):
    asks = PROGRAM.replace(
        "        return self.plan.offer(), self.note.text, self.again()\n",
        "        from firmware import shown\n\n        return shown.rated(), self.note.text\n",
    )
    shown = "from firmware.app import _rating\n\n\ndef rated():\n    return _rating(6)\n"
    project = Project(tmp_path, {APP: asks, "firmware/shown.py": shown})
    assert project.says() == "(6, 'later')\n"
