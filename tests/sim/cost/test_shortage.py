"""Calls of the chip that find no memory, and aborts in C that no Python sees."""

import subprocess

import machine
import network
import pytest

from firmware import board
from sim.cost.shortage import FAILURES
from sim.host.process import ROOT, interpreter
from sim.host.story.words import KINDS
from sim.world import ChipReset, World, install

# What a watched import is asked for: a module in a package, from within and from outside it.
IMPORTS = """
import sys
from sim.cost import importing
importing.install(lambda name: print(name) if name not in sys.modules else None, lambda: None)
import asyncio.event
from firmware.core import ticks
print(ticks.elapsed_ms(5, 3), asyncio.event.Event.__name__)
"""


def make_wlan():
    return network.WLAN(network.STA_IF)


def test_the_radio_finds_no_memory_in_life_after_life_until_it_is_supplied(world):
    world.do("run_short", {"call": "wlan"})
    for life in (world, World.load(world.save("reset"), power_on=False)):
        install(life)
        with pytest.raises(OSError, match="WiFi Out of Memory"):
            make_wlan()
    life.do("supply", {"call": "wlan"})
    assert make_wlan().status() == network.STAT_IDLE


def test_its_start_and_joining_can_fail_by_themselves(world):
    wlan = make_wlan()
    world.run_short("wlan_active")
    with pytest.raises(OSError, match="WiFi Out of Memory"):
        wlan.active(True)
    world.supply("wlan_active")
    wlan.active(True)
    world.run_short("wlan_connect")
    with pytest.raises(OSError, match="WiFi Out of Memory"):
        wlan.connect("home", "secret")


def test_only_so_many_calls_fail_after_so_many_that_do_not(world):
    world.run_short("uart", after=1, times=1)
    machine.UART(board.METER_UART)
    with pytest.raises(OSError) as failure:
        machine.UART(board.METER_UART)
    assert failure.value.args == (1, "ESP_FAIL")
    machine.UART(board.METER_UART)


def test_a_panic_resets_the_cpu_in_the_middle_of_the_call(world):
    world.run_short("wlan", panics=True)
    with pytest.raises(ChipReset) as reset:
        make_wlan()
    install(World.load(world.save(reset.value.cause), power_on=False))
    assert reset.value.cause == "panic"
    assert machine.reset_cause() == machine.HARD_RESET


def test_a_call_that_there_is_not_is_refused(world):
    with pytest.raises(ValueError, match="no such call"):
        world.run_short("gremlins")


def test_a_story_has_a_word_for_every_call():
    pattern, reading, _ = KINDS["call"]
    calls = {reading(word) for word in pattern.split("|")[:-1]} | {"import"}
    assert calls == set(FAILURES)


def test_an_import_is_watched_by_its_whole_name():
    watched = subprocess.run(
        [interpreter(), "-c", IMPORTS],
        env={"MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert watched[:3] == ["asyncio.event", "asyncio.core", "time"]
    assert {"firmware.core", "firmware.core.ticks"} <= set(watched)
    assert watched[-2:] == ["2", "Event"]
