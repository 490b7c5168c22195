"""The black box's traces on flash: when one is kept, what is in it, and what becomes of it."""

import os
from types import SimpleNamespace

import pytest

from firmware.core.record.black_box import RING_BYTES, BlackBox
from firmware.drivers.flash import traces as folder
from firmware.services.memory.traces import Traces
from tests.core.bench import ideal_burst
from tests.core.rig import STEP_MS, Rig


class Recorded:
    """A charger whose every step the black box is told of, and whose traces are kept."""

    def __init__(self, load=lambda: folder):
        ring = bytearray(RING_BYTES)
        self.rig = rig = Rig(boot_ms=11_000)
        self.box = BlackBox(memoryview(ring))
        self.traces = Traces(self.box, ring, rig.charger, rig.journal, load)

    def pass_ms(self, ms):
        charger, clock = self.rig.charger, self.rig.clock
        for _ in range(ms // STEP_MS):
            burst = ideal_burst(self.rig.car, self.rig.duty)
            self.rig.advance_ms(STEP_MS)
            self.box.take(burst, charger, clock.ticks_ms())
            self.traces.look(clock.ticks_ms())

    def charge(self):
        self.rig.car = "B"
        self.pass_ms(4_000)
        self.rig.car = "C"
        self.pass_ms(2_000)
        assert self.rig.board.coil

    def lose_earth(self, ms=STEP_MS):
        self.rig.board.earth = False
        self.pass_ms(ms)

    def mend_earth_and_charge_again(self):
        self.rig.board.earth = True
        self.pass_ms(70_000)
        assert self.rig.board.coil

    @property
    def notes(self):
        return [detail for _, code, detail, *_ in self.rig.journal.entries if code == "trace"]


@pytest.fixture(autouse=True)
def flash(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def recorded():
    return Recorded()


def kept():
    return sorted(os.listdir("data/traces")) if os.path.exists("data/traces") else []


def lines(name="1.csv"):
    with open("data/traces/" + name) as file:
        return file.read().splitlines()


# --- a trip --------------------------------------------------------------------------------------


def test_a_trip_is_on_flash_a_second_later_and_not_before(recorded):
    recorded.charge()
    recorded.lose_earth(STEP_MS + 1_000)
    assert kept() == []
    recorded.pass_ms(STEP_MS)
    assert kept() == ["1.csv"]
    assert recorded.notes == ["data/traces/1.csv"]


def test_it_tells_what_was_before_the_trip_and_what_followed(recorded):
    recorded.charge()
    recorded.lose_earth(1_200)
    cause, header, *rows = lines()
    assert cause == "# ground_lost"
    assert header == "ms_before_end,high_v,low,state,contactor,coil,mains,tripped,ground,fault"
    before = [row for row in rows if row.endswith("C2+,1,1,1,0,1,")]
    tripped = [row for row in rows if row.startswith("1000,")]
    assert before and int(before[-1].split(",")[0]) > 1_000
    assert tripped == ["1000,6.0,sound,F,0,1,1,0,0,ground_lost"]
    assert rows[-1].split(",")[3:] == ["C1", "0", "0", "0", "0", "0", "ground_lost"]


def test_a_fault_of_class_now_that_the_pilot_tells_is_a_trip(recorded):
    recorded.charge()
    recorded.rig.car = "E"
    recorded.pass_ms(1_200)
    assert lines()[0] == "# pilot_short"


@pytest.mark.parametrize("ends", ["A", "B"])
def test_a_car_that_leaves_or_has_had_enough_is_no_trip(recorded, ends):
    recorded.charge()
    recorded.rig.car = ends
    recorded.pass_ms(5_000)
    assert kept() == []


def test_a_graceful_stop_is_no_trip(recorded):
    recorded.charge()
    recorded.rig.charger.faults.strike("overcurrent", recorded.rig.plan.now_s)
    recorded.pass_ms(10_000)
    assert not recorded.rig.board.coil
    assert kept() == []


def test_a_fault_while_open_is_no_trip(recorded):
    recorded.rig.car = "B"
    recorded.pass_ms(4_000)
    recorded.lose_earth(5_000)
    assert recorded.rig.fault == "ground_lost"
    assert kept() == []


def test_after_it_was_written_the_box_goes_on(recorded):
    recorded.charge()
    recorded.lose_earth(1_200)
    recorded.mend_earth_and_charge_again()
    recorded.lose_earth(1_200)
    assert kept() == ["1.csv", "2.csv"]
    assert "C2+,1,1,1,0,1," in "".join(lines("2.csv"))


# --- quiet moments -------------------------------------------------------------------------------


def test_one_a_minute_and_the_next_waits_for_its_time(recorded):
    recorded.charge()
    recorded.lose_earth(1_200)
    written_s = recorded.rig.plan.now_s
    recorded.traces.found("another")
    recorded.pass_ms(30_000)
    assert kept() == ["1.csv"]
    recorded.pass_ms(31_000)
    assert kept() == ["1.csv", "2.csv"]
    assert recorded.rig.plan.now_s - written_s <= 62


def test_i10_what_could_not_be_written_before_the_contactor_closes_is_dropped(recorded):
    recorded.charge()
    recorded.traces.found("late")
    recorded.pass_ms(STEP_MS)
    assert recorded.box.frozen is False
    recorded.rig.car = "B"
    recorded.pass_ms(10_000)
    assert kept() == []


@pytest.mark.parametrize("busy", ["C2", "self_test"])
def test_it_waits_while_the_contactor_is_about_to_close(recorded, busy):
    charger = recorded.rig.charger
    recorded.traces.found("reset watchdog")
    if busy == "C2":
        charger.evse.state = "C2"
    else:
        charger.self_test.step(charger.senses, 0)
    recorded.traces.look(0)
    assert kept() == []
    charger.evse.state = "B1"
    charger.self_test = SimpleNamespace(running=False)
    recorded.traces.look(0)
    assert lines()[0] == "# reset watchdog"


# --- the folder ----------------------------------------------------------------------------------


def test_the_last_four_are_kept_and_no_number_is_given_twice_in_a_row():
    for number in range(1, 8):
        assert folder.write(["trip"]) == f"data/traces/{number}.csv"
    assert folder.paths() == [f"data/traces/{number}.csv" for number in (4, 5, 6, 7)]
    assert kept() == ["4.csv", "5.csv", "6.csv", "7.csv"]


def test_the_tenth_is_newer_than_the_ninth():
    for _ in range(11):
        folder.write(["trip"])
    assert folder.paths()[0] == "data/traces/8.csv"
    assert folder.paths()[-1] == "data/traces/11.csv"


def test_foreign_files_in_the_folder_are_left_alone():
    os.makedirs("data/traces")
    for name in ("notes.txt", "x.csv"):
        open("data/traces/" + name, "w").close()
    for _ in range(6):
        folder.write(["trip"])
    assert {"notes.txt", "x.csv"} < set(kept())
    assert len(folder.paths()) == 4


def test_no_folder_holds_no_traces():
    assert folder.paths() == []


# --- flash that refuses --------------------------------------------------------------------------


def test_flash_that_refuses_is_noted_once_and_the_trace_dropped():
    recorded = Recorded(load=lambda: SimpleNamespace(write=_refuse))
    recorded.charge()
    for _ in range(2):
        recorded.lose_earth(1_200)
        assert recorded.box.frozen is False
        recorded.mend_earth_and_charge_again()
    assert recorded.notes == ["not kept: OSError"]


def test_it_is_noted_again_once_it_had_taken_one_meanwhile():
    writers = [_refuse, _refuse, lambda lines: "a path", _refuse]
    recorded = Recorded(load=lambda: SimpleNamespace(write=writers.pop(0)))
    recorded.charge()
    for _ in range(4):
        recorded.lose_earth(1_200)
        recorded.mend_earth_and_charge_again()
    assert recorded.notes == ["not kept: OSError", "a path", "not kept: OSError"]


def test_of_a_trace_that_was_refused_half_way_nothing_stays():
    def breaks():
        yield "# trip"
        raise OSError(28)

    with pytest.raises(OSError):
        folder.write(breaks())
    assert kept() == []


def test_a_flash_without_room_for_the_folder_says_so():
    open("data", "w").close()
    with pytest.raises(OSError):
        folder.write(["trip"])


def _refuse(lines):
    raise OSError(30)
