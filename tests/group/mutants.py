"""Each rule of the protocol, broken on purpose: name -> (owner, attribute, broken one)."""

from firmware.core.group import member as rules
from firmware.core.group.asking import Asking
from firmware.core.group.grants import Coordinator
from firmware.core.group.member import LEASE_S, Member, Seen
from firmware.services.group import circle
from firmware.services.group.circle import Group
from firmware.services.group.newcomer import Newcomer
from tests.group.newcomers import Settings

_member_init = Member.__init__
_end_at = Member._end_at
_follow = Member.follow
_heard = Coordinator.heard
_grants = Coordinator.grants
_give = Coordinator._give
_begin_anew = Coordinator._begin_anew
_take_seat = Group._take_seat
_make_room = Group._make_room
_join = Group._join
_take_by_newcomer = Newcomer._take


def _lease_never_ends(member, until_s):
    _end_at(member, until_s + 100_000)


def _no_silence_after_boot(member, share_ma, now_s):
    _member_init(member, share_ma, now_s)
    member._silent_until_s = now_s


def _no_silence_after_grant(member, until_s):
    _end_at(member, until_s)
    member._silent_until_s = until_s


def _lease_from_arrival(member, holder, round_, number, ma, lease_s, now_s):
    if any(number == known for known, _ in member._reports):
        member._reports = [(number, now_s)]
    return _follow(member, holder, round_, number, ma, lease_s, now_s)


def _without_holder(member, holder, *grant):
    if member.holder is not None:
        member.holder = holder
    return _follow(member, holder, *grant)


def _follows_after_boot(member, *grant):
    if member.holder is None:
        member._silent_until_s = 0
    return _follow(member, *grant)


def _believes_any_acknowledgement(coordinator, sender, report, now_s):
    if report[2] is not None:
        report = report[:2] + (coordinator._boot,) + report[3:]
    _heard(coordinator, sender, report, now_s)


def _believes_at_once(coordinator, line, ma, lease_s, round_, now_s):
    _give(coordinator, line, ma, lease_s, round_, now_s)
    line.peak_ma, line.pledged_s = 0, now_s
    line.lent = ma < coordinator._share_ma


def _believes_for_ever(coordinator, line, now_s):
    if line.lent:
        line.pledged_s = now_s
    return line.lent


def _counts_only_the_granted(_coordinator, line, _now_s, _until_s):
    return min(line.given_ma, line.bound_ma)


def _gives_back_unasked(coordinator, line, ma, lease_s, round_, now_s):
    _give(coordinator, line, ma, lease_s, round_, now_s)
    line.lent = False


def _full_leases(coordinator, round_, now_s, released_ma=None):
    given = _grants(coordinator, round_, now_s, released_ma)
    return {name: grant[:3] + (LEASE_S,) for name, grant in given.items()}


def _same_seat_again(group, now_s):
    seat = getattr(group, "_seat", None)
    _take_seat(group, now_s)
    if seat is not None:
        group._seat = group._coordinator._boot = seat


def _follows_what_adds_up_below_zero(grants, _members, _share_ma, circuit_ma):
    return sum(grant[2] for grant in grants.values()) <= circuit_ma


def _random_number_that_repeats(group):
    return group._birth[:6]


def _answers_the_other_at_once(coordinator, line, boot, now_s):
    _begin_anew(coordinator, line, boot, now_s)
    line.granted_from_s = now_s


def _forgets_the_one_before(coordinator, line, boot, now_s):
    _begin_anew(coordinator, line, boot, now_s)
    line.given_ma = line.peak_ma = 0


def _room_for_any(group, boot, fields):
    if group._group["members"] == fields["for"]:
        group._room = boot
    else:
        _make_room(group, boot, fields)


def _room_of_any_day(newcomer, leaf, fields, now_s):
    if fields.get("room", "")[:6] == newcomer._boot[:6]:
        fields = dict(fields, room=newcomer._boot)
    _take_by_newcomer(newcomer, leaf, fields, now_s)


def _thought_to_be_kept(settings, _world, group):
    settings.group = group


def _all_but_one(asking):
    return asking.rooms + 1 >= asking.others


def _of_any_member(settings):
    return settings.group["ma"] // settings.group["members"]


def _no_silence_where_room_is_made(group, settings, now_s):
    _join(group, settings, now_s)
    if "joiner" in settings:
        group.member._silent_until_s = now_s


MUTANTS = {
    "a lease never ends": (Member, "_end_at", _lease_never_ends),
    "no silence after a boot": (Member, "__init__", _no_silence_after_boot),
    "no silence after a lowered grant": (Member, "_end_at", _no_silence_after_grant),
    "silence is only as long as a lease": (rules, "SILENCE_S", 30),
    "a lease runs from the arrival": (Member, "follow", _lease_from_arrival),
    "another coordinator's grant is followed below the share": (Member, "follow", _without_holder),
    "a grant is followed right after a boot": (Member, "follow", _follows_after_boot),
    "a car is thought to follow at once": (rules, "SETTLE_S", 0),
    "replays are taken": (Seen, "fresh", lambda *_: True),
    "lowering is not waited for": (Coordinator, "_give", _believes_at_once),
    "who is silent is thought to hold to it": (Coordinator, "_word_is_fresh", _believes_for_ever),
    "no share is reserved": (Coordinator, "_bound_ma", _counts_only_the_granted),
    "a lent share is given back at once": (Coordinator, "_give", _gives_back_unasked),
    "another's acknowledgement counts": (Coordinator, "heard", _believes_any_acknowledgement),
    "a lease outlives the lenders' word": (Coordinator, "grants", _full_leases),
    "a seat is taken again under its old id": (Group, "_take_seat", _same_seat_again),
    "grants are not added up": (circle, "fits", lambda *_: True),
    "less than nothing is an amount": (circle, "fits", _follows_what_adds_up_below_zero),
    "a boot id comes again": (Group, "_new_id", _random_number_that_repeats),
    "a new boot is answered at once": (Coordinator, "_begin_anew", _answers_the_other_at_once),
    "what another boot has is forgotten": (Coordinator, "_begin_anew", _forgets_the_one_before),
    "one is not waited for": (Asking, "answered", property(_all_but_one)),
    "room for one is room for another": (Group, "_make_room", _room_for_any),
    "room that was made on another day counts": (Newcomer, "_take", _room_of_any_day),
    "room is told of before it is on flash": (Settings, "change", _thought_to_be_kept),
    "a newcomer has a share": (Settings, "group_share_ma", property(_of_any_member)),
    "who makes room is not silent": (Group, "_join", _no_silence_where_room_is_made),
}

# Looked for where two chargers have one id, or others join: of all histories few are such.
OF_ONE_ID = ("a new boot is answered at once", "what another boot has is forgotten")
OF_NEWCOMERS = (
    "one is not waited for",
    "room for one is room for another",
    "room that was made on another day counts",
    "room is told of before it is on flash",
    "a newcomer has a share",
    "who makes room is not silent",
)
