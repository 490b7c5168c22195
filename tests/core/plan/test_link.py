"""UP, DOWN, snapshot and flapping, edge by edge. Seconds of uptime, milliseconds of ticks."""

from firmware.core.plan.link import Link
from firmware.core.plan.orders import Orders
from firmware.settings import Settings
from tests.core.bench import TICKS_WRAP_MS

_BEGIN_MS = TICKS_WRAP_MS - 500  # the ticks wrap while the snapshot runs


def _link(**settings):
    changed = Settings()
    changed.change(settings)
    return Link(changed, Orders())


def _at(ms):
    return (_BEGIN_MS + ms) % TICKS_WRAP_MS


def _up(now_s=100, **settings):
    """A link that is UP since `now_s` and knows what the server wants."""
    link = _link(**settings)
    _reconnect(link, now_s)
    return link


def _reconnect(link, now_s):
    """A connection as far as its whole snapshot."""
    link.heard(now_s)
    link.snapshot_begin(_at(0))
    link.snapshot_mark(_at(0))
    link.tick(now_s, _at(1_000))


def _lose(link, heard_s):
    """Tick by tick until the link is DOWN; the second in which it went."""
    now_s = heard_s
    while not link.tick(now_s, 0):
        now_s += 1
    return now_s


# --- up and down ---------------------------------------------------------------------------------


def test_before_the_first_tick_it_is_down_since_now():
    link = _link()
    assert link.up is False and (link.down_s, link.outages) == (0, 0)


def test_it_boots_down_and_counts_the_seconds():
    link = _link()
    assert not link.up and not link.ready and not link.snapshot_pending
    assert not link.tick(42, 0)
    assert link.down_s == 42 and link.outages == 0


def test_a2_a_reply_makes_it_up_once_the_snapshot_is_whole_and_not_before():
    link = _link()
    link.heard(42)
    link.snapshot_begin(_at(0))
    link.snapshot_mark(_at(0))
    link.tick(43, _at(999))
    assert not link.up and not link.whole and link.down_s == 43
    link.tick(43, _at(1_000))
    assert link.up and link.whole and link.down_s == 0


def test_nothing_changes_before_the_timeout_has_passed():
    link = _up(100)
    assert not link.tick(100 + 300, 0) and link.up
    assert link.tick(100 + 301, 0) and not link.up
    assert link.outages == 1


def test_the_timeout_is_the_one_that_is_set():
    for timeout_s in (30, 300, 3_600):
        link = _up(100, link_timeout_s=timeout_s)
        assert not link.tick(100 + timeout_s, 0), timeout_s
        assert link.tick(101 + timeout_s, 0), timeout_s


def test_every_reply_starts_the_timeout_anew():
    link = _up(100)
    link.heard(399)
    assert not link.tick(699, 0)
    assert link.tick(700, 0)


def test_going_down_is_told_once_and_its_seconds_count_from_there():
    link = _up(100)
    link.tick(401, 0)
    assert link.down_s == 0
    assert not link.tick(402, 0)
    assert link.down_s == 1


# --- snapshot ------------------------------------------------------------------------------------


def test_a2_after_connack_alone_there_is_no_snapshot_to_wait_for():
    link = _link()
    link.heard(42)
    link.tick(42, _at(0))
    assert not link.up and not link.snapshot_pending and not link.ready


def test_the_snapshot_is_complete_one_second_after_the_last_mark():
    link = _link()
    link.heard(42)
    link.snapshot_begin(_at(0))
    link.snapshot_mark(_at(100))
    link.snapshot_mark(_at(700))
    link.tick(42, _at(1_699))
    assert link.snapshot_pending and not link.ready
    link.tick(42, _at(1_700))
    assert not link.snapshot_pending and link.ready


def test_the_snapshot_is_complete_five_seconds_after_suback_at_the_latest():
    link = _link()
    link.heard(42)
    link.snapshot_begin(_at(0))
    link.snapshot_mark(_at(4_900))
    link.tick(42, _at(4_999))
    assert link.snapshot_pending
    link.tick(42, _at(5_000))
    assert link.ready


def test_a2_silence_after_suback_is_no_snapshot_and_is_not_waited_for():
    link = _link()
    link.heard(42)
    link.snapshot_begin(_at(0))
    link.tick(46, _at(4_999))
    assert link.snapshot_pending
    link.tick(47, _at(5_000))
    assert not link.snapshot_pending and not link.whole and not link.up
    link.snapshot_mark(_at(8_000))
    link.tick(50, _at(8_000))
    assert link.ready


