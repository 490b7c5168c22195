"""Every rule catches a planted breach, and lets the nearest innocent line pass."""

import pytest

from tests.architecture import doors, rules
from tests.architecture.source import parse

CORE, DRIVER = "firmware/core/evse.py", "firmware/drivers/gfci.py"
CONTROL, CLOUD = "firmware/services/control.py", "firmware/services/link/cloud.py"

WRONG_IMPORTS = (
    (CORE, "import machine"),
    (CORE, "import time"),
    (CORE, "from firmware import board"),
    (CORE, "from firmware.services import cloud"),
    (CORE, "def late():\n    import json"),
    (CLOUD, "import machine"),
    (CLOUD, "from network import WLAN"),
    (CLOUD, "from firmware.drivers.contactor import Contactor"),
    (CLOUD, "from firmware import drivers"),
    (CLOUD, "from ...drivers import contactor"),
    (CLOUD, "__import__('machine')"),
    (CLOUD, "__import__('mach' + 'ine')"),
    (CLOUD, "from firmware import app"),
    (CLOUD, "from sim import car"),
    (CLOUD, "import dataclasses"),
    (DRIVER, "from firmware.services import control"),
    (DRIVER, "import firmware.app"),
    (DRIVER, "import tests.rig"),
    ("firmware/app.py", "from machine import Pin"),
    ("firmware/settings.py", "from firmware.drivers import store"),
    ("firmware/board.py", "import esp32"),
    ("boot.py", "import network"),
    ("main.py", "import sim"),
    ("lib/ussl.py", "import firmware.board"),
    ("sim/board.py", "from firmware.services import control"),
    ("sim/board.py", "import firmware.app"),
    ("sim/car/car.py", "from sim.host import broker"),
    ("sim/hw/machine.py", "from enum import Enum"),
)
RIGHT_IMPORTS = (
    (CORE, "from micropython import const"),
    (CORE, "from firmware.core import j1772"),
    (CORE, "from .j1772 import offer_duty"),
    (CLOUD, "import asyncio, json\nfrom firmware.core import policy"),
    (DRIVER, "from machine import Pin\nfrom firmware.core import pilot"),
    ("firmware/app.py", "from firmware.drivers import gfci\nfrom firmware.services import cloud"),
    ("boot.py", "from machine import Pin\nfrom firmware import board"),
    ("sim/board.py", "from firmware import board\nfrom firmware.core.j1772 import offer_duty"),
    ("sim/host/__main__.py", "import dataclasses\nfrom sim.host import broker"),
    ("tests/rig.py", "from firmware.services import control"),
)


CLOSED = [
    (room, other)
    for room in doors.DOORS
    for other in doors.DOORS
    if not doors.may_enter(room, other)
]


def breaches(rule, path, text):
    return list(rule(parse(path, text)))


@pytest.mark.parametrize(("room", "other"), CLOSED)
def test_an_import_through_a_closed_door_is_caught(room, other):
    asked = "from {} import planted".format(other.replace("/", "."))
    path = room + ".py" if room in ("firmware/board", "firmware/app") else room + "/planted.py"
    assert len(breaches(doors.closed_doors, path, asked)) == 1
    assert breaches(doors.closed_doors, path, f"from {room.replace('/', '.')} import near") == []


def test_a_circle_of_three_files_is_caught():
    texts = {
        "firmware/core/pilot/a.py": "from firmware.core.pilot import b",
        "firmware/core/pilot/b.py": "def later():\n    from firmware.core.pilot.c import x",
        "firmware/core/pilot/c.py": "from firmware.core.pilot.a import y",
    }
    found = list(doors.circles([parse(path, text) for path, text in texts.items()]))
    assert len(found) == 1 and found[0].count("->") == 3
    texts["firmware/core/pilot/c.py"] = "from micropython import const"
    assert list(doors.circles([parse(path, text) for path, text in texts.items()])) == []


@pytest.mark.parametrize("path, text", WRONG_IMPORTS)
def test_an_import_against_the_direction_is_caught(path, text):
    assert breaches(rules.import_directions, path, text) or breaches(
        doors.closed_doors, path, text
    )


@pytest.mark.parametrize("path, text", RIGHT_IMPORTS)
def test_an_import_along_the_direction_passes(path, text):
    assert breaches(rules.import_directions, path, text) == []
    assert breaches(doors.closed_doors, path, text) == []


def closing_breaches(**texts):
    paths = {"control": CONTROL, "cloud": CLOUD, "driver": DRIVER}
    modules = [parse(paths[name], text) for name, text in texts.items()]
    return list(rules.one_closing_line(modules))


CLOSES = "self._contactor.close()"


