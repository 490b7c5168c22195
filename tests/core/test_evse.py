"""The two tables read whole, and every state against every event."""

from firmware.core import evse as _evse
from firmware.core.evse import CLOSED, KEEP, OPEN, OUTPUTS, STEADY, TRANSITIONS, Evse
from tests.core.bench import TICKS_WRAP_MS

_BEGIN = TICKS_WRAP_MS - 3_000  # the ticks wrap within the grace

_VEHICLES = ("A", "B", "C", "D", "E", "F", None)
_SEEN_NAMES = {"A": "SEES_A", "B": "SEES_B", "C": "SEES_C", "D": "SEES_D"}

# The order in which simultaneous events count, by state: the reading of the standard and of I1.
_URGENT_FIRST = {
    "A": "SEES_E SEES_B SEES_C SEES_D",
    "B1": "SEES_A SEES_E SEES_C SEES_D OFFER",
    "B2": "SEES_A SEES_E FAULT WITHDRAW SEES_C SEES_D WAKE",
    "C1": "SEES_A SEES_E SEES_B SEES_D OFFER",
    "C2": "SEES_A FAULT SEES_E WITHDRAW SEES_B SEES_D READY",
    "C2+": "SEES_A FAULT SEES_E SEES_B WITHDRAW SEES_D",
    "C1+": "SEES_A FAULT SEES_E SEES_B GRACE_OVER",
    "D1": "SEES_A SEES_E SEES_B SEES_C",
    "D2": "SEES_A FAULT SEES_E WITHDRAW SEES_B SEES_C",
    "E": "SEES_A SEES_B SEES_C SEES_D",
    "F": "HELD",
    "Fw": "FAULT WOKEN",
}

# (state, event): where it leads. What is not here leads nowhere.
_LEADS_TO = {
    ("A", "SEES_B"): "B1",
    ("A", "SEES_C"): "C1",
    ("A", "SEES_D"): "D1",
    ("B1", "SEES_C"): "C1",
    ("B1", "SEES_D"): "D1",
    ("B1", "OFFER"): "B2",
    ("B2", "FAULT"): "B1",
    ("B2", "WITHDRAW"): "B1",
    ("B2", "SEES_C"): "C2",
    ("B2", "SEES_D"): "D2",
    ("C1", "SEES_B"): "B1",
    ("C1", "SEES_D"): "D1",
    ("C1", "OFFER"): "C2",
    ("C2", "WITHDRAW"): "C1",
    ("C2", "SEES_B"): "B2",
    ("C2", "SEES_D"): "D2",
    ("C2", "READY"): "C2+",
    ("C2+", "SEES_B"): "B2",
    ("C2+", "WITHDRAW"): "C1+",
    ("C2+", "SEES_D"): "C1+",
    ("C1+", "SEES_B"): "B1",
    ("C1+", "GRACE_OVER"): "C1",
    ("D1", "SEES_B"): "B1",
    ("D1", "SEES_C"): "C1",
    ("D2", "WITHDRAW"): "D1",
    ("D2", "SEES_B"): "B2",
    ("D2", "SEES_C"): "C2",
    ("E", "SEES_B"): "B1",
    ("E", "SEES_C"): "C1",
    ("E", "SEES_D"): "D1",
    ("F", "HELD"): "B1",
    ("B2", "WAKE"): "Fw",
    ("Fw", "WOKEN"): "B1",
}


def _wanted(state, event):
    if event == "SEES_A" and state not in ("A", "F", "Fw"):
        return "A"
    if event == "SEES_E" and state not in ("E", "F", "Fw"):
        return "E"
    if event == "FAULT" and state in ("C2", "C2+", "C1+", "D2", "Fw"):
        return "F"
    return _LEADS_TO.get((state, event))


def _in(state, entered_ms=_BEGIN):
    evse = Evse(entered_ms)
    evse.state = state
    return evse


def _at(ms):
    return (_BEGIN + ms) % TICKS_WRAP_MS


def _step(evse, vehicle, fault, offer, ready, now_ms, wake=False):
    happened = _evse.SEEN[vehicle] | (_evse.OFFER if offer else _evse.WITHDRAW)
    for true, event in ((fault, _evse.FAULT), (ready, _evse.READY), (wake, _evse.WAKE)):
        happened |= event if true else 0
    return evse.step(happened, now_ms)


# --- the tables, read whole ----------------------------------------------------------------------


def test_both_tables_have_the_same_states_and_every_target_exists():
    assert set(TRANSITIONS) == set(OUTPUTS)
    for state, row in TRANSITIONS.items():
        for _, target in row:
            assert target in OUTPUTS and target != state, state


def test_every_row_is_the_one_that_was_meant():
    for state, row in TRANSITIONS.items():
        names = _URGENT_FIRST[state].split()
        assert [event for event, _ in row] == [getattr(_evse, name) for name in names], state
        assert [target for _, target in row] == [_wanted(state, name) for name in names], state


def test_i1_the_contactor_is_closed_in_c2_only_and_kept_in_c1_only():
    for state, (pilot, contactor) in OUTPUTS.items():
        assert (contactor == CLOSED) == (state == "C2+"), state
        assert (contactor == KEEP) == (state == "C1+"), state
        assert contactor != CLOSED or pilot == "pwm"
    assert OUTPUTS["C1+"][0] == STEADY


