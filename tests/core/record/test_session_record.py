"""One plug-in as it is kept and as it is published."""

from firmware.core.record import session_record
from firmware.core.record.session import POWER

BOOTED = 1_795_000_000  # the Unix time of uptime 0
POWERED = 946_684_800  # what an unset clock shows at power-on
ACCOUNT = (10, 20, 30, 1_500, 31_960, "unplugged", True)


def _made(account=ACCOUNT, unplugged_s=40, base_s=BOOTED, dated=True):
    return session_record.made(327_681, account, unplugged_s, base_s, dated)


def test_a_record_is_published_with_unix_times_and_amps():
    assert session_record.document(_made(), None) == {
        "seq": 327_681,
        "plugged": BOOTED + 10,
        "started": BOOTED + 20,
        "ended": BOOTED + 30,
        "unplugged": BOOTED + 40,
        "wh": 1_500,
        "max_a": 32.0,
        "end": "unplugged",
        "offline": True,
    }


def test_the_highest_current_is_published_in_tenths_of_an_amp():
    for ma, amps in ((31_449, 31.4), (31_451, 31.5), (8_200, 8.2), (0, 0.0)):
        account = ACCOUNT[:4] + (ma,) + ACCOUNT[5:]
        told = session_record.document(_made(account), None)["max_a"]
        assert told == amps and str(told) == f"{amps:.1f}", ma


def test_a_dated_record_is_not_moved_when_the_clock_was_set_later():
    assert session_record.document(_made(), 55)["plugged"] == BOOTED + 10


def test_an_undated_record_has_no_times_until_the_clock_is_known():
    record = _made(base_s=POWERED, dated=False)
    assert not session_record.is_dated(record)
    document = session_record.document(record, None)
    assert [document[name] for name in ("plugged", "started", "ended", "unplugged")] == [None] * 4
    dated = session_record.document(record, BOOTED - POWERED)
    assert dated == session_record.document(_made(), None)


def test_a_car_that_never_charged_has_no_start_and_no_end():
    document = session_record.document(_made((10, None, None, 0, 0, "unplugged", False)), None)
    assert document["started"] is None and document["ended"] is None
    assert document["unplugged"] == BOOTED + 40


def test_what_is_read_again_is_what_was_written():
    assert session_record.account(_made(), BOOTED) == ACCOUNT


def test_after_a_reset_its_times_are_before_the_boot():
    account = session_record.account(_made(), BOOTED + 1_000)
    assert account == (-990, -980, -970) + ACCOUNT[3:]


def test_times_that_nobody_can_relate_are_none():
    assert session_record.account(_made(), None) == (None, None, None) + ACCOUNT[3:]


def test_times_are_related_over_the_setting_of_the_clock():
    undated, dated = _made(base_s=POWERED, dated=False), _made()
    step_s = BOOTED - POWERED
    assert session_record.base_s(dated, BOOTED + 5, True, None) == BOOTED + 5
    assert session_record.base_s(undated, POWERED + 5, False, None) == POWERED + 5
    assert session_record.base_s(undated, BOOTED + 5, True, step_s) == POWERED + 5
    assert session_record.base_s(undated, BOOTED + 5, True, None) is None
    assert session_record.base_s(dated, POWERED + 5, False, step_s) is None


def test_a_mains_cut_ends_a_charge_at_its_last_checkpoint():
    running = _made((10, 20, None, 900, 31_960, "unplugged", False), None)
    document = session_record.document(session_record.cut(running, BOOTED + 35), None)
    assert (document["started"], document["ended"]) == (BOOTED + 20, BOOTED + 35)
    assert (document["unplugged"], document["end"], document["wh"]) == (None, POWER, 900)


def test_a_mains_cut_leaves_the_rest_of_a_record_as_it_was():
    for offline, dated in ((True, False), (False, True)):
        account = (10, 20, None, 900, 31_960, "unplugged", offline)
        record = _made(account, None, dated=dated)
        ended = session_record.cut(record, BOOTED + 35)
        assert ended[:3] == record[:3] and ended[5:] == [900, 31_960, POWER, offline, dated]


def test_a_mains_cut_does_not_move_an_end_that_was_before_it():
    document = session_record.document(session_record.cut(_made(), BOOTED + 35), None)
    assert document["ended"] == BOOTED + 30


def test_a_car_that_had_not_charged_when_the_mains_was_cut_has_no_end():
    waiting = _made((10, None, None, 0, 0, "unplugged", False), None)
    assert session_record.document(session_record.cut(waiting, BOOTED + 35), None)["ended"] is None


def test_a_record_of_a_later_release_may_be_longer():
    assert session_record.document(_made() + ["new"], None)["seq"] == 327_681


def test_c3_a_charge_is_one_of_no_energy_only_where_there_is_no_meter():
    started, empty = (
        (10, 20, 30, 0, 0, "unplugged", True),
        (10, None, None, 0, 0, "unplugged", True),
    )
    for metered in (True, False):
        assert session_record.charged(_made(), metered)
        assert session_record.charged(_made(started), metered) is not metered
        assert not session_record.charged(_made(empty), metered)
