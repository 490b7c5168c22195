"""Constants in their places, and what nobody names left out."""

from tests.tools.pack.packing import Project

APP = "firmware/app.py"


def test_constants_stand_where_they_are_used(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/limits.py": """\
                from micropython import const
                LOWEST_MA = const(6_000)
                HIGHEST_MA = LOWEST_MA * 8
                NAME = 'wire'
                TABLE = (1, 2)
                """,
            APP: """\
                from firmware import limits
                from firmware.limits import HIGHEST_MA

                def run():
                    print(limits.LOWEST_MA, HIGHEST_MA, limits.NAME, limits.TABLE)
                """,
        },
    )
    assert project.says() == "6000 48000 wire (1, 2)\n"
    assert "print(6000, 48000, 'wire', " in project.texts[APP]
    assert "const" not in project.texts[APP]


def test_constants_that_are_bound_together_are_constants_too(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                OPEN, CLOSED = "open", "closed"

                def run():
                    print(OPEN, CLOSED)
                """
        },
    )
    assert project.says() == "open closed\n"
    assert "print('open', 'closed')" in project.texts[APP]


def test_a_long_text_stays_in_one_place(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                TOLD = "one-word-that-is-longer-than-any-name-may-be"

                def run():
                    print(TOLD)
                    print(TOLD)
                """
        },
    )
    assert project.says() == 2 * "one-word-that-is-longer-than-any-name-may-be\n"
    assert project.texts[APP].count("one-word") == 1


def test_what_changes_is_no_constant(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/state.py": """\
                level = 1
                kept = []
                """,
            APP: """\
                from firmware.state import kept, level

                def run():
                    kept.append(level)
                    print(kept)
                """,
        },
    )
    assert project.says() == "[1]\n"


def test_a_branch_that_a_constant_rules_out_takes_its_imports_along(tmp_path):
    project = Project(
        tmp_path,
        {
            "firmware/board.py": "METER_UART = 2\n",
            APP: """\
                from firmware import board

                def run():
                    if board.METER_UART is None:
                        from firmware import absent

                        return absent.told()
                    print('meter' if board.METER_UART is not None else 'none')
                """,
            "firmware/absent.py": """\
                def told():
                    print('no meter')
                """,
        },
    )
    assert project.says() == "meter\n"
    assert "firmware/absent.py" not in project.texts


def test_what_nobody_names_is_dropped_and_listed(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                class Part:
                    def used(self):
                        return 1

                    def unused(self):
                        return _helper()

                def _helper():
                    return _deeper()

                def _deeper():
                    return 2

                def run():
                    print(Part().used())
                """
        },
    )
    assert project.says() == "1\n"
    assert project.packed.names["dropped"] == [
        "g:firmware.app:Part.unused",
        "g:firmware.app:_deeper",
        "g:firmware.app:_helper",
    ]


def test_a_packages_methods_are_named_where_it_is_imported(tmp_path):
    project = Project(
        tmp_path,
        {
            "lib/talk/simple.py": """\
                class Client:
                    def connect(self):
                        return self._dial()

                    def _dial(self):
                        return 'dialled'

                    def publish(self):
                        return 'published'
                """,
            "firmware/codec.py": """\
                from talk.simple import Client

                def published():
                    return Client().publish()
                """,
            APP: """\
                from firmware import codec

                class Socket:
                    def connect(self):
                        return 'connected'

                def run():
                    print(codec.published(), Socket().connect())
                """,
        },
    )
    assert project.says() == "published connected\n"
    assert project.packed.names["dropped"] == [
        "g:talk.simple:Client._dial",
        "g:talk.simple:Client.connect",
    ]


def test_methods_that_a_base_or_a_text_may_ask_for_stay(tmp_path):
    project = Project(
        tmp_path,
        {
            APP: """\
                import io

                class Ring(list):
                    def sort(self):
                        return 'sorted'

                    def seldom(self):
                        return 'seldom'


                class Wire(io.IOBase):
                    def ioctl(self, request, argument):
                        return 0

                class Part:
                    def status(self):
                        return 'fine'

                    def __str__(self):
                        return 'part'

                def run():
                    print(Ring().sort(), Part())
                    Wire()
                    print(getattr(Part(), 'status')())
                """
        },
    )
    assert project.says() == "sorted part\nfine\n"
    assert project.packed.names["dropped"] == []
