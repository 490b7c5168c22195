"""Run by the interpreter: when flash is written, and what if it refuses. Prints the test's name.

MICROPYPATH=.:lib:.frozen micropython tests/flash/device/rules.py <test>
"""

import json
import os
import sys

from firmware.core.plan.orders import SERVER
from firmware.core.tou import message  # now: with the flash as the root it is not found
from firmware.remembered import PATH
from firmware.services.memory import session_files
from tests.flash.device.nor import BLOCK_BYTES
from tests.flash.device.rig import Rig

_SCHEDULE = {
    "version": 1_234_567,
    "tz": "PST8PDT,M3.2.0,M11.1.0",
    "default": "deny",
    "rules": [{"days": "mon-fri", "start": "23:17", "end": "06:43"}],
}
_FOREIGN = {"colour": "red", "rates": [1, {"deep": None}]}


def _commissioned(wire=32):
    rig = Rig().boot()
    rig.order("wire", {"amps": wire})
    rig.second()
    return rig


def _again(rig):
    """The mains was cut and is back."""
    return Rig(rig.nor.image).boot()


def _noted(rig, code):
    return sum(entry[1] == code for entry in rig.journal.entries)


def _rot(rig, endings):
    for ending in endings:
        rig.store.overwrite(PATH + ending, "{}")


def test_i10_the_same_order_a_thousand_times_writes_nothing():
    rig = _commissioned()
    before = rig.nor.operations
    for _ in range(1_000):
        assert rig.order("wire", {"amps": 32}) is None
        assert rig.order("config", {"boot_wait_s": 30, "outage_mode": "charge"}) is None
        rig.second()
    assert rig.nor.operations == before


def test_i10_a_boot_with_nothing_to_mend_writes_nothing():
    rig = _again(_commissioned())
    for _ in range(100):
        rig.second()
    assert rig.nor.operations == 0


def test_i10_while_closed_nothing_is_written_but_a_lower_limit():
    rig = _commissioned()
    rig.close_contactor()
    before = rig.nor.operations
    assert rig.order("config", {"boot_wait_s": 60}) is False
    assert rig.order("wire", {"amps": 40}) is False
    for _ in range(3_600):
        rig.second()
    assert rig.nor.operations == before and rig.settings.wire_ma == 40_000
    assert rig.order("wire", {"amps": 16}) is True
    lowered = rig.nor.operations
    assert lowered > before
    rig.second()
    assert rig.nor.operations == lowered, "the second copy has to wait"
    assert _again(rig).settings.wire_ma == 16_000
    rig = _again(rig)
    rig.second()
    assert rig.twin.mirrored and rig.nor.operations > 0


def test_i10_what_had_to_wait_is_written_in_the_first_second_after_the_opening():
    rig = _commissioned()
    rig.close_contactor()
    assert rig.order("config", {"boot_wait_s": 60}) is False
    rig.second()
    assert _again(rig).settings.boot_wait_s == 30
    rig.boot()
    rig.close_contactor()
    rig.order("config", {"boot_wait_s": 60})
    rig.open_contactor()
    rig.second()
    assert _again(rig).settings.boot_wait_s == 60


def test_i3_no_schedule_is_ever_on_flash():
    rig = _commissioned()
    rig.commands.execute("tou", message.parse(_SCHEDULE), SERVER)
    for amps in range(6, 40):
        rig.order("wire", {"amps": amps})
        rig.second()
    flash = bytes(rig.nor.image)
    assert b'"wire_ma"' in flash
    for trace in ("PST8PDT", "23:17", "06:43", "1234567", "tou", "schedule", "rules"):
        assert trace.encode() not in flash, trace


def test_a_flash_that_refuses_is_told_of_once_and_asked_once_a_minute():
    rig = _commissioned()
    rig.nor.refuses = True
    assert rig.order("wire", {"amps": 16}) is False
    assert rig.plan.limits["wire"] == 16_000
    for _ in range(600):
        rig.second()
    assert _noted(rig, "not_saved") == 1
    assert _again(rig).settings.wire_ma == 32_000
    rig.boot()
    rig.order("wire", {"amps": 16})
    rig.nor.refuses = False
    for _ in range(59):
        rig.second()
    assert rig.settings.unsaved
    rig.second()
    assert not rig.settings.unsaved and rig.twin.mirrored
    rig.nor.refuses = True
    rig.order("wire", {"amps": 10})
    assert _noted(rig, "not_saved") == 2, "a new streak is told of anew"
    assert _again(rig).settings.wire_ma == 16_000


