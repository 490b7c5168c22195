"""What the build cannot decide it refuses, with the line to change."""

import pytest

from tests.tools.pack.packing import Project
from tools.pack.program import PackError


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            """\
                print('loaded')

                def run():
                    pass
                """,
            "app.py:1: a module may only define",
        ),
        (
            """\
                def run():
                    x = 'firmware.nowhere'
                    return x
                """,
            "app.py:2: 'firmware.nowhere'",
        ),
        (
            """\
                from firmware import gone

                def run():
                    gone.x()
                """,
            "firmware.gone is no module",
        ),
        (
            """\
                from firmware import app as me

                def run():
                    me.x()
                """,
            "firmware.app has no x",
        ),
        (
            """\
                from os import *

                def run():
                    pass
                """,
            "app.py:1: import *",
        ),
        (
            """\
                def run():
                    getattr(run, 'a' + 'b')
                """,
            "app.py:2: getattr() of a name put together",
        ),
        (
            """\
                def run():
                    return eval('1')
                """,
            "app.py:2: eval()",
        ),
        (
            """\
                def run():
                    global x
                    x = 1
                """,
            "app.py:2: global",
        ),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_line(tmp_path, text, why):
    with pytest.raises(PackError, match="firmware/app.py") as refused:
        Project(tmp_path, {"firmware/app.py": text})
    assert why in str(refused.value)
