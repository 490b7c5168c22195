"""The fault table: classes, retries, latching, and how each fault ends."""

from firmware.core.journal import Journal
from firmware.core.protection.faults import FAULTS, GRACEFUL, NOW, Faults
from tests.core.bench import Clock

# code: opens at once, seconds to a retry (None: latched), retries in one plug-in
_TABLE = {
    "ground_fault": (True, 900, 4),
    "ground_lost": (True, 60, 4),
    "self_test": (True, None, 0),
    "diode": (True, None, 0),
    "pilot_lost": (True, 30, 1_000_000),
    "pilot_short": (True, 30, 1_000_000),
    "pilot_unknown": (True, 30, 1_000_000),
    "ventilation": (False, 30, 1_000_000),
    "welded": (True, None, 0),
    "contactor": (True, 60, 2),
    "overcurrent": (False, 60, 3),
    "over_temperature": (False, 30, 1_000_000),
    "resets": (True, None, 0),
    "stalled": (True, 60, 3),
    "backfeed": (True, 60, 1_000_000),
    "pilot_duty": (True, 60, 3),
    "voltage": (False, 300, 1_000_000),
    "stuck_output": (True, None, 0),
}


def _faults():
    return Faults(Journal(Clock(0, None)))


def _told(journal):
    return [entry[1:3] for entry in journal.entries]


def _struck(code, now_s=100):
    faults = _faults()
    faults.strike(code, now_s)
    return faults


def test_nothing_is_wrong_to_begin_with():
    faults = _faults()
    assert faults.active is None and not faults.opens and not faults.latched


def test_each_fault_has_the_class_and_the_retry_that_the_table_says():
    for code, (opens, retry_s, _) in _TABLE.items():
        faults = _struck(code)
        assert faults.active == code
        assert faults.opens == opens, code
        assert faults.since_s == 100
        assert faults.retry_at_s == (None if retry_s is None else 100 + retry_s), code
        assert faults.latched == (retry_s is None), code


def test_every_graceful_fault_has_been_named_here():
    for code in FAULTS:
        if code in _TABLE:
            assert (FAULTS[code][0] >= NOW) == _TABLE[code][0], code
        else:
            assert FAULTS[code][0] == GRACEFUL, code


def test_a_fault_ends_at_its_retry_time_and_not_a_second_before():
    for code, (_, retry_s, _) in _TABLE.items():
        faults = _struck(code)
        if retry_s is not None:
            faults.tick(100 + retry_s - 1)
            assert faults.active == code
            faults.tick(100 + retry_s)
            assert faults.active is None and not faults.opens, code


def test_a_latched_fault_does_not_end_by_itself():
    for code, (_, retry_s, _) in _TABLE.items():
        if retry_s is None:
            faults = _struck(code)
            faults.tick(1_000_000)
            assert faults.active == code and faults.latched


def test_the_last_retry_is_granted_and_the_strike_after_it_latches():
    for code in ("ground_fault", "ground_lost"):
        retry_s, retries = _TABLE[code][1:]
        faults = _faults()
        for number in range(retries):
            now_s = number * 10_000
            faults.strike(code, now_s)
            assert not faults.latched, (code, number)
            faults.tick(now_s + retry_s)
            assert faults.active is None
        faults.strike(code, 100_000)
        assert faults.latched, code
        faults.tick(1_000_000)
        assert faults.active == code


def test_faults_of_the_pilot_may_retry_as_often_as_they_like():
    for code in ("pilot_lost", "pilot_short", "pilot_unknown", "ventilation"):
        faults = _faults()
        for number in range(200):
            faults.strike(code, number * 40)
            faults.tick(number * 40 + 30)
            assert faults.active is None, (code, number)


def test_a_lock_out_has_no_retry():
    faults = _faults()
    faults.strike("ground_fault", 100, True)
    assert faults.latched
    faults.tick(1_000_000)
    assert faults.active == "ground_fault"


def test_unplugging_ends_every_fault_but_those_of_mains_where_none_should_be():
    for code in _TABLE:
        faults = _struck(code)
        faults.unplugged()
        stays = code in ("welded", "backfeed", "stuck_output")
        assert faults.active == (code if stays else None), code
        assert faults.opens == stays


def test_a_weld_told_twice_stands_once_and_keeps_its_time():
    for console in (False, True):
        faults = _struck("welded", 50)
        faults.restore({"raised": {}, "standing": [["welded", None]]}, 60)
        assert faults.active == "welded" and faults.since_s == 50
        faults.cleared() if console else faults.unplugged()
        assert faults.active == (None if console else "welded")


def test_unplugging_ends_all_that_a_weld_hides_but_never_the_weld():
    faults = _faults()
    faults.restore({"raised": {}, "standing": [["diode", None], ["welded", None]]}, 100)
    faults.unplugged()
    assert faults.active == "welded" and faults.latched
    faults.cleared()
    assert faults.active is None


