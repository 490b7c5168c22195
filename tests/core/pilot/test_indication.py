"""The light: one signal for each state, and no two that could be taken for each other."""

from firmware.core import policy
from firmware.core.pilot import indication
from firmware.core.pilot.indication import (
    CAR,
    CHARGING,
    DARK,
    FAULT,
    LATCHED,
    LEFT_OUT,
    LIMITED,
    NO_CURRENT,
    OFFLINE,
    PAUSED,
    READY,
    REFUSED,
    SERVICE,
    SLOTS,
    TAKEN,
    WAITING,
    colour,
    signal,
)
from firmware.core.plan.orders import SERVER
from tests.core.rig import CLOSED_TILL_23, NOON, Rig

_BRIGHTEST = 0x40

_SIGNALS = {
    "ready": READY,
    "car": CAR,
    "charging": CHARGING,
    "limited": LIMITED,
    "no current": NO_CURRENT,
    "waiting": WAITING,
    "paused": PAUSED,
    "service": SERVICE,
    "fault": FAULT,
    "latched": LATCHED,
}
_LIGHTS = list(_SIGNALS.values()) + [OFFLINE, LEFT_OUT, REFUSED, TAKEN]


def _signal(rig):
    return signal(rig.charger)


def _charging(**how):
    rig = Rig(**how)
    rig.charge()
    return rig


# --- which signal --------------------------------------------------------------------------------


def test_an_empty_connector_is_ready():
    assert _signal(Rig()) == READY


def test_a_car_that_does_not_ask_is_there():
    rig = Rig()
    rig.plug_in()
    assert _signal(rig) == CAR


def test_charging_begins_and_ends_with_the_contactor():
    rig = Rig()
    rig.plug_in()
    rig.advance_ms(3_000)
    rig.ask_power()
    assert (_signal(rig), rig.charger.session.closed) == (CAR, False)
    rig.advance_ms(1_000)
    assert (_signal(rig), rig.charger.session.closed) == (CHARGING, True)
    rig.open_s2()
    rig.advance_ms(250)
    assert _signal(rig) == WAITING  # the contactor rests
    rig.advance_ms(6_000)
    assert _signal(rig) == CAR


def test_a_limit_of_the_wires_is_no_news_and_one_just_below_it_is():
    rig = _charging()
    for ma, wanted in (
        (40_000, CHARGING),
        (32_000, CHARGING),
        (31_900, LIMITED),
        (6_000, LIMITED),
    ):
        rig.plan.limits["live"] = ma
        assert _signal(rig) == wanted, ma


def test_heat_group_schedule_and_offline_limit_are_limits_too():
    for name in ("thermal", "group", "schedule", "offline"):
        rig = _charging()
        rig.plan.limits[name] = 16_000
        assert _signal(rig) == LIMITED, name


def test_a_board_that_nobody_has_commissioned_charges_with_less_than_it_could():
    assert _signal(_charging(wire_a=None)) == LIMITED


def test_less_than_6_a_is_no_current():
    rig = _charging()
    rig.order("config", {"offline_amps": 6})
    assert _signal(rig) == LIMITED
    rig.plan.limits["thermal"] = 5_999
    rig.advance_ms(250)
    assert _signal(rig) == NO_CURRENT


def test_a_closed_schedule_waits():
    rig = Rig(epoch=NOON)
    rig.server.connect()
    rig.order("tou", CLOSED_TILL_23, SERVER)
    rig.plug_in()
    rig.advance_ms(2_000)
    assert (_signal(rig), rig.reason) == (WAITING, policy.WAITING)


def test_a_delay_after_a_power_cut_waits():
    rig = Rig(boot_ms=100, start_delay_s=60)
    rig.plug_in()
    rig.advance_ms(10_000)
    assert (_signal(rig), rig.reason) == (WAITING, policy.DELAYED)


def test_an_override_that_pauses_is_seen_at_once_though_the_car_still_ends_its_draw():
    rig = _charging()
    rig.override("pause")
    assert (_signal(rig), rig.charger.session.closed) == (PAUSED, True)