def test_marks_of_an_earlier_connection_do_not_count():
    link = _up(100)
    link.snapshot_mark(_at(5_500))
    link.snapshot_begin(_at(6_000))
    link.tick(101, _at(7_000))
    assert link.snapshot_pending


def test_a_connection_that_ends_early_leaves_what_was_known():
    link = _up(100)
    link.snapshot_begin(_at(6_000))
    assert link.snapshot_pending and not link.ready
    link.snapshot_abort()
    assert not link.snapshot_pending and link.ready


def test_after_an_outage_a_new_connection_is_up_when_it_is_whole():
    link = _up(100)
    link.tick(401, 0)
    link.snapshot_abort()
    link.heard(500)
    link.snapshot_begin(_at(0))
    assert not link.up and link.snapshot_pending and not link.ready
    link.snapshot_mark(_at(0))
    link.tick(500, _at(1_000))
    assert link.ready


def test_a_whole_connection_that_was_silent_for_too_long_is_up_with_its_next_reply():
    link = _up(100)
    link.tick(401, 0)
    assert not link.up
    link.heard(402)
    assert link.up and link.down_s == 0


# --- brokers of no use (security review A2) --------------------------------------------------

_ATTEMPT_S = 57  # 63 connections in an hour were counted


def _accept(link, now_s):
    link.heard(now_s)


def _accept_and_fall_silent(link, now_s):
    link.heard(now_s)
    link.snapshot_begin(now_s * 1_000)


def _hour(link, connect):
    """Attempt after attempt, none of which ends well; the seconds in which the link was UP."""
    up_s = 0
    for now_s in range(1, 3_600):
        if now_s % _ATTEMPT_S == 1:
            link.snapshot_abort()
            connect(link, now_s)
        link.tick(now_s, now_s * 1_000)
        up_s += link.up
    return up_s


def _lost(link):
    """One that was whole, and of whose broker nothing useful is heard any more."""
    link.snapshot_abort()
    return link


def test_a2_a_broker_that_accepts_and_closes_is_down_like_a_dead_one():
    link = _lost(_up(0))
    assert _hour(link, _accept) == 300 and link.outages == 1
    assert _hour(_link(), _accept) == 0


def test_a2_a_broker_that_falls_silent_after_suback_is_down_like_a_dead_one():
    link = _lost(_up(0))
    assert _hour(link, _accept_and_fall_silent) == 300 and link.outages == 1
    assert _hour(_link(), _accept_and_fall_silent) == 0


def test_a2_what_such_a_broker_did_not_deliver_is_not_cancelled():
    orders = Orders()
    link = Link(Settings(), orders)
    orders.set_live(16_000)
    _hour(link, _accept_and_fall_silent)
    assert orders.live_ma == 16_000 and orders.ended == ()


def test_a2_a_good_broker_is_up_all_the_hour():
    assert _hour(_up(0), _reconnect) == 3_599


# --- flapping ------------------------------------------------------------------------------------


def _flap(link, heard_s, start_s):
    """Heard of at `heard_s`, then lost; a charge started offline at `start_s`."""
    _reconnect(link, heard_s)
    _lose(link, heard_s)
    link.offline_start(start_s)


def _flapping(last_start_s):
    link = _link()
    _flap(link, 0, 1_000)
    _flap(link, 1_100, 2_000)
    _flap(link, 2_100, last_start_s)
    return link


def test_three_offline_starts_within_the_hour_make_the_timeout_half_an_hour():
    link = _flapping(4_599)
    assert link.timeout_s(4_599) == 1_800
    _reconnect(link, 4_500)
    assert not link.tick(4_500 + 99, 0)


def test_two_offline_starts_do_not():
    link = _link()
    _flap(link, 0, 1_000)
    _flap(link, 1_100, 1_500)
    assert link.timeout_s(1_501) == 300


def test_the_hour_is_over_when_the_first_of_three_is_an_hour_old():
    link = _flapping(4_000)
    assert link.timeout_s(1_000 + 3_599) == 1_800
    assert link.timeout_s(1_000 + 3_600) == 300


def test_a_longer_timeout_stays():
    link = _link(link_timeout_s=3_600)
    for number in range(3):
        _flap(link, number, 20_000 + number)
    assert link.timeout_s(20_010) == 3_600


def test_of_more_than_three_the_last_three_count():
    link = _flapping(3_000)
    _flap(link, 3_100, 5_500)
    assert link.timeout_s(2_000 + 3_599) == 1_800
    assert link.timeout_s(2_000 + 3_600) == 300


def test_cars_that_take_turns_in_one_outage_are_no_flapping():
    link = _link()
    for now_s in (100, 200, 300, 400):
        link.offline_start(now_s)
    assert link.timeout_s(401) == 300