def test_a_fault_behind_another_is_counted_and_goes_on_when_that_one_ends():
    faults = _struck("ground_lost", 100)
    faults.strike("ground_fault", 101)
    assert faults.active == "ground_lost" and faults.raised["ground_fault"] == 1
    faults.tick(160)
    assert faults.active == "ground_fault" and faults.since_s == 101
    assert faults.retry_at_s == 1_001
    faults.tick(1_000)
    assert faults.active == "ground_fault"
    faults.tick(1_001)
    assert faults.active is None


def test_a_lock_out_behind_another_fault_is_one():
    faults = _struck("ground_lost", 100)
    faults.strike("ground_fault", 101, True)
    faults.tick(1_000_000)
    assert faults.active == "ground_fault" and faults.latched


def test_clearing_a_weld_gives_no_retry_to_what_it_hid():
    faults = _struck("ground_fault", 100)
    faults.strike("welded", 120)
    faults.cleared()
    assert faults.active == "ground_fault" and faults.retry_at_s == 1_000


def test_every_beginning_and_every_end_is_a_change():
    faults = _faults()
    for number, code in enumerate(("ground_lost", "diode", "ventilation"), 1):
        faults.strike(code, 0)
        faults.strike(code, 1)
        assert faults.changes == number
    faults.tick(61)
    assert faults.changes == 5


def test_all_that_end_together_are_told():
    journal = Journal(Clock(0, None))
    faults = Faults(journal)
    faults.strike("diode", 0)
    faults.strike("self_test", 0)
    changes = faults.changes
    faults.unplugged()
    assert faults.changes == changes + 2
    assert _told(journal)[2:] == [("fault_over", "diode"), ("fault_over", "self_test")]


def test_unplugging_gives_all_retries_back():
    faults = _faults()
    for number in range(4):
        faults.strike("ground_lost", number)
        faults.tick(number + 60)
    faults.unplugged()
    faults.strike("ground_lost", 1_000)
    assert not faults.latched


def test_unplugging_without_a_fault_is_nothing():
    faults = _faults()
    faults.unplugged()
    assert faults.active is None


def test_the_first_fault_is_the_one_to_tell():
    faults = _struck("ground_lost")
    faults.strike("diode", 110)
    assert faults.active == "ground_lost" and faults.since_s == 100
    faults = _struck("ventilation")
    faults.strike("ventilation", 110)
    assert faults.since_s == 100


def test_a_graver_fault_takes_the_place_of_a_graceful_one():
    faults = _struck("ventilation")
    faults.strike("ground_fault", 110)
    assert faults.active == "ground_fault" and faults.opens and faults.since_s == 110


def test_a_live_cable_outranks_every_other_fault():
    faults = _struck("pilot_short")
    faults.strike("welded", 110)
    assert faults.active == "welded" and faults.latched
    faults.strike("ground_fault", 120)
    assert faults.active == "welded"


def test_a_graceful_fault_does_not_take_the_place_of_a_grave_one():
    faults = _struck("pilot_short")
    faults.strike("ventilation", 110)
    assert faults.active == "pilot_short" and faults.opens


# --- a fault lasts while its cause does ----------------------------------------------------------


def test_the_retry_time_runs_from_the_end_of_the_cause():
    faults = _struck("ground_lost", 100)
    faults.strike("ground_lost", 150)
    assert faults.retry_at_s == 210 and faults.since_s == 100
    faults.tick(209)
    assert faults.active == "ground_lost"
    faults.tick(210)
    assert faults.active is None


def test_a_cause_that_lasts_uses_up_no_retries():
    faults = _faults()
    for now_s in range(1_000):
        faults.strike("ground_lost", now_s)
    assert not faults.latched and faults.retry_at_s == 999 + 60
    assert faults.saved(999)["raised"] == {"ground_lost": 1}


def test_a_latched_fault_is_not_prolonged_into_a_retry():
    faults = _struck("diode", 100)
    faults.strike("diode", 110)
    assert faults.latched and faults.since_s == 100


def test_a_lasting_cause_is_noted_once():
    journal = Journal(Clock(0, None))
    faults = Faults(journal)
    for now_s in range(10):
        faults.strike("ground_lost", now_s)
    assert _told(journal) == [("fault", "ground_lost")]


# --- the console ---------------------------------------------------------------------------------


def test_the_console_ends_every_fault_even_a_weld():
    for code in _TABLE:
        faults = _struck(code)
        faults.cleared()
        assert faults.active is None and not faults.opens and not faults.latched, code


def test_clearing_without_a_fault_is_nothing():
    journal = Journal(Clock(0, None))
    Faults(journal).cleared()
    assert journal.entries == []


def test_a_weld_alone_outlasts_a_power_cut():
    assert not _faults().outlasts_power
    for code in _TABLE:
        assert _struck(code).outlasts_power == (code == "welded"), code


def test_the_journal_tells_its_beginning_and_its_end():
    journal = Journal(Clock(0, None))
    faults = Faults(journal)
    faults.strike("ground_lost", 0)
    faults.tick(60)
    assert _told(journal) == [("fault", "ground_lost"), ("fault_over", "ground_lost")]