def test_one_closing_line_in_control_passes():
    assert closing_breaches(control=CLOSES, cloud="socket.close()\ncontactor.open()") == []


def test_a_second_closing_line_is_caught():
    assert len(closing_breaches(control=f"{CLOSES}\n{CLOSES}")) == 1


def test_control_without_a_closing_line_is_caught():
    assert len(closing_breaches(control="self._contactor.open()")) == 1


def test_a_closing_line_elsewhere_is_caught():
    assert len(closing_breaches(control=CLOSES, cloud="contactor.close()")) == 1


def test_a_closing_method_kept_under_another_name_is_caught():
    assert len(closing_breaches(control=CLOSES, driver="shut = rig.contactor.close")) == 1


def test_rooms_that_do_not_exist_yet_pass():
    assert list(rules.one_closing_line([])) == []


@pytest.mark.parametrize(
    "text",
    (
        "Pin(26, Pin.OUT)",
        "machine.Pin(26)",
        "PWM(Pin(25), freq=1000)",
        "ADC(36)",
        "UART(2, tx=17)",
        "UART(2, 9600, rx=16)",
        "Pin(id=26)",
        "_COIL = const(26)\nPin(_COIL)",
    ),
)
def test_a_gpio_number_outside_board_is_caught(text):
    assert len(breaches(rules.gpio_numbers_in_board_only, DRIVER, text)) == 1
    assert len(breaches(rules.gpio_numbers_in_board_only, "main.py", text)) == 1
    for path in ("firmware/board.py", "boot.py"):
        assert breaches(rules.gpio_numbers_in_board_only, path, text) == []


def test_a_gpio_number_from_board_passes():
    text = "Pin(board.CONTACTOR, Pin.OUT)\nUART(2, tx=board.METER_TX)\ncontactor.value(0)"
    assert breaches(rules.gpio_numbers_in_board_only, DRIVER, text) == []


@pytest.mark.parametrize("lines, caught", ((300, 0), (301, 1)))
def test_a_module_ends_at_300_lines(lines, caught):
    assert len(breaches(rules.short_modules, CORE, "x = 1\n" * lines)) == caught


@pytest.mark.parametrize("lines, caught", ((40, 0), (41, 1)))
def test_a_function_ends_at_40_lines(lines, caught):
    text = "async def step():\n" + "    x = 1\n" * (lines - 1)
    assert len(breaches(rules.short_functions, CORE, text)) == caught


def test_a_literal_table_in_a_function_does_not_count():
    text = "def step():\n    rows = (\n" + "        (A, 1),\n" * 60 + "    )\n"
    assert breaches(rules.short_functions, CORE, text) == []


def test_a_table_of_calls_counts():
    text = "def step():\n    rows = (\n" + "        act(1),\n" * 60 + "    )\n"
    assert len(breaches(rules.short_functions, CORE, text)) == 1


def test_a_bare_except_is_caught():
    assert len(breaches(rules.no_bare_except, CLOUD, "try:\n    x\nexcept:\n    pass")) == 1
    assert breaches(rules.no_bare_except, CLOUD, "try:\n    x\nexcept OSError:\n    pass") == []


def test_a_global_is_caught():
    assert len(breaches(rules.no_global, CLOUD, "def f():\n    global count")) == 1


@pytest.mark.parametrize("path, caught", ((CORE, 1), ("sim/car/car.py", 1), ("tests/rig.py", 0)))
def test_an_assert_is_caught_in_firmware_and_sim_only(path, caught):
    assert len(breaches(rules.no_assert_as_guard, path, "assert offered_ma")) == caught


@pytest.mark.parametrize(
    "text",
    (
        "relay_on = 1",
        "def f(amps10): pass",
        "self.relay_on()",
        "from unittest.mock import MagicMock",
    ),
)
def test_a_forbidden_name_is_caught(text):
    assert len(breaches(rules.no_forbidden_names, "tests/rig.py", text)) == 1


@pytest.mark.parametrize("word", ("TODO", "FIXME", "XXX"))
def test_unfinished_work_is_caught(word):
    assert len(breaches(rules.nothing_unfinished, CORE, f"x = 1  # {word} later")) == 1


@pytest.mark.parametrize("folder", ("work", "home", "root", "tmp"))
def test_a_path_of_one_machine_is_caught(folder):
    assert len(list(rules.no_machine_paths("docs/x.md", f"see `/{folder}/x`"))) == 1
    assert len(list(rules.no_machine_paths("docs/x.md", f"/{folder}"))) == 1
    assert list(rules.no_machine_paths("docs/x.md", f"data/{folder}/x and /{folder}x")) == []
