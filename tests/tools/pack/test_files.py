"""Which of the program's modules become one file on the board."""

from tests.tools.pack.packing import Project

FORGET = """\
                import sys


                def forget(*names):
                    for name in names:
                        del sys.modules[name]
                """


def test_what_is_always_loaded_is_one_file(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/app.py": """\
                from firmware.core import pilot

                def run():
                    print(pilot.read(), _shown())

                def _shown():
                    return 1
                """,
            "firmware/core/pilot.py": """\
                def read():
                    return _shown()

                def _shown():
                    return 2
                """,
        },
    )
    assert project.says() == "2 1\n"
    assert set(project.texts) == {"boot.py", "main.py", "firmware/app.py"}


def test_what_is_imported_on_demand_is_a_file_with_what_only_it_needs(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/app.py": """\
                def run():
                    from firmware.services import cloud

                    print(cloud.told())
                """,
            "firmware/services/cloud.py": """\
                from firmware.services import codec

                def told():
                    return codec.packed()
                """,
            "firmware/services/codec.py": """\
                def packed():
                    return 'packed'
                """,
        },
    )
    assert project.says() == "packed\n"
    assert project.packed.names["files"]["firmware/cloud.py"] == [
        "firmware/services/codec.py",
        "firmware/services/cloud.py",
    ]


def test_imports_side_by_side_are_one_file(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/app.py": """\
                def run():
                    from firmware.services.cloud import told
                    from firmware.services.events import count

                    print(told(), count())
                """,
            "firmware/services/cloud.py": """\
                def told():
                    return [word for word in ("a", "b")]
                """,
            "firmware/services/events.py": """\
                def count():
                    return 1
                """,
        },
    )
    assert project.says() == "['a', 'b'] 1\n"
    assert "firmware/cloud.py" in project.texts
    assert "firmware/events.py" not in project.texts


def test_what_two_imports_share_stays_apart(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/app.py": """\
                def run():
                    print(_one(), _other())

                def _one():
                    from firmware import a

                    return a.told()

                def _other():
                    from firmware import b

                    return b.told()
                """,
            "firmware/a.py": """\
                from firmware.both import told
                __all__ = ('told',)
                """,
            "firmware/b.py": """\
                from firmware import both

                def told():
                    return both.told() + 1
                """,
            "firmware/both.py": """\
                def told():
                    return 1
                """,
        },
    )
    assert project.says() == "1 2\n"
    assert "firmware/both.py" in project.texts


def test_a_module_that_is_held_answers_by_its_names(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/app.py": """\
                def _module(name):
                    if name == 'shows':
                        from firmware import shows as module
                    else:
                        from firmware import orders as module
                    return module

                def run():
                    for name in ('shows', 'orders'):
                        held = _module(name)
                        print(held.title(), getattr(held, 'status')())
                """,
            "firmware/shows.py": """\
                def title():
                    return 'S'

                def status():
                    return 1
                """,
            "firmware/orders.py": """\
                def title():
                    return 'O'

                def status():
                    return 2
                """,
        },
    )
    assert project.says() == "S 1\nO 2\n"


def test_what_is_forgotten_is_the_file_it_became(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/forget.py": FORGET,
            "firmware/app.py": """\
                import sys
                from firmware.forget import forget

                _LOADED = ('firmware.core.deep', 'firmware.core.helper', 'firmware.forget')

                def run():
                    from firmware.core import deep

                    print(deep.told())
                    before = len(sys.modules)
                    if before:
                        _drop()
                    print(before > len(sys.modules))

                def _drop():
                    forget(*[name for name in _LOADED if name in sys.modules])
                """,
            "firmware/core/deep.py": """\
                from firmware.core.helper import told
                __all__ = ('told',)
                """,
            "firmware/core/helper.py": """\
                def told():
                    return 'deep'
                """,
        },
    )
    assert project.says() == "deep\nTrue\n"
    assert "('firmware.helper',)" in project.texts["firmware/app.py"]


def test_an_import_that_only_warms_stays(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/app.py": """\
                import sys


                def run():
                    from firmware import late  # noqa: F401

                    print(sum(name.endswith('late') for name in sys.modules))
                    from firmware import late as used

                    print(used.told())
                """,
            "firmware/late.py": """\
                def told():
                    return 'late'
                """,
        },
    )
    assert project.says() == "1\nlate\n"


def test_what_starts_the_program_needs_no_file_for_the_board_s_numbers(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/board.py": """\
                from micropython import const
                COIL_GPIO = const(26)
                HELD = ((12, 1), (14, 0))
                """,
            "boot.py": """\
                from firmware import board

                print(board.COIL_GPIO)
                for gpio, level in board.HELD:
                    print(gpio, level)
                """,
            "main.py": """\
                import boot

                from firmware import app

                app.run()
                """,
            "firmware/app.py": """\
                def run():
                    print('charging')
                """,
        },
    )
    assert project.says() == "26\n12 1\n14 0\ncharging\n"
    assert "firmware" not in project.texts["boot.py"]