def test_i1_charging_is_entered_from_c2_by_ready_alone_and_the_grace_from_charging_alone():
    for state, row in TRANSITIONS.items():
        for event, target in row:
            if target == "C2+":
                assert (state, event) == ("C2", _evse.READY)
            if target == "C1+":
                assert state == "C2+"


def test_each_state_has_the_pilot_that_its_digit_says():
    for state, (pilot, _) in OUTPUTS.items():
        wanted = {"1": "steady", "2": "pwm"}.get(
            state[1:2], "minus12" if state[0] == "F" else "steady"
        )
        assert pilot == wanted, state


# --- every state against every combination of what can happen ------------------------------------


def _events(vehicle, fault, offer, ready, wake, in_state_ms):
    names = [_SEEN_NAMES.get(vehicle, "SEES_E"), "OFFER" if offer else "WITHDRAW"]
    names += ["FAULT"] if fault else []
    names += ["READY"] if ready else []
    names += ["WAKE"] if wake else []
    names += ["GRACE_OVER"] if in_state_ms >= 6_000 else []
    names += ["HELD"] if in_state_ms >= 300 else []
    names += ["WOKEN"] if in_state_ms >= 3_000 else []
    return names


def _everything():
    for vehicle in _VEHICLES:
        for bits in range(16):
            fault, offer, ready, wake = [bool(bits & 1 << bit) for bit in range(4)]
            for in_state_ms in (0, 299, 300, 2_999, 3_000, 5_999, 6_000):
                yield vehicle, fault, offer, ready, wake, in_state_ms


def test_every_state_follows_the_most_urgent_of_all_that_happened_and_else_nothing():
    for state in OUTPUTS:
        for vehicle, fault, offer, ready, wake, in_state_ms in _everything():
            happened = _events(vehicle, fault, offer, ready, wake, in_state_ms)
            moves = [name for name in _URGENT_FIRST[state].split() if name in happened]
            wanted = _wanted(state, moves[0]) if moves else state
            evse = _in(state)
            moved = _step(evse, vehicle, fault, offer, ready, _at(in_state_ms), wake)
            assert evse.state == wanted, (state, happened)
            assert moved == (wanted != state), (state, happened)


def test_i1_whatever_the_car_shows_but_c_or_d_opens_a_closed_contactor_at_once():
    for state in ("C2+", "C1+"):
        for vehicle in ("A", "B", "E", "F", None):
            evse = _in(state)
            _step(evse, vehicle, False, True, True, _at(20))
            assert OUTPUTS[evse.state][1] == OPEN, (state, vehicle)


def test_i1_a_fault_of_class_now_opens_a_closed_contactor_at_once():
    for state in ("C2+", "C1+"):
        for vehicle in _VEHICLES:
            evse = _in(state)
            _step(evse, vehicle, True, True, True, _at(20))
            assert OUTPUTS[evse.state][1] == OPEN, (state, vehicle)


# --- times ---------------------------------------------------------------------------------------


def test_i1_the_grace_is_over_at_6000_ms_and_not_at_5999():
    evse = _in("C2+")
    _step(evse, "C", False, False, True, _at(0))
    assert evse.state == "C1+" and evse.entered_ms == _at(0)
    _step(evse, "C", False, False, True, _at(5_999))
    assert evse.state == "C1+"
    _step(evse, "C", False, False, True, _at(6_000))
    assert evse.state == "C1"


def test_i1_an_offer_that_comes_back_does_not_prolong_the_grace():
    evse = _in("C1+")
    for ms in range(0, 6_000, 20):
        _step(evse, "C", False, True, True, _at(ms))
        assert evse.state == "C1+"
    _step(evse, "C", False, True, True, _at(6_000))
    assert evse.state == "C1"


def test_minus_twelve_volts_is_held_300_ms_and_not_299():
    evse = _in("F")
    _step(evse, None, True, False, False, _at(299))
    assert evse.state == "F"
    _step(evse, None, True, False, False, _at(300))
    assert evse.state == "B1"


def test_the_wake_up_pulse_lasts_3000_ms_and_not_2999_and_reads_nothing_of_the_car():
    evse = _in("B2")
    _step(evse, "B", False, True, False, _at(0), True)
    assert evse.state == "Fw" and evse.published == "F"
    for vehicle in _VEHICLES:
        _step(evse, vehicle, False, True, True, _at(2_999))
        assert evse.state == "Fw", vehicle
    _step(evse, "A", False, True, True, _at(3_000))
    assert evse.state == "B1"


def test_nobody_is_woken_who_was_not_meant_to_be():
    evse = _in("B2")
    assert not _step(evse, "B", False, True, False, _at(60_000))
    assert evse.state == "B2"


def test_a_fault_during_the_wake_up_is_state_f_as_ever():
    evse = _in("Fw")
    _step(evse, "B", True, True, False, _at(20))
    assert evse.state == "F" and evse.entered_ms == _at(20)


def test_the_time_in_a_state_counts_from_its_entry():
    evse = _in("B2")
    _step(evse, "C", False, True, False, _at(700))
    assert evse.entered_ms == _at(700)
    _step(evse, "C", False, True, False, _at(720))
    assert evse.entered_ms == _at(700)


def test_it_boots_in_a_and_publishes_the_names_of_the_standard():
    assert Evse(0).state == "A"
    for state in OUTPUTS:
        evse = _in(state)
        assert evse.published == state.rstrip("+w")
        assert evse.offering == (OUTPUTS[state][0] == "pwm")
