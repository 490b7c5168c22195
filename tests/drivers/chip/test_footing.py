"""What the chip must hold first; and how many starts have not lasted."""

import json

import machine
import network
import pytest

from firmware.drivers.chip import footing
from firmware.drivers.chip.reset_memory import ResetMemory

LINK = {"broker": {"host": "broker.example"}, "wifi": {"ssid": "home"}}


@pytest.fixture
def linked(world, tmp_path, monkeypatch):
    """A charger with a broker and a Wi-Fi to join."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    write(LINK)
    return world


def write(document):
    with open("data/link.json", "w") as file:
        json.dump(document, file)


def refuse(monkeypatch, owner, name, error):
    def refused(*_arguments, **_options):
        raise error

    monkeypatch.setattr(owner, name, refused)


def test_a_charger_with_a_link_has_its_radio_on_before_anything_is_loaded(linked):
    found = footing.Footing()
    assert found.wlan.active() and found.no_radio == ""
    assert found.uart is not None and found.no_uart == ""


@pytest.mark.parametrize(
    "link",
    [
        {},
        [],
        {"broker": {"host": "broker.example"}, "wifi": {}},
        {"broker": {"host": "broker.example"}, "wifi": {"ssid": ""}},
        {"broker": {"host": ""}, "wifi": {"ssid": "home"}},
    ],
)
def test_without_a_network_to_join_no_radio_takes_memory(linked, link):
    write(link)
    found = footing.Footing()
    assert found.wlan is None and found.no_radio == "" and not linked.air.active


def test_what_memory_there_is_and_where_the_program_lies(linked, monkeypatch):
    monkeypatch.setattr(footing.gc, "mem_free", lambda: 165_280)
    monkeypatch.setattr(footing.gc, "mem_alloc", lambda: 1_312)
    found = footing.Footing()
    assert found.heap_bytes == 166_592 and not found.frozen
    assert not found.psram
    monkeypatch.setattr(footing, "__file__", "firmware/drivers/chip/footing.py")
    psram = (4_194_304, 4_100_000, 4_000_000, 4_100_000)
    monkeypatch.setattr(footing.esp32, "idf_heap_info", lambda _capabilities: [psram])
    found = footing.Footing()
    assert found.frozen and found.psram


def test_the_chip_runs_as_fast_as_it_can(linked):
    footing.Footing()
    assert machine.freq() == 240_000_000


def test_without_a_file_no_radio_takes_memory(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert footing.Footing().wlan is None


@pytest.mark.parametrize("error", [OSError("WiFi Out of Memory"), MemoryError("1336")])
def test_a_radio_that_finds_no_memory_is_told_of_and_done_without(linked, monkeypatch, error):
    refuse(monkeypatch, network, "WLAN", error)
    found = footing.Footing()
    assert found.wlan is None
    assert found.no_radio == f"{type(error).__name__}: {error}"
    assert found.uart is not None


def test_a_uart_that_finds_no_memory_is_told_of_and_done_without(linked, monkeypatch):
    refuse(monkeypatch, footing, "UART", OSError(1, "ESP_FAIL"))
    found = footing.Footing()
    assert found.uart is None and "ESP_FAIL" in found.no_uart
    assert found.wlan is not None


def test_on_a_heap_too_small_for_it_the_link_is_not_even_read(linked, monkeypatch):
    monkeypatch.setattr(footing.gc, "mem_free", lambda: 60_000)
    found = footing.Footing()
    assert found.too_small and found.bare
    assert found.wlan is None and found.no_radio == "" and not linked.air.active


# --- the count -----------------------------------------------------------------------------------


def test_each_start_is_counted_before_the_radio_is_tried(linked, monkeypatch):
    refuse(monkeypatch, network, "WLAN", SystemExit("as good as an abort"))
    for count in (1, 2):
        with pytest.raises(SystemExit):
            footing.Footing()
        assert ResetMemory(machine.RTC()).read("starts") == bytes((count,))
    found = footing.Footing()
    assert found.starts == 3 and found.wlan is None and found.no_radio == ""


def test_the_fifth_start_is_bare(linked):
    assert [footing.Footing().bare for _ in range(5)] == [False] * 4 + [True]


def test_a_link_that_finds_no_memory_is_left_out_by_the_next_start(linked):
    footing.Footing().leave_link_out()
    found = footing.Footing()
    assert found.wlan is None and not found.bare


def test_a_mains_cut_forgets_the_count(linked):
    footing.Footing()
    linked.registers.start_after("power")
    assert footing.Footing().starts == 1


def test_whom_a_person_ends_is_not_counted(linked):
    footing.Footing().ended(KeyboardInterrupt())
    assert footing.Footing().starts == 1


def test_a_program_that_dies_leaves_its_words_and_stays_counted(linked):
    footing.Footing().ended(MemoryError("heap"))
    found = footing.Footing()
    assert found.starts == 2
    assert found.reset_memory.read("words") == b"MemoryError: heap"


def test_counting_leaves_a_damaged_trace_damaged(linked):
    footing.Footing().reset_memory.save()
    content = bytearray(machine.RTC().memory())
    content[-1] ^= 1
    machine.RTC().memory(bytes(content))
    assert footing.Footing().reset_memory.read("trace") is None
