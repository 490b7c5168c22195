"""firmware.bare has modules of its own, with nothing in them that only firmware.app asks for."""

from tests.tools.pack.packing import Project

MAIN = """\
from firmware import sizes

if sizes.few():
    from firmware import bare

    bare.run()
else:
    from firmware import app

    app.run()
"""

PROGRAM = {
    "main.py": MAIN,
    "firmware/sizes.py": "def few():\n    return True\n",
    "firmware/pilot.py": """\
        class Pilot:
            def offer(self):
                return 6

            def told(self):
                return "offers six"


        def made():
            return Pilot()
        """,
    "firmware/forget.py": """\
        import sys


        def forget(name):
            sys.modules.pop(name, None)
        """,
    "firmware/reader.py": "def read():\n    return 'read'\n",
    "firmware/bare.py": """\
        from firmware import pilot
        from firmware.forget import forget


        def run():
            from firmware import reader

            print(reader.read(), pilot.made().offer())
            forget("firmware.reader")
        """,
    "firmware/app.py": """\
        from firmware import pilot


        def run():
            print(pilot.made().told(), pilot.made().offer())
        """,
}


def test_it_runs_as_before(tmp_path):
    assert Project(tmp_path, PROGRAM).says() == "read 6\n"


def test_so_does_the_other(tmp_path):
    large = {"firmware/sizes.py": "def few():\n    return False\n"}
    assert Project(tmp_path, PROGRAM | large).says() == "offers six 6\n"


def test_what_only_the_other_asks_for_is_not_in_it(tmp_path):
    texts = Project(tmp_path, PROGRAM).texts
    assert "offers six" in texts["firmware/app.py"]
    assert "offers six" not in texts["firmware/bare.py"]


def test_neither_needs_a_file_of_the_other(tmp_path):
    project = Project(tmp_path, PROGRAM)
    assert "firmware.app" not in project.texts["firmware/bare.py"]
    assert "firmware.bare" not in project.texts["firmware/app.py"]
    named = project.packed.names["files"]
    assert "firmware/pilot.py" in named["firmware/app.py"] and named["firmware/bare.py"]


def test_what_main_has_loaded_before_is_not_there_twice(tmp_path):
    files = Project(tmp_path, PROGRAM).packed.names["files"]
    assert sum("firmware/sizes.py" in modules for modules in files.values()) == 1


def test_what_it_loads_on_demand_it_forgets_by_its_own_name(tmp_path):
    texts = Project(tmp_path, PROGRAM).texts
    assert "firmware/bare_reader.py" in texts
    assert "firmware.bare_reader" in texts["firmware/bare.py"]