def test_every_reason_has_its_signal():
    rig = Rig()
    shown = {}
    for name in dir(policy):
        if name.isupper() and type(getattr(policy, name)) is str and name != "FAULT":
            rig.plan.reason = getattr(policy, name)
            shown[rig.plan.reason] = _signal(rig)
    assert shown == {
        "unplugged": READY,
        "limit": NO_CURRENT,
        "paused": PAUSED,
        "override": CAR,
        "unscheduled": CAR,
        "offline": CAR,
        "no_clock": CAR,
        "scheduled": CAR,
        "waiting": WAITING,
        "starting": WAITING,
        "delayed": WAITING,
        "dwell": WAITING,
        "service": SERVICE,
    }


def test_a_fault_outranks_every_reason_and_one_that_is_latched_is_told_apart():
    rig = _charging()
    rig.lose_earth()
    assert (rig.fault, _signal(rig)) == ("ground_lost", FAULT)
    rig.charger.faults.strike("welded", 0)
    assert _signal(rig) == LATCHED
    rig.plan.reason = policy.SERVICE
    assert _signal(rig) == LATCHED


# --- no two alike --------------------------------------------------------------------------------


def _lit(light, link):
    return [colour(light, link, slot) != DARK for slot in range(SLOTS)]


# What an eye makes of it: flashes and gaps by kind, not by the exact slot. It does not know where
# the cycle begins, so the sequence is turned to where it sorts first.
def _rhythm(lit):
    if all(lit):
        return ("steady",)
    begin = [slot for slot in range(SLOTS) if lit[slot] and not lit[slot - 1]][0]
    spans = []
    for slot in range(SLOTS):
        on = lit[(begin + slot) % SLOTS]
        if spans and spans[-1][0] == on:
            spans[-1][1] += 1
        else:
            spans.append([on, 1])
    kinds = [_kind(on, slots) for on, slots in spans]
    return min([tuple(kinds[i:] + kinds[:i]) for i in range(len(kinds))])


# A flash of 0.2 s, a dash of 0.4 to 0.6 s, a beat of 1 s, a light of 2 s and more; short and long
# gaps.
def _kind(on, slots):
    if not on:
        return "gap" if slots <= 2 else "dark"
    for longest, kind in ((1, "flash"), (3, "dash"), (6, "beat")):
        if slots <= longest:
            return kind
    return "light"


def test_no_two_signals_have_the_same_rhythm_with_and_without_the_server_or_the_link():
    rhythms = {}
    for name, light in _SIGNALS.items():
        for link in (None, OFFLINE, LEFT_OUT):
            rhythm = _rhythm(_lit(light, link))
            assert rhythm not in rhythms, (name, link, rhythms.get(rhythm))
            rhythms[rhythm] = (name, link)
    assert len(rhythms) == 3 * len(_SIGNALS)


def test_each_rhythm_fits_a_small_integer_of_the_chip_and_lights_something():
    for light in _LIGHTS:
        assert 0 < light[1] < 1 << SLOTS


def test_the_last_second_belongs_to_the_link():
    for light in _SIGNALS.values():
        online, offline, left_out = [
            [colour(light, link, slot) for slot in range(SLOTS)]
            for link in (None, OFFLINE, LEFT_OUT)
        ]
        assert online[:15] == offline[:15] == left_out[:15]
        assert len(set(online[15:])) == 1
        assert offline[15:] == [DARK] + [OFFLINE[0]] * 3 + [DARK]
        assert left_out[15:] == [DARK, LEFT_OUT[0]] + [DARK] * 3


def test_the_slots_are_read_from_left_to_right():
    begun = [slot for slot in range(SLOTS) if colour(NO_CURRENT, None, slot) != DARK]
    assert begun == [0, 2, 4]
    assert colour(NO_CURRENT, None, 0) == NO_CURRENT[0]


def test_no_light_is_too_bright():
    for light in _LIGHTS:
        assert max([light[0] >> shift & 255 for shift in (16, 8, 0)]) <= _BRIGHTEST
        assert light[0] != DARK


def test_the_cycle_is_4_s():
    assert SLOTS * indication.SLOT_MS == 4_000
