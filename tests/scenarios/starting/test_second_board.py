"""Another board is another board.py: the charger runs on the pin-out of docs/boards/."""

import shutil

import pytest

from sim.host.process import ROOT
from sim.host.site.home import pilot_name

OTHER = ROOT / "docs" / "boards" / "smartevse_v3.py"


@pytest.fixture
def site(new_site, tmp_path):
    root = tmp_path / "root"
    for room in ("firmware", "lib"):
        shutil.copytree(ROOT / room, root / room)
    for name in ("boot.py", "main.py"):
        shutil.copyfile(ROOT / name, root / name)
    shutil.copyfile(OTHER, root / "firmware" / "board.py")
    return new_site(device_root=root)


def test_the_second_board_charges_and_its_ground_fault_opens(site):
    site.set_wire(16)
    assert site.status()["limits"]["board"] == 32
    site.charger.plug_in()
    site.charger.advance_until(lambda now: now.contactor, 20, "the contactor")
    site.charger.advance_ms(6_000)
    assert pilot_name(site.charger.last) == "C2"
    assert site.status()["offered_a"] == 16 and site.said["current_a"] is None
    site.charger.do("inject", name="leak", on=True)
    site.charger.advance_ms(100)
    assert not site.charger.last.contactor
    assert site.status()["fault"]["code"] == "ground_fault"


def test_its_pilot_is_read_right_at_every_plateau(site):
    site.charger.advance_ms(2_000)
    assert site.status()["pilot"] == "A"
    site.charger.plug_in(auto=False)
    site.charger.advance_ms(2_000)
    assert site.status()["pilot"] == "B1"
    site.charger.do("ask_power")
    site.charger.advance_ms(2_000)
    assert site.status()["pilot"] == "C1"
