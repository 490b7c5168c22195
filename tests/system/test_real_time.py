"""In real time: the compiled charger on the board's heap, its broker killed and started again.

One charger talks to the embedded broker, another to mosquitto; they run at the same time.
"""

from tests.system import measure
from tests.system.measure import BOARD_HEAP_BYTES

LINK_TIMEOUT_S = 30
CLOSED = {"version": 1, "tz": "UTC0", "default": "deny"}
LOOKS_AT_HEAP = 50


def commissioned(site):
    site.set_wire(32)
    site.console(f"config link_timeout_s {LINK_TIMEOUT_S}")
    site.connect_to_broker()
    site.new_car(missing_wh=20_000)


def charging_as_the_server_says(site):
    site.shows(40, pilot="C2", contactor=1, reason="unscheduled", link="up", offered_a=32)
    assert site.ask("limit", {"amps": 16})["ok"] is True
    site.shows(10, pilot="C2", contactor=1, offered_a=16, limit_by="live")


def charging_without_the_server(site):
    site.shows(LINK_TIMEOUT_S + 10, pilot="C2", contactor=1, reason="offline", link="down")


def stopped_by_the_returned_server(site):
    site.shows(90, pilot="B1", contactor=0, reason="waiting", link="up")


def charging_by_override(site):
    site.console("override charge")
    site.shows(20, pilot="C2", contactor=1, reason="override")


def test_the_charger_charges_through_the_death_of_its_broker(real_sites, sim_bytes, capsys):
    for site in real_sites:
        commissioned(site)
    for site in real_sites:
        charging_as_the_server_says(site)
    heaps = [heap_while_charging(site, sim_bytes) for site in real_sites]
    for site in real_sites:
        site.server_dies()
    for site in real_sites:
        charging_without_the_server(site)
    for site in real_sites:
        site.server.retain("tou", CLOSED)
        site.server_returns()
    for site in real_sites:
        stopped_by_the_returned_server(site)
        charging_by_override(site)
        assert site.charger.ends == [{"cause": "reset", "text": ""}]
        assert site.charger.last.openings_under_load == 0
    with capsys.disabled():
        for site, (least, most) in zip(real_sites, heaps, strict=True):
            name = type(site.broker).__name__
            print(f"\nheap while charging, {name}: {least} steady, {most} peak", end="")
        print(f" of {BOARD_HEAP_BYTES}, beside the simulator's {sim_bytes}")


# On so small a heap garbage is collected all the time: the least seen is what is in use.
def heap_while_charging(site, sim_bytes):
    seen = []
    for _ in range(LOOKS_AT_HEAP):
        site.charger.advance_ms(100)
        seen.append(site.charger.last.mem_alloc - sim_bytes)
    return min(seen), max(seen)


def test_the_program_s_share_of_the_heap(device_root, capsys):
    program = measure.program_bytes(device_root)
    with capsys.disabled():
        print(f"\nheap after import: {program}")
    assert program < BOARD_HEAP_BYTES
