"""The black box: what goes in step by step comes out again as rows. Runs on MicroPython, too."""

from firmware.core.pilot.plateaus import LOW_LOST, LOW_NO_DIODE, LOW_SOUND, LOW_UNKNOWN, Burst
from firmware.core.protection.faults import FAULTS
from firmware.core.record import black_box_rows
from firmware.core.record.black_box import CODES, RING_BYTES, STATES, BlackBox
from tests.core.rig import Rig

STEP_MS = 20
RUN_MAX_MS = 60_000
RUNS = 120
TICKS_WRAP = 2**30


class Recorded:
    """A charger that stands still unless told, and the black box that is told of each step."""

    def __init__(self, start_ms=0):
        self.charger = Rig(boot_ms=0).charger
        self.burst = Burst()
        self.ring = bytearray(RING_BYTES)
        self.box = BlackBox(memoryview(self.ring))
        self.ms = start_ms
        self.senses = self.charger.senses
        self.senses.ground_ok = True

    def steps(self, count, high_mv=12_000, state="A", step_ms=STEP_MS):
        self.burst.high_mv, self.burst.high_reads = high_mv, 40
        self.charger.evse.state = state
        for _ in range(count):
            self.box.take(self.burst, self.charger, self.ms & TICKS_WRAP - 1)
            self.ms += step_ms

    @property
    def rows(self):
        return list(black_box_rows.rows(self.ring))

    def column(self, name):
        place = black_box_rows.HEADER.split(",").index(name)
        return [row[place] for row in self.rows]


def test_nothing_is_in_it_to_begin_with():
    assert Recorded().rows == []


def test_steps_that_are_alike_make_one_row():
    recorded = Recorded()
    recorded.steps(50)
    assert recorded.rows == [(49 * STEP_MS, 12.0, "", "A", 0, 0, 0, 0, 1, "")]


def test_steps_without_a_voltage_make_one_row_too_even_the_first():
    recorded = Recorded()
    recorded.burst.failed = True
    recorded.steps(3)
    assert recorded.rows == [(2 * STEP_MS, None, "", "A", 0, 0, 0, 0, 1, "")]


def test_each_row_says_how_long_before_the_end_it_began():
    recorded = Recorded()
    recorded.steps(10, 12_000, "A")
    recorded.steps(5, 9_000, "B1")
    recorded.steps(3, 9_000, "B2")
    assert recorded.column("ms_before_end") == [340, 140, 40]
    assert recorded.column("state") == ["A", "B1", "B2"]
    assert recorded.column("high_v") == [12.0, 9.0, 9.0]


def test_a_late_step_is_seen_as_one():
    recorded = Recorded()
    recorded.steps(1, 12_000, step_ms=400)
    recorded.steps(2, 9_000)
    assert recorded.column("ms_before_end") == [420, 20]


def test_the_pilot_may_wander_by_two_tenths_of_a_volt_from_where_the_row_began():
    recorded = Recorded()
    for high_mv in (6_000, 6_200, 5_800):
        recorded.steps(1, high_mv)
    assert recorded.column("high_v") == [6.0]
    recorded.steps(1, 6_300)
    recorded.steps(1, 6_000)
    assert recorded.column("high_v") == [6.0, 6.3, 6.0]


def test_voltages_are_rounded_to_tenths_and_held_at_the_ends_of_the_scale():
    for high_mv, volts in (
        (5_949, 5.9),
        (5_950, 6.0),
        (0, 0.0),
        (-1_600, -1.6),
        (-1_900, -1.9),
        (-9_000, -1.9),
        (23_500, 23.5),
        (99_000, 23.5),
    ):
        recorded = Recorded()
        recorded.steps(1, high_mv)
        assert recorded.column("high_v") == [volts]


def test_without_a_burst_to_believe_the_voltage_is_not_known():
    recorded = Recorded()
    recorded.steps(1)
    recorded.burst.failed = True
    recorded.steps(2)
    recorded.burst.failed = False
    recorded.steps(1)
    recorded.burst.high_reads = 0
    recorded.box.take(recorded.burst, recorded.charger, recorded.ms)
    assert recorded.column("high_v") == [12.0, None, 12.0, None]


# The step that goes to F still took a burst; the first one after F took none yet.
def test_at_minus_12_v_of_our_own_the_last_burst_is_not_taken_for_a_new_one():
    recorded = Recorded()
    recorded.steps(1, 6_000, "C2+")
    recorded.steps(2, 6_000, "F")
    recorded.steps(2, 6_000, "B1")
    assert recorded.column("state") == ["C2+", "F", "F", "B1", "B1"]
    assert recorded.column("high_v") == [6.0, 6.0, None, None, 6.0]


def test_every_state_and_every_fault_comes_back():
    for state in STATES:
        recorded = Recorded()
        recorded.steps(1, state=state)
        assert recorded.column("state") == [state]
    for code in CODES:
        recorded = Recorded()
        recorded.charger.faults.active = code
        recorded.steps(1)
        assert recorded.column("fault") == [code]


def test_every_mark_comes_back_alone():
    for name, mark in (
        ("contactor", lambda one: setattr(one.charger.session, "closed", True)),
        ("coil", lambda one: setattr(one.senses, "coil_on", True)),
        ("mains", lambda one: setattr(one.senses, "mains_sensed", True)),
        ("tripped", lambda one: setattr(one.senses, "tripped", True)),
        ("tripped", lambda one: setattr(one.senses, "trip_seen", True)),
        ("ground", lambda one: setattr(one.senses, "ground_ok", True)),
    ):
        recorded = Recorded()
        recorded.senses.ground_ok = False
        recorded.steps(1)
        mark(recorded)
        recorded.steps(1)
        for column in ("contactor", "coil", "mains", "tripped", "ground"):
            assert recorded.column(column) == [0, int(column == name)], (name, column)


