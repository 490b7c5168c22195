"""The light and the button as a driver finds them, on the real interpreter."""

import itertools

from firmware.core.pilot.indication import (
    CHARGING,
    FAULT,
    LATCHED,
    LIMITED,
    OFFLINE,
    PAUSED,
    READY,
    SLOT_MS,
    SLOTS,
    TAKEN,
    WAITING,
    colour,
)

CLOSED = {"version": 1, "tz": "UTC0", "default": "deny"}
CYCLE_MS = SLOTS * SLOT_MS
SLOT_US = SLOT_MS * 1_000
WHITE, RED = TAKEN[0], LATCHED[0]
STATE_KNOWN_MS = 400  # one plan, one look


def _colours(rig, ms):
    """(t_us, colour) of each change of the light meanwhile."""
    rig.charger.take_changes()
    rig.charger.advance_ms(ms)
    changes = rig.charger.take_changes()
    return [(t_us, _packed(value)) for t_us, name, value in changes if name == "led"]


def _packed(led):
    red, green, blue = led
    return red << 16 | green << 8 | blue


def _spans(rig):
    """(colour, slots) of what it shows for two cycles, without the ends that were not seen."""
    changes = _colours(rig, 2 * CYCLE_MS + 500)
    return [
        (shown, round((until_us - t_us) / SLOT_US))
        for (t_us, shown), (until_us, _) in itertools.pairwise(changes)
    ]


def _wanted(signal, link):
    """The same of one cycle, as the table of signals has it."""
    cycle = [colour(signal, link, slot) for slot in range(SLOTS)]
    spans = [(shown, len(list(slots))) for shown, slots in itertools.groupby(cycle)]
    if len(spans) > 1 and spans[0][0] == spans[-1][0]:
        spans = [(spans[0][0], spans[0][1] + spans[-1][1])] + spans[1:-1]
    return spans


def says(rig, signal, link=None):
    """It shows this signal's cycle, from wherever on."""
    rig.charger.advance_ms(STATE_KNOWN_MS)
    if _wanted(signal, link) == [(signal[0], SLOTS)]:
        return not _colours(rig, CYCLE_MS) and _packed(rig.charger.last.led) == signal[0]
    seen, wanted = _spans(rig), _wanted(signal, link)
    assert len(seen) >= len(wanted), seen
    return any(
        all(seen[i] == wanted[(begin + i) % len(wanted)] for i in range(len(seen)))
        for begin in range(len(wanted))
    )


def press(rig, ms):
    """The colours that the light shows until a second after the button is released."""
    rig.charger.do("press_button", ms=ms)
    return {shown for _, shown in _colours(rig, ms + 1_000)}


def charging(rig):
    rig.new_car(missing_wh=20_000)
    rig.shows(30, pilot="C2", contactor=1, offered_a=32)


def pressed(rig):
    return [event["detail"] for event in rig.server.events if event.get("code") == "button"]


# --- the light -----------------------------------------------------------------------------------


def test_an_empty_charger_is_ready_and_a_car_makes_it_blink(rig):
    assert says(rig, READY)
    charging(rig)
    assert says(rig, CHARGING)


def test_a_limit_is_told_apart_from_a_full_charge(rig):
    charging(rig)
    rig.server.retain("limit", 16)
    rig.shows(10, pilot="C2", contactor=1, limit_by="live")
    assert says(rig, LIMITED)


def test_the_server_s_absence_is_told_beside_the_charge_that_goes_on(rig):
    charging(rig)
    rig.server_dies()
    rig.shows(50, pilot="C2", contactor=1, link="down")
    assert says(rig, CHARGING, link=OFFLINE)
    rig.server_returns()
    rig.shows(90, pilot="C2", contactor=1, link="up")
    assert says(rig, CHARGING)


def test_a_fault_that_tries_again_and_one_that_needs_a_person_are_told_apart(rig):
    charging(rig)
    rig.charger.do("inject", name="ground_lost")
    rig.charger.advance_ms(5_000)
    assert says(rig, FAULT)
    rig.charger.do("inject", name="ground_lost", on=False)
    rig.shows(120, pilot="C2", contactor=1)
    rig.charger.do("inject", name="diode_missing")
    rig.charger.advance_ms(5_000)
    assert says(rig, LATCHED)


def test_the_light_starts_anew_with_the_chip(rig):
    charging(rig)
    rig.charger.do("later", us=5_000, what="reset_cpu", details={"cause": "watchdog"})
    rig.charger.advance_ms(3_000)
    assert WAITING[0] in {shown for _, shown in _colours(rig, CYCLE_MS)}
    rig.shows(60, pilot="C2", contactor=1, link="up")
    assert says(rig, CHARGING)


# --- the button ----------------------------------------------------------------------------------


def test_a_short_press_charges_against_the_schedule_and_the_next_one_takes_it_back(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    assert says(rig, WAITING)
    assert WHITE in press(rig, 200)
    rig.shows(10, pilot="C2", contactor=1, reason="override", override="charge")
    assert WHITE in press(rig, 200)
    rig.shows(10, pilot="B1", contactor=0, reason="waiting", override="auto")
    assert pressed(rig) == ["charge", "auto"]


def test_a_long_press_ends_a_charge_properly_and_a_short_one_goes_on_with_it(rig):
    charging(rig)
    worn = rig.charger.last.openings_under_load
    assert WHITE in press(rig, 3_000)
    rig.shows(10, pilot="B1", contactor=0, reason="paused", override="pause")
    assert rig.charger.last.openings_under_load == worn
    assert says(rig, PAUSED)
    press(rig, 200)
    rig.shows(30, pilot="C2", contactor=1, override="auto")
    assert pressed(rig) == ["pause", "auto"]


def test_a_press_lifts_no_fault_and_no_limit(rig):
    charging(rig)
    rig.charger.do("inject", name="diode_missing")
    rig.charger.advance_ms(5_000)
    press(rig, 200)
    assert RED in {shown for _, shown in _colours(rig, CYCLE_MS)}
    rig.charger.advance_ms(60_000)
    rig.status()
    assert (rig.charger.last.contactor, rig.said["fault"]["code"]) == (0, "diode")


def test_a_button_that_is_down_at_boot_orders_nothing_and_is_told_once(rig):
    rig.charger.do("inject", name="button")
    rig.reboot()
    rig.shows(60, pilot="A", contactor=0, link="up", override="auto")
    rig.charger.advance_ms(60_000)
    assert pressed(rig) == ["stuck: ignored until it is released"]
    rig.charger.do("inject", name="button", on=False)
    rig.charger.advance_ms(1_000)
    press(rig, 200)
    rig.shows(1, pilot="A", contactor=0, override="charge")
