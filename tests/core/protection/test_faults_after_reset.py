"""What of the faults survives a reset, and what hides behind another."""

from tests.core.protection.test_faults import _faults, _struck


def _after_reset(faults, saved_s, restored_s=0):
    again = _faults()
    again.restore(faults.saved(saved_s), restored_s)
    return again


def test_nothing_wrong_is_saved_and_restored_as_nothing():
    saved = _faults().saved(7)
    assert saved == {"raised": {}, "standing": []}
    assert _after_reset(_faults(), 7).active is None


def test_a_fault_goes_on_after_a_reset_for_the_rest_of_its_time():
    faults = _after_reset(_struck("ground_lost", 100), 130, 2)
    assert faults.active == "ground_lost" and faults.opens
    assert faults.since_s == 2 and faults.retry_at_s == 2 + 30
    faults.tick(31)
    assert faults.active == "ground_lost"
    faults.tick(32)
    assert faults.active is None


def test_a_graceful_fault_comes_back_as_one():
    faults = _after_reset(_struck("ventilation"), 100)
    assert faults.active == "ventilation" and not faults.opens


def test_a_latched_fault_is_latched_after_a_reset():
    faults = _faults()
    faults.strike("ground_fault", 100, True)
    assert _after_reset(faults, 110).latched


def test_retries_that_were_used_up_stay_so():
    faults = _faults()
    for number in range(4):
        faults.strike("ground_lost", number * 100)
        faults.tick(number * 100 + 60)
    again = _after_reset(faults, 500)
    assert again.active is None
    again.strike("ground_lost", 10)
    assert again.latched


def test_i1_a_weld_told_by_the_flash_is_not_forgotten_for_a_lesser_fault_of_the_reset():
    faults = _struck("welded", 0)
    faults.restore(_struck("ground_lost").saved(110), 0)
    assert faults.active == "welded" and faults.latched


def test_a_latched_fault_is_not_forgotten_for_another():
    faults = _faults()
    for number in range(4):
        faults.strike("overcurrent", number * 100)
        faults.tick(number * 100 + 60)
    assert faults.active == "overcurrent" and faults.latched
    faults.strike("pilot_short", 500)
    assert faults.active == "pilot_short" and not faults.latched
    faults = _after_reset(faults, 500)
    faults.tick(30)
    assert faults.active == "overcurrent" and faults.latched and not faults.opens
    faults.unplugged()
    assert faults.active is None


def test_a_fault_that_latches_behind_another_shows_when_that_one_ends():
    faults = _struck("ground_lost", 0)
    faults.strike("diode", 10)
    faults.strike("diode", 20)
    faults.tick(60)
    assert faults.active == "diode" and faults.latched and faults.opens
    faults.unplugged()
    assert faults.active is None


def test_a_cause_that_lasts_behind_another_fault_puts_off_its_own_end_alone():
    faults = _struck("ground_lost", 100)
    faults.strike("pilot_short", 100)
    faults.strike("pilot_short", 150)
    assert faults.active == "ground_lost" and faults.retry_at_s == 160
    faults.tick(160)
    assert faults.active == "pilot_short" and faults.retry_at_s == 180


def test_what_is_saved_does_not_change_with_the_faults():
    faults = _struck("ground_lost")
    saved = faults.saved(100)
    faults.unplugged()
    assert saved["raised"] == {"ground_lost": 1}


def test_faults_that_this_release_does_not_know_are_passed_over():
    faults = _faults()
    told = {"raised": {"rats": 3, "diode": 1}, "standing": [["rats", 5], ["mice", None]]}
    faults.restore(told, 0)
    assert faults.active is None and not faults.opens and faults.retry_at_s is None
    assert faults.saved(0)["raised"] == {"diode": 1}


# --- what a mains cut must know ----------------------------------------------------------------


def test_the_one_that_stands_is_not_among_those_before_it():
    faults = _faults()
    assert not faults.stands("ground_fault") and faults.struck_before("ground_fault") == 0
    faults.strike("diode", 0)
    faults.strike("ground_fault", 0)
    assert faults.stands("ground_fault") and faults.struck_before("ground_fault") == 0
    faults.tick(900)
    assert not faults.stands("ground_fault") and faults.struck_before("ground_fault") == 1


def test_one_that_is_latched_has_used_up_its_tries():
    faults = _faults()
    faults.strike("ground_fault", 0, True)
    assert faults.struck_before("ground_fault") == 4
    faults.unplugged()
    assert faults.struck_before("ground_fault") == 0


def test_a_fault_behind_another_one_stands_too():
    faults = _struck("ground_fault")
    faults.strike("over_temperature", 100)
    assert faults.active == "ground_fault"
    assert faults.stands("over_temperature") and not faults.stands("diode")