def test_a_full_file_system_costs_neither_the_old_settings_nor_the_boot():
    rig = _commissioned()
    number = 0
    try:
        while True:
            rig.store.write(f"data/full{number}", "x" * BLOCK_BYTES)
            number += 1
    except OSError:
        pass
    assert rig.order("wire", {"amps": 16}) is False
    rig = _again(rig)
    rig.second()
    assert rig.settings.wire_ma == 32_000 and rig.settings.trouble is None
    for index in range(number):
        rig.store.remove(f"data/full{index}")
    rig.order("wire", {"amps": 16})
    for _ in range(61):
        rig.second()
    assert _again(rig).settings.wire_ma == 16_000


def _with_folders(count):
    rig = Rig().boot()
    for number in range(count):
        os.mkdir(f"folder{number}")
    return rig


def test_what_counts_as_free_can_be_written_however_many_folders_there_are():
    for count in (0, 1, 11, 20):
        rig, written = _with_folders(count), 0
        free = session_files.free_blocks()
        try:
            while True:
                rig.store.overwrite(f"full{written}", "x" * BLOCK_BYTES)
                written += 1
        except OSError:
            assert written == free and session_files.free_blocks() == 0


def test_sessions_are_stored_until_eight_blocks_are_free_and_no_sooner():
    rig, seq = _with_folders(11), 0
    rig.fill(16)
    try:
        while True:
            seq += 1
            record = [seq, 1, 2, 3, 4, 5, 6, "unplugged", False, True]
            session_files.append(record, 0, True)
    except OSError:
        assert session_files.free_blocks() == 7
    assert rig.order("wire", {"amps": 16}) is True


def test_i8_with_every_copy_rotten_it_is_6_a_and_told_until_the_installer_has_been_there():
    rig = _commissioned()
    _rot(rig, (".a", ".b"))
    rig = _again(rig)
    for _ in range(3):
        assert rig.settings.lost and rig.settings.trouble.startswith("settings unreadable")
        assert rig.plan.limits["wire"] == 6_000 and rig.settings.wire_ma is None
        rig.second()
        rig = _again(rig)
    rig.order("wire", {"amps": 32})
    rig = _again(rig)
    assert rig.plan.limits["wire"] == 32_000 and rig.settings.trouble
    assert rig.settings.mended()
    rig.recorder.keep(False)
    rig = _again(rig)
    assert rig.settings.trouble is None and not rig.settings.lost


def test_i8_with_either_copy_rotten_nothing_is_lost_and_it_is_mended():
    for ending in (".a", ".b"):
        rig = _commissioned()
        _rot(rig, (ending,))
        rig = _again(rig)
        assert rig.settings.wire_ma == 32_000 and rig.settings.trouble is None
        assert rig.twin.damaged
        rig.second()
        assert rig.twin.mirrored and not rig.twin.damaged
        other = ".b" if ending == ".a" else ".a"
        _rot(rig, (other,))
        assert _again(rig).settings.wire_ma == 32_000


def test_a_copy_that_rots_while_it_runs_is_written_anew_from_memory():
    rig = _commissioned()
    rig.order("wire", {"amps": 16})
    newest = max((".a", ".b"), key=lambda ending: rig.store.read(PATH + ending).split()[1])
    _rot(rig, (newest,))
    for _ in range(62):
        rig.second()
    assert _noted(rig, "not_saved") == 1 and rig.twin.mirrored
    assert _again(rig).settings.wire_ma == 16_000


def test_fields_of_a_newer_release_survive_a_change_and_a_power_cycle():
    rig = _commissioned()
    fields = json.loads(rig.settings.to_json())
    fields.update(_FOREIGN)
    fields["format"] = 3
    rig.twin.write(json.dumps(fields))
    rig = _again(rig)
    rig.order("wire", {"amps": 16})
    rig = _again(rig)
    fields = json.loads(rig.settings.to_json())
    assert rig.settings.wire_ma == 16_000 and rig.settings.trouble is None
    for name, value in _FOREIGN.items():
        assert fields[name] == value


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    print(json.dumps(sys.argv[1]))