def test_marks_come_back_together():
    recorded = Recorded()
    senses = recorded.senses
    senses.coil_on = senses.mains_sensed = senses.tripped = senses.ground_ok = True
    recorded.charger.session.closed = True
    recorded.charger.pilot.low = LOW_LOST
    recorded.steps(1)
    assert recorded.rows[0][4:9] == (1, 1, 1, 1, 1) and recorded.column("low") == ["lost"]


def test_the_verdict_on_the_low_plateau_comes_back():
    for verdict, word in (
        (LOW_UNKNOWN, ""),
        (LOW_SOUND, "sound"),
        (LOW_NO_DIODE, "no_diode"),
        (LOW_LOST, "lost"),
    ):
        recorded = Recorded()
        recorded.charger.pilot.low = verdict
        recorded.steps(1)
        assert recorded.column("low") == [word]


def test_the_oldest_rows_make_room_when_it_is_full():
    recorded = Recorded()
    for number in range(RUNS):
        recorded.steps(1, 1_000 + number % 2 * 1_000 + number * 50)
    assert len(recorded.rows) == RUNS
    first = recorded.rows[0]
    recorded.steps(1, 20_000)
    assert len(recorded.rows) == RUNS
    assert recorded.rows[0][:2] != first[:2]
    assert recorded.rows[-1][:2] == (0, 20.0)
    for _ in range(3 * RUNS):
        recorded.steps(1, 3_000)
        recorded.steps(1, 6_000)
    assert recorded.column("high_v") == [3.0, 6.0] * (RUNS // 2)
    assert recorded.column("ms_before_end") == list(range((RUNS - 1) * STEP_MS, -1, -STEP_MS))


def test_a_row_lasts_a_minute_and_no_longer():
    recorded = Recorded()
    recorded.steps(RUN_MAX_MS // STEP_MS)
    assert len(recorded.rows) == 1
    recorded.steps(1)
    assert recorded.column("ms_before_end") == [RUN_MAX_MS, 0]


def test_a_step_that_is_minutes_late_is_told_as_65_s():
    recorded = Recorded()
    recorded.steps(1, step_ms=300_000)
    recorded.steps(1)
    assert recorded.column("ms_before_end") == [65_535, 0]
    recorded = Recorded()
    recorded.steps(1, step_ms=65_535)
    recorded.steps(1)
    assert recorded.column("ms_before_end") == [65_535, 0]


def test_ticks_that_wrap_change_nothing():
    recorded = Recorded(start_ms=TICKS_WRAP - 3 * STEP_MS)
    recorded.steps(6)
    recorded.steps(1, 9_000)
    assert recorded.column("ms_before_end") == [120, 0]


def test_frozen_it_takes_nothing_and_cleared_it_begins_anew():
    recorded = Recorded()
    recorded.steps(3)
    recorded.box.frozen = True
    before = bytes(recorded.ring)
    recorded.steps(3, 9_000)
    assert bytes(recorded.ring) == before
    recorded.box.clear()
    assert recorded.rows == []
    recorded.steps(3, 9_000)
    assert recorded.rows == [(40, 9.0, "", "A", 0, 0, 0, 0, 1, "")]


def test_it_stays_within_its_ring():
    recorded = Recorded()
    recorded.ring = bytearray(b"\xaa" * (RING_BYTES + 8))
    recorded.box = BlackBox(memoryview(recorded.ring)[4 : 4 + RING_BYTES])
    recorded.box.clear()
    for number in range(2 * RUNS):
        recorded.steps(1, number % 2 * 6_000)
    assert recorded.ring[:4] == recorded.ring[-4:] == b"\xaa" * 4


# --- reading it out ------------------------------------------------------------------------------


def test_as_csv_it_has_the_cause_a_header_and_a_line_for_each_row():
    recorded = Recorded()
    recorded.steps(2, 6_100, "C2+")
    recorded.charger.faults.active = "ground_fault"
    recorded.steps(1, 6_100, "F")
    recorded.steps(1, 6_100, "F")
    assert list(black_box_rows.csv(recorded.ring, "ground_fault")) == [
        "# ground_fault",
        "ms_before_end,high_v,low,state,contactor,coil,mains,tripped,ground,fault",
        "60,6.1,,C2+,0,0,0,0,1,",
        "20,6.1,,F,0,0,0,0,1,ground_fault",
        "0,,,F,0,0,0,0,1,ground_fault",
    ]


def test_whatever_a_dying_chip_has_left_is_read_as_something():
    for byte in range(256):
        rows = list(black_box_rows.rows(bytes([byte]) * RING_BYTES))
        assert len(rows) == min(byte, RUNS)
    unknown = list(black_box_rows.rows(b"\xff" * RING_BYTES))[0]
    assert (unknown[2], unknown[3]) == ("?", "?")
    assert list(black_box_rows.rows(b"\xfb" * RING_BYTES))[0][-1] == "?"


def test_states_and_faults_fit_their_byte_and_are_in_an_order_of_their_own():
    assert list(STATES) == sorted(STATES) and len(STATES) <= 12
    assert list(CODES) == sorted(FAULTS) and len(CODES) <= 20


# What is numbered by its place is foreign to a release with other places: its layout has another
# number then, in drivers/chip/reset_memory.py.
def test_the_places_are_those_of_the_layout():
    assert " ".join(STATES) == "A B1 B2 C1 C1+ C2 C2+ D1 D2 E F Fw"
    assert " ".join(CODES) == (
        "backfeed contactor diode ground_fault ground_lost over_temperature overcurrent pilot_duty"
        " pilot_lost pilot_short pilot_unknown resets self_test stalled stuck_output"
        " ventilation voltage welded"
    )
