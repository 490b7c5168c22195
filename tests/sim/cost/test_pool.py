"""One pool of memory for Python's heap, the radio, UARTs and connections, as on the chip."""

import esp32
import machine
import network
import pytest

from firmware import board
from sim.cost import pool
from sim.world import ChipReset, World, install

NO_LINK_BYTES = 128_600  # the charger without a link, idle
SLIM_BYTES = 94_112  # a selection of its modules, with the link's
WHOLE_BYTES = 139_664  # all its modules, with the link's


def free_bytes():
    return sum(free for _, free, _, _ in esp32.idf_heap_info(esp32.HEAP_DATA))


def test_untold_everything_finds_memory(world):
    for _ in range(20):
        machine.UART(board.METER_UART)
    network.WLAN()


def test_144_kb_are_free_at_the_prompt(world):
    assert free_bytes() == 144 * 1_024


def test_when_the_firmware_is_loaded_there_is_none_left_for_the_radio(world):
    world.set_python_heap(NO_LINK_BYTES)
    with pytest.raises(OSError, match="WiFi Out of Memory"):
        network.WLAN()


def test_with_the_radio_first_python_takes_what_the_uart_needs(world):
    network.WLAN()
    world.set_python_heap(WHOLE_BYTES)
    with pytest.raises(OSError) as failure:
        machine.UART(board.METER_UART)
    assert failure.value.args == (1, "ESP_FAIL")


def test_with_radio_and_uart_first_the_driver_aborts_when_it_joins(world):
    wlan = network.WLAN()
    wlan.active(True)
    machine.UART(board.METER_UART)
    world.set_python_heap(WHOLE_BYTES)
    with pytest.raises(ChipReset) as reset:
        wlan.connect("home", "secret")
    assert reset.value.cause == "panic"


def test_a_slim_program_beside_the_radio_leaves_40_kb(world):
    network.WLAN()
    world.set_python_heap(SLIM_BYTES)
    assert free_bytes() == pytest.approx(40_012, rel=0.01)


def test_what_is_given_back_can_be_taken_again_but_not_what_python_has_taken(world):
    world.set_python_heap(WHOLE_BYTES)
    before = free_bytes()
    port = machine.UART(board.METER_UART, rxbuf=16_384)
    assert free_bytes() < before - 16_384
    port.deinit()
    assert free_bytes() == before
    world.set_python_heap(SLIM_BYTES)
    assert free_bytes() == before


def test_a_reset_gives_all_back_and_the_told_figure_stays(world):
    world.set_python_heap(WHOLE_BYTES)
    install(World.load(world.save("reset"), power_on=False))
    assert free_bytes() == pool.SMALL_BYTES + pool.LARGE_BYTES
    with pytest.raises(OSError, match="WiFi Out of Memory"):
        network.WLAN()


def test_what_is_in_use_can_be_measured(world):
    world.pool.measure = lambda: NO_LINK_BYTES
    world.set_python_heap(pool.MEASURED)
    assert world.pool.python_bytes > NO_LINK_BYTES
