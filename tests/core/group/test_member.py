"""A member of a load group: leases, the silence after them, the election, replays (I7)."""

from firmware.core.group.member import Election, Member, Seen, fits

_SHARE = 12_000
_SETTLED_S = 1_000  # long after boot


def _member(now_s=0):
    """With its share in force, for nobody granted anything."""
    member = Member(_SHARE, now_s - 1_000)
    member.allowed_ma(now_s)
    return member


def _granted(ma, now_s=0, holder="x", round_=1):
    """At 0 it reported with number 1, and a grant of `ma` came."""
    member = _member()
    member.reported(1, 0)
    assert member.follow(holder, round_, 1, ma, 30, now_s)
    return member


def test_after_a_boot_nothing_is_offered_for_forty_seconds():
    member = Member(_SHARE, 100)
    assert member.allowed_ma(100) == 0
    assert member.allowed_ma(139) == 0
    assert member.allowed_ma(140) == _SHARE


def test_after_a_boot_nobody_is_followed_for_forty_seconds():
    member = Member(_SHARE, 0)
    member.reported(1, 39)
    assert not member.follow("x", 1, 1, 20_000, 30, 39)
    assert member.follow("x", 1, 1, 20_000, 30, 40)


def test_a_grant_above_the_share_ends_in_the_share():
    member = _granted(20_000)
    assert member.allowed_ma(29) == 20_000
    assert member.allowed_ma(30) == _SHARE
    assert member.holder is None


def test_a_grant_below_the_share_ends_in_forty_seconds_of_nothing():
    member = _granted(6_000)
    assert member.allowed_ma(29) == 6_000
    assert member.allowed_ma(30) == 0
    assert member.allowed_ma(69) == 0
    assert member.holder == "x"
    assert member.allowed_ma(70) == _SHARE
    assert member.holder is None


def test_a_grant_of_the_share_ends_without_silence():
    member = _granted(_SHARE)
    assert member.allowed_ma(30) == _SHARE
    assert member.holder is None


def test_the_lease_runs_from_the_report_that_is_quoted():
    member = _member()
    member.reported(1, 0)
    member.reported(2, 5)
    assert member.follow("x", 9, 1, 20_000, 30, 29)
    assert member.allowed_ma(29) == 20_000
    assert member.allowed_ma(30) == _SHARE


def test_a_grant_that_lingered_is_stale_on_arrival():
    member = _member()
    member.reported(1, 0)
    assert not member.follow("x", 9, 1, 20_000, 30, 30)
    assert member.allowed_ma(30) == _SHARE


def test_a_shorter_lease_is_kept_and_a_longer_one_cut():
    member = _member()
    member.reported(1, 0)
    assert not member.follow("x", 9, 1, 20_000, 12, 12)
    assert member.follow("x", 9, 1, 20_000, 12, 11)
    assert member.allowed_ma(12) == _SHARE
    member.reported(2, 20)
    assert member.follow("x", 10, 2, 20_000, 99, 21)
    assert member.allowed_ma(50) == _SHARE


def test_a_report_that_is_not_remembered_cannot_be_quoted():
    member = _member()
    for number in range(1, 14):
        member.reported(number, 0)
    assert not member.follow("x", 9, 1, 20_000, 30, 1)
    assert member.follow("x", 9, 2, 20_000, 30, 1)


def test_who_may_have_lent_the_share_is_followed_alone():
    member = _granted(0, holder="x")
    member.reported(2, 10)
    assert not member.follow("y", 5, 2, _SHARE, 30, 10)
    assert member.follow("x", 5, 2, 8_000, 30, 10)
    assert (member.holder, member.round) == ("x", 5)
    member.reported(3, 79)
    assert not member.follow("y", 6, 3, _SHARE, 30, 79)
    assert member.follow("y", 6, 3, _SHARE, 30, 80)


def test_above_the_share_anybody_is_followed():
    member = _granted(20_000, holder="x")
    assert member.follow("y", 5, 1, 16_000, 30, 10)
    assert member.allowed_ma(10) == 16_000


def test_in_its_silence_it_follows_who_lowered_it():
    member = _granted(0)
    member.reported(2, 60)
    assert member.follow("x", 5, 2, 8_000, 30, 61)
    assert member.allowed_ma(61) == 8_000


def test_a_car_is_given_seven_seconds_to_follow():
    member = _granted(20_000)
    member.allowed_ma(0)
    assert member.bound_ma(0) == 20_000
    assert member.follow("x", 2, 1, 6_000, 30, 10)
    assert member.allowed_ma(10) == 6_000
    assert member.bound_ma(16) == 20_000
    assert member.bound_ma(17) == 6_000


def test_a_second_lowering_does_not_hide_the_first():
    member = _granted(20_000)
    member.allowed_ma(0)
    for ma, now_s in ((10_000, 5), (0, 8)):
        member.follow("x", 2, 1, ma, 30, now_s)
        member.allowed_ma(now_s)
    assert member.bound_ma(14) == 20_000
    assert member.bound_ma(15) == 0


