"""The field engineer's tools with real mpremote, on the virtual board's serial port.

The board boots from its own littlefs, on the real interpreter and in real time.
"""

import json
import shutil
from binascii import crc32

import pytest

from sim.host.serial.board import SerialBoard
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.uplink import Uplink
from tests.system.measure import BOARD_HEAP_BYTES, REPORT_BYTES
from tools import build
from tools.cable import diag
from tools.cable.board import Board, visit
from tools.cable.flash import Image, install
from tools.cable.serial_port import BoardError
from tools.device import ROOT
from tools.pack.files import sums

SECRETS = ("sesame-wifi", "sesame-broker", "918273", "sesame-of-the-group", "5ec4" * 16)

# A reset may be told as an opening under way, after which the contactor rests for half a minute.
_START_S = 40  # a flash that was written file by file is read for twenty of them
_BOOT_S, _DWELL_S, _CAR_S = 15, 30, 30


# Its own: what another run builds in build/ meanwhile must not change what is compared here.
@pytest.fixture(scope="module")
def device_root(tmp_path_factory):
    """What goes on the board, freshly compiled."""
    device = tmp_path_factory.mktemp("build") / "device"
    build.build(ROOT, device)
    return device


@pytest.fixture
def new_board(net, tmp_path):
    """Returns new_board(**options): a virtual board on a serial port, its mains on, no car."""
    made = []

    def make(**options):
        broker = EmbeddedBroker(net)
        broker.start()
        uplink = Uplink(net, broker.port, False)
        workdir = tmp_path / f"board{len(made)}"
        workdir.mkdir()
        made.append((SerialBoard(workdir, uplink, **options), uplink, broker))
        return made[-1][0]

    yield make
    for charger, uplink, broker in made:
        charger.close()
        uplink.close()
        broker.stop()


def at_its_console(charger):
    shows(charger, "pilotlight> ", _START_S)


# Between two lives there is nobody who could have printed.
def shows(charger, prompt, limit_s):
    charger.advance_until(
        lambda _: charger.mains and charger.printed.endswith(prompt), limit_s, repr(prompt)
    )


def charges(charger):
    within_s = _BOOT_S + _DWELL_S + _CAR_S
    charger.advance_until(lambda now: now.contactor and now.drawn_ma > 0, within_s, "a charge")


def flashed(charger, image):
    said = []
    with visit(charger.port) as (board, _facts):
        install(board, image, said.append)
    return said


def diagnosed(charger, folder):
    """What diag wrote, by the names' endings, and all of it as one text."""
    written = diag.diagnose(charger.port, folder)
    texts = [path.read_text() for path in written]
    return json.loads(texts[0]), "\n".join(texts)


# Three boards at once: each start takes ten seconds until a contactor may close.
def test_after_flash_diag_and_service_the_charger_charges_without_help(
    new_board, device_root, tmp_path
):
    busy, resting = (new_board(device_root=device_root) for _ in range(2))
    at_its_console(busy)
    busy.plug_in()
    blank = new_board(blank=True)
    everything_is_flashed(blank, device_root)
    at_its_console(blank)
    blank.plug_in()
    only_the_changed_file_is_flashed(resting, device_root, tmp_path)
    diag_brings_the_bundle(resting, tmp_path / "resting")
    at_its_console(resting)
    resting.plug_in()
    charges(busy)
    mpremote_is_refused(busy, tmp_path / "refused")
    service_ends_the_charge(busy)
    diag_brings_the_bundle(busy, tmp_path / "service")
    for charger in (blank, resting, busy):
        charges(charger)
        assert charger.last.openings_under_load == 0
    assert resting.console_json("wire") == {"wire": 20}


def everything_is_flashed(charger, device_root):
    image = Image(device_root)
    said = flashed(charger, image)
    count = len(image.paths)
    assert said[-1].startswith(f"{count} of {count} files changed")


def only_the_changed_file_is_flashed(charger, device_root, tmp_path):
    at_its_console(charger)
    assert charger.console_json("wire 20")["ok"]
    image, said = Image(another_release(device_root, tmp_path / "changed")), []
    with pytest.raises(BoardError, match="The cable is out"), visit(charger.port):
        install(PulledInTheSwitch(charger.port), image, said.append)
    names = ("firmware/sums.txt", "main.py")
    assert said == [f"copy    {name} ({image.bytes_of(name):,} bytes)" for name in names]
    at_its_console(charger)
    assert flashed(charger, image)[-1].startswith("0 of "), "the board itself has ended the switch"
    at_its_console(charger)


def another_release(device_root, folder):
    """One whose main.py alone differs, and the list of sums with it."""
    shutil.copytree(device_root, folder)
    before = (folder / "main.py").read_bytes()
    after = before + b"# another release\n"
    (folder / "main.py").write_bytes(after)
    listed = (folder / sums.NAME).read_text()
    (folder / sums.NAME).write_text(listed.replace(f"{crc32(before):08x}", f"{crc32(after):08x}"))
    return folder


class PulledInTheSwitch(Board):
    def run(self, script, *, fresh=False, **names):
        if script == "switch" and not fresh:
            raise BoardError("The cable is out.")
        return super().run(script, fresh=fresh, **names)


def diag_brings_the_bundle(charger, folder):
    bundle, _text = diagnosed(charger, folder)
    assert bundle["trouble"] is None
    assert bundle["sections"]["state"]["charging"] is False


# First as `make diag` does it, who asks; then as a terminal would, that only knocks.
def mpremote_is_refused(charger, folder):
    charger.take_changes()
    with pytest.raises(BoardError, match="It is charging. Type `service`"):
        diagnosed(charger, folder)
    with pytest.raises(BoardError, match="not let mpremote in"):
        Board(charger.port).facts()
    assert [change for change in charger.take_changes() if change[1] == "contactor"] == []


def service_ends_the_charge(charger):
    charger.type("service\r")
    charger.advance_until(lambda now: now.contactor == 0, 15, "the end of the charge")
    shows(charger, ">>> ", 5)


def commissioned_with_secrets(charger):
    for line in (
        "link wifi.ssid garage",
        f"link wifi.password {SECRETS[0]}",
        f"link broker.password {SECRETS[1]}",
        f"group garage 32 2 ?\r{SECRETS[3]}",
    ):
        assert "ok: True" in charger.console(line), line
    charger.type(f"link broker.psk\r{SECRETS[4]}\r")
    charger.advance_ms(500)
    charger.type(f"pin\r{SECRETS[2]}\r{SECRETS[2]}\r")
    charger.advance_ms(1_500)


# On a heap as small as the board's: the program still holds most of it when the bundle is made.
def test_diag_brings_no_secret(new_board, device_root, sim_bytes, tmp_path):
    heap = str(BOARD_HEAP_BYTES + sim_bytes + REPORT_BYTES)
    charger = new_board(device_root=device_root, heap=heap)
    at_its_console(charger)
    commissioned_with_secrets(charger)
    bundle, everything = diagnosed(charger, tmp_path)
    assert bundle["trouble"] is None
    settings, link = bundle["sections"]["settings"], bundle["sections"]["link"]
    assert (settings["pin"], settings["group"]["key"]) == ("set", "set")
    assert (settings["group"]["id"], link["wifi"]["ssid"]) == ("garage", "")
    assert [secret for secret in SECRETS if secret in everything] == []
