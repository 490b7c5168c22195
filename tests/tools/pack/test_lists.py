"""The names that are said to be in the interpreter's image are there."""

import re
import subprocess

from sim.host.process import interpreter
from tools.pack.naming.words import words

_LIMIT_S = 60

# Looking for an attribute makes its name known: one more is counted, unless the image has it.
_ASK = """
import micropython
import sys


class Any:
    pass


for line in sys.stdin:
    name = line.strip()
    print("name", name)
    micropython.qstr_info()
    getattr(Any, name, None)
    micropython.qstr_info()
"""


def in_the_image(names):
    done = subprocess.run(
        [interpreter(), "-c", _ASK],
        input="\n".join(names) + "\n",
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=True,
    )
    asked = re.findall(r"name (\w+)\n.*?n_qstr=(\d+).*?\n.*?n_qstr=(\d+)", done.stdout)
    return {name for name, before, after in asked if before == after}


def test_every_listed_name_is_in_the_image():
    listed = words("rom_names.txt")
    assert set(listed) - in_the_image(listed) == set()


def test_a_name_of_ours_is_not():
    assert in_the_image(["offered_ma"]) == set()


def test_the_two_lists_share_nothing():
    assert not set(words("rom_names.txt")) & set(words("board_names.txt"))
