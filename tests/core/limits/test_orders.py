"""Who may set the wire ampacity, and what never gets above it (I2, I4)."""

from firmware.core.group.member import SILENCE_S
from firmware.core.plan.orders import LOCAL, SERVER
from firmware.services.console import pin_hash
from tests.core.rig import NOON, Rig, refused


def _by_server(rig, name, payload):
    return refused(rig.order, name, payload, SERVER)


# --- the wire ------------------------------------------------------------------------------------


def test_the_installer_may_set_the_wire_up_and_down():
    rig = Rig(None)
    for amps in (6, 48, 20, 32.5):
        assert rig.order("wire", {"amps": amps}) == {"amps": amps}
        assert rig.settings.wire_ma == amps * 1_000
        assert rig.plan.limits["wire"] == amps * 1_000


def test_the_server_may_lower_the_wire():
    rig = Rig(32)
    assert _by_server(rig, "wire", {"amps": 31.9}) == "accepted"
    assert rig.settings.wire_ma == 31_900 and rig.kept == [True]


def test_i4_the_server_may_not_raise_the_wire_by_a_tenth():
    rig = Rig(32)
    for payload in ({"amps": 32.1}, {"amps": 48}, {"amps": 48, "pin": "123456"}):
        assert _by_server(rig, "wire", payload) == "pin"
        assert rig.settings.wire_ma == 32_000 and rig.plan.limits["wire"] == 32_000


def test_the_server_may_repeat_the_wire():
    rig = Rig(32)
    assert _by_server(rig, "wire", {"amps": 32}) == "accepted"
    assert rig.kept == []


def test_i4_the_server_may_not_raise_a_wire_that_is_not_set():
    rig = Rig(None)
    for amps in (6, 6.1, 48):
        assert _by_server(rig, "wire", {"amps": amps}) == "pin"
        assert rig.settings.wire_ma is None and rig.plan.limits["wire"] == 6_000


def test_d1_what_a_stranger_lowered_anybody_raises_up_to_what_the_installer_vouched_for():
    rig = Rig(32)
    assert rig.order("wire", {"amps": 6}, SERVER) == {"amps": 6, "vouched": 32}
    assert rig.order("wire", {"amps": 10}, SERVER) == {"amps": 10, "vouched": 32}
    assert _by_server(rig, "wire", {"amps": 32.1}) == "pin"
    assert rig.settings.wire_ma == 10_000
    assert rig.order("wire", {"amps": 32}, SERVER) == {"amps": 32}
    assert rig.settings.vouched_ma is None and rig.plan.limits["wire"] == 32_000


def test_d1_i4_what_the_installer_lowers_nobody_raises():
    rig = _with_pin(wire_a=32)
    rig.order("wire", {"amps": 20})
    assert _by_server(rig, "wire", {"amps": 20.1}) == "pin"
    assert rig.server.order("wire", {"amps": 16, "pin": "271828"}) == {"amps": 16}
    assert _by_server(rig, "wire", {"amps": 16.1}) == "pin"


def test_d1_the_installer_vouches_for_what_somebody_else_has_lowered():
    rig = Rig(32)
    rig.order("wire", {"amps": 16}, SERVER)
    rig.order("wire", {"amps": 16})
    assert _by_server(rig, "wire", {"amps": 16.1}) == "pin"


def test_d1_a_wrong_pin_lowers_and_vouches_for_nothing_and_is_counted():
    rig = _with_pin(wire_a=32)
    assert rig.server.order("wire", {"amps": 16, "pin": "000000"}) == {"amps": 16, "vouched": 32}
    assert rig.pin_lock.wrong == 1
    assert rig.server.order("wire", {"amps": 40, "pin": "271828"}) == {"amps": 40}
    assert rig.settings.vouched_ma is None and rig.pin_lock.wrong == 0


# --- in force ------------------------------------------------------------------------------------


def test_i2_a_lower_wire_binds_at_the_next_control_step():
    rig = Rig()
    rig.charge()
    rig.order("wire", {"amps": 10})
    rig.advance_ms(20)
    assert rig.shows == "C2 10 A closed"


def test_i2_a_higher_wire_binds_five_seconds_after_the_last_change():
    rig = Rig(16)
    rig.charge()
    rig.wait_s(10)
    rig.order("wire", {"amps": 10})
    rig.advance_ms(20)
    rig.order("wire", {"amps": 20})
    assert rig.shows_after(4_980) == "C2 10 A closed"
    assert rig.shows_after(20) == "C2 20 A closed"