def test_different_settings_mean_the_smallest_share_and_no_grants():
    member = _granted(20_000)
    member.differs(8_000, 5)
    assert member.differing(5)
    assert member.allowed_ma(5) == 8_000
    assert not member.follow("x", 2, 1, 20_000, 30, 6)
    member.differs(10_000, 20)
    assert member.allowed_ma(79) == 8_000
    assert member.allowed_ma(80) == _SHARE
    assert not member.differing(80)


def test_a_larger_share_elsewhere_does_not_raise_ours():
    member = _member()
    member.differs(20_000, 0)
    assert member.allowed_ma(0) == _SHARE


def test_different_settings_do_not_cut_the_silence_short():
    member = _granted(0)
    member.differs(8_000, 5)
    member.differs(8_000, 40)
    assert member.allowed_ma(44) == 0
    assert member.allowed_ma(45) == 8_000


def _hearing_itself(own_id="b", now_s=_SETTLED_S):
    election = Election(own_id, 0)
    election.report_heard(own_id, True, now_s)
    return election


def test_alone_it_takes_the_seat():
    election = _hearing_itself()
    assert election.coordinates(_SETTLED_S)
    assert election.seated


def test_it_takes_no_seat_within_forty_seconds_of_its_boot():
    election = _hearing_itself(now_s=39)
    assert not election.coordinates(39)
    assert election.coordinates(40)


def test_who_does_not_hear_itself_leaves_the_seat():
    election = _hearing_itself()
    assert election.coordinates(_SETTLED_S + 14)
    assert not election.coordinates(_SETTLED_S + 15)


def test_a_lower_id_that_is_able_goes_first():
    election = _hearing_itself()
    election.report_heard("a", True, _SETTLED_S)
    assert not election.coordinates(_SETTLED_S + 14)
    election.report_heard("b", True, _SETTLED_S + 14)
    assert election.coordinates(_SETTLED_S + 15)


def test_a_lower_id_that_is_not_able_and_a_higher_one_do_not_matter():
    election = _hearing_itself()
    election.report_heard("a", False, _SETTLED_S)
    election.report_heard("c", True, _SETTLED_S)
    assert election.coordinates(_SETTLED_S)


def test_who_grants_keeps_the_seat_against_a_lower_id():
    election = _hearing_itself("a")
    election.grants_heard("b", _SETTLED_S)
    assert not election.coordinates(_SETTLED_S + 14)


def test_of_two_who_grant_the_higher_leaves():
    election = _hearing_itself()
    assert election.coordinates(_SETTLED_S)
    election.grants_heard("c", _SETTLED_S)
    election.grants_heard("b", _SETTLED_S)
    assert election.coordinates(_SETTLED_S)
    election.grants_heard("a", _SETTLED_S)
    assert not election.coordinates(_SETTLED_S)


def test_an_energy_manager_goes_before_every_charger():
    election = _hearing_itself("-")
    assert election.coordinates(_SETTLED_S)
    election.grants_heard("!site", _SETTLED_S)
    assert not election.coordinates(_SETTLED_S)


def test_a_replay_or_an_overtaken_message_is_not_fresh():
    seen = Seen()
    assert seen.fresh("boot", 5, 0)
    assert not seen.fresh("boot", 5, 1)
    assert not seen.fresh("boot", 4, 1)
    assert seen.fresh("boot", 6, 1)
    assert seen.fresh("other", 1, 1)


def test_what_was_seen_is_remembered_for_ninety_seconds_at_the_least():
    seen = Seen()
    for number in range(47):
        seen.fresh("old %d" % number, 9, 0)  # noqa: UP031
    assert seen.fresh("late", 9, 50)
    assert seen.fresh("later", 9, 90)
    assert not seen.fresh("late", 9, 90)
    assert seen.fresh("old 1", 9, 90)


# Shares of 12 A on 48 A, four members.
_MESSAGES = (
    ((), True),
    ((12_000, 12_000, 12_000, 12_000), True),
    ((24_000, 0, 12_000, 12_000), True),
    ((24_000, 0), True),
    ((24_000, 1), False),
    ((36_000,), False),
    ((12_000, 12_000, 12_000, 12_001), False),
    ((0, 0, 0, 0, 0), False),
    ((-1,), False),
    ((12_000.0,), False),
    ((None,), False),
    ((True,), False),
)


def test_the_grants_of_one_message_and_the_shares_beside_them_add_up_to_the_circuit_at_most():
    for granted, holds in _MESSAGES:
        grants = {"m%d" % at: [1, 1, ma, 30] for at, ma in enumerate(granted)}  # noqa: UP031
        assert fits(grants, 4, _SHARE, 48_000) is holds, granted