def test_i2_the_servers_lower_limit_binds_within_five_seconds():
    rig = Rig(epoch=NOON)
    rig.server.connect()
    rig.charge()
    rig.wait_s(6)
    rig.server.order("limit", 20)
    rig.advance_ms(20)
    assert rig.shows == "C2 20 A closed"
    rig.server.order("limit", 10)
    assert rig.shows_after(4_980) == "C2 20 A closed"
    assert rig.shows_after(20) == "C2 10 A closed"


def test_i4_nothing_that_server_or_driver_ask_for_gets_above_the_wire():
    allow = {"version": 1, "tz": "UTC0", "default": "allow"}
    always = {"days": "mon-sun", "start": "00:00", "end": "24:00", "amps": 80}
    rig = Rig(20, epoch=NOON)
    rig.server.connect(limit=80, tou=dict(allow, rules=[always]))
    rig.charge()
    rig.order("config", {"offline_amps": 80})
    rig.order("group", {"id": "g", "amps": 80, "members": 1})
    rig.wait_s(SILENCE_S)
    for step in (
        lambda: rig.override("charge"),
        lambda: rig.server.order("override", "charge"),
        lambda: rig.server.order("limit", None),
        lambda: rig.server.order("tou", None),
        lambda: rig.server.die_and_be_missed(),
    ):
        step()
        rig.wait_s(11)
        assert rig.shows == "C2 20 A closed"


def test_i4_no_order_closes_a_contactor_that_the_car_does_not_ask_for():
    orders = (
        ("override", "charge"),
        ("limit", 48),
        ("tou", None),
        ("wire", {"amps": 48}),
        ("config", {"boot_wait_s": 0}),
    )
    for letter in ("A", "B", "D", "E"):
        rig = Rig(epoch=NOON)
        rig.server.connect()
        rig.shows_car(letter, 5_000)
        for name, payload in orders:
            rig.order(name, payload, LOCAL)
            rig.advance_ms(2_000)
            assert not rig.board.coil, (letter, name)


def test_a_pin_may_come_with_what_needs_one():
    rig = Rig()
    assert rig.order("wire", {"amps": 40, "pin": "1234"}) == {"amps": 40}
    rig.order("group", {"id": "garage", "amps": 40, "members": 2, "pin": "1234"})
    rig.order("group", {"id": None, "pin": "1234"})
    assert rig.settings.group is None


def test_the_answer_names_what_each_hard_limit_leaves_of_a_live_one():
    for name in ("board", "cable", "wire", "group"):
        rig = Rig()
        rig.plan.limits[name] = 10_000
        assert rig.commands.execute("limit", 16, SERVER) == {"amps": 10}, name
        assert rig.commands.execute("limit", 9, SERVER) == {"amps": 9}, name


# --- the installer's PIN, by network -------------------------------------------------------------


def _with_pin(**wire):
    rig = Rig(**wire)
    rig.settings.pin = pin_hash.made("271828")
    return rig


def test_with_the_pin_the_wire_ampacity_may_be_raised_by_network():
    rig = _with_pin(wire_a=16)
    for pin in (None, "271829", 271828, ""):
        asked = {"amps": 32} if pin is None else {"amps": 32, "pin": pin}
        assert _by_server(rig, "wire", asked) == "pin"
        assert rig.settings.wire_ma == 16_000
    assert rig.server.order("wire", {"amps": 32, "pin": "271828"}) == {"amps": 32}
    assert rig.settings.wire_ma == 32_000


def test_no_pin_raises_the_wire_above_the_boards_rating():
    rig = _with_pin(wire_a=16)
    assert _by_server(rig, "wire", {"amps": 48.1, "pin": "271828"}) == "amps"


def test_d1_i4_five_wrong_pins_lower_and_then_the_right_one_vouches_for_nothing():
    rig = _with_pin(wire_a=32)
    for amps in (30, 28, 26, 24, 22):
        assert rig.server.order("wire", {"amps": amps, "pin": "000000"})["vouched"] == 32
    answer = rig.server.order("wire", {"amps": 21, "pin": "271828"})
    assert answer == {"amps": 21, "vouched": 32}


def test_after_five_wrong_pins_the_network_waits_and_the_console_does_not():
    rig = _with_pin(wire_a=16)
    for _ in range(5):
        assert _by_server(rig, "wire", {"amps": 32, "pin": "000000"}) == "pin"
    assert _by_server(rig, "wire", {"amps": 32, "pin": "271828"}) == "pin"
    assert rig.settings.wire_ma == 16_000
    assert rig.order("wire", {"amps": 24}) == {"amps": 24}
    rig.wait_s(15 * 60)
    assert rig.server.order("wire", {"amps": 32, "pin": "271828"}) == {"amps": 32}
