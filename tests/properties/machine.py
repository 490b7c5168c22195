"""Everything that can happen to a charger, as rules for hypothesis: cars, faults, orders, resets.

Each rule is one thing that happens and some time after it.
"""

import json
import os
import shutil
import tempfile

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from sim import world as sim_world
from tests.core.rig import CLOSED_TILL_23, NOON
from tests.corners import CORNERS, set_corner
from tests.properties.charger import WatchedRig
from tests.properties.charges import ELECTRICAL, TIMES_MS, Charges, warm
from tests.properties.observer import Observer

_COMMANDS = ("tou", "limit", "override", "wire", "group", "config", "time", "contactor")
_CONSOLE_LINES = ("status", "why", "limits", "contactor", "faults", "log", "help", "reboot")

_AMPS = st.one_of(st.integers(0, 90), st.sampled_from((6, 6.5, 10, 16, 32, 48, -1, 5.9)))

_WIRE = st.tuples(st.just("wire"), st.fixed_dictionaries({"amps": st.integers(6, 48)}))

_ORDERS = st.one_of(
    _WIRE,
    _WIRE,
    st.tuples(st.just("wire"), st.fixed_dictionaries({"amps": _AMPS, "pin": st.just("1234")})),
    st.tuples(st.just("limit"), _AMPS),
    st.tuples(st.just("override"), st.sampled_from(("charge", "pause", "auto"))),
    st.tuples(st.just("time"), st.fixed_dictionaries({"epoch": st.just(NOON)})),
    st.tuples(st.just("tou"), st.sampled_from((None, CLOSED_TILL_23))),
    st.tuples(
        st.just("config"),
        st.one_of(
            st.fixed_dictionaries({"wake_up": st.booleans()}),
            st.fixed_dictionaries({"offline_amps": _AMPS}),
            st.fixed_dictionaries({"link_timeout_s": st.just(30)}),
        ),
    ),
    st.tuples(
        st.just("group"),
        st.fixed_dictionaries(
            {"id": st.sampled_from(("garage", None)), "amps": _AMPS, "members": st.integers(1, 4)}
        ),
    ),
)


class ChargerMachine(Charges):
    """`tally` counts over all examples: control steps and closings of the contactor."""

    tally = {"steps": 0, "closings": 0}

    def __init__(self):
        super().__init__()
        self._origin = os.getcwd()
        self._flash = tempfile.mkdtemp()
        os.chdir(self._flash)
        self.observer = Observer()

    @initialize(
        seed=st.integers(1, 1_000),
        corner=st.sampled_from(CORNERS),
        wire_a=st.sampled_from((None, 6, 16, 32, 48)),
        wake_up=st.booleans(),
    )
    def install(self, seed, corner, wire_a, wake_up):
        world = sim_world.install(sim_world.World(seed))
        set_corner(world, corner)
        wire_ma = None if wire_a is None else wire_a * 1_000
        self.observer.wire_ma = wire_ma
        self.rig = WatchedRig(world, self.observer, wire_ma=wire_ma, wake_up=wake_up)

    def teardown(self):
        self.tally["steps"] += self.observer.steps
        self.tally["closings"] += self.observer.closings
        sim_world.install(None)
        os.chdir(self._origin)
        shutil.rmtree(self._flash)

    @property
    def car(self):
        return self.rig.world.car

    # ---- time ---------------------------------------------------------------------------------

    @rule(ms=TIMES_MS)
    def time_passes(self, ms):
        self.rig.advance_ms(ms)

    @rule(s=st.sampled_from((6, 6, 35, 35, 70, 910)))
    def a_long_time_passes(self, s):
        self.rig.wait_s(s)

    # ---- the car ------------------------------------------------------------------------------

    @rule(
        auto=st.booleans(),
        bounce_ms=st.sampled_from((0, 0, 250)),
        ignores_stop=st.booleans(),
        ignores_offer=st.booleans(),
        max_ma=st.sampled_from((10_000, 32_000, 48_000)),
        needs_ventilation=st.sampled_from((False, False, False, True)),
        ms=TIMES_MS,
    )
    @precondition(lambda self: not self.car.plugged)
    def a_car_comes(self, ms, **car):
        self.rig.world.plug_in(**car)
        self.rig.advance_ms(ms)

    @rule(move=st.sampled_from(("ask_power", "open_s2", "end_power", "unplug")), ms=TIMES_MS)
    @precondition(lambda self: self.car.plugged)
    def the_car_moves(self, move, ms):
        getattr(self.rig.world, move)()
        self.rig.advance_ms(ms)

    @rule(times=st.integers(1, 3), pulse_ms=st.integers(5, 600), ms=TIMES_MS)
    @precondition(lambda self: self.car.plugged)
    def the_car_toggles(self, times, pulse_ms, ms):
        self.rig.world.toggle(times, pulse_ms)
        self.rig.advance_ms(ms)

    # ---- what breaks --------------------------------------------------------------------------

    @rule(fault=st.sampled_from(ELECTRICAL), ms=TIMES_MS, lasts=st.booleans())
    def something_breaks(self, fault, ms, lasts):
        self.rig.inject(fault)
        self.rig.advance_ms(ms)
        if not lasts:
            self.rig.mend(fault)
            self.rig.advance_ms(ms)

    @rule(ms=TIMES_MS, waits=st.booleans())
    @precondition(lambda self: self.rig.world.faults)
    def all_is_mended(self, ms, waits):
        self.mend_all()
        if waits:
            self.rig.wait_s(62)
        self.rig.advance_ms(ms)

    @rule(celsius=st.sampled_from((-20, 25, 40, 60, 66, 69, 80)), ms=TIMES_MS)
    def the_sensor_jumps(self, celsius, ms):
        self.rig.world.set_temperature(celsius)
        self.rig.advance_ms(ms)

    @rule(celsius=st.sampled_from((25, 60, 63, 66, 67, 69, 70, 73)), ms=TIMES_MS)
    def the_board_warms_or_cools(self, celsius, ms):
        warm(self.rig, celsius)
        self.rig.advance_ms(ms)

    # ---- orders -------------------------------------------------------------------------------

    @rule(alive=st.booleans(), ms=TIMES_MS)
    def the_server_comes_or_goes(self, alive, ms):
        self.rig.server_alive = alive
        if alive:
            self.rig.connect()
        self.rig.advance_ms(ms)

    @rule(order=_ORDERS, retained=st.sampled_from((False, False, False, True)), ms=TIMES_MS)
    def the_server_orders(self, order, retained, ms):
        name, value = order
        self._follow(self.rig.from_network(name, json.dumps(value).encode(), retained))
        self.rig.advance_ms(ms)

    @rule(name=st.sampled_from(_COMMANDS), payload=st.binary(max_size=40), ms=TIMES_MS)
    def the_network_sends_rubbish(self, name, payload, ms):
        self._follow(self.rig.from_network(name, payload))
        self.rig.advance_ms(ms)

    @rule(amps=st.integers(5, 50), ms=TIMES_MS)
    def the_installer_sets_the_wire(self, amps, ms):
        self.rig.from_serial(f"wire {amps}")
        self._follow_settings()
        self.rig.advance_ms(ms)

    @rule(members=st.integers(1, 4), amps=st.integers(20, 80), ms=TIMES_MS)
    def the_installer_sets_the_group(self, members, amps, ms):
        self.rig.from_serial(f"group garage {amps} {members}")
        self._follow_settings()
        self.rig.advance_ms(ms)

    @rule(kind=st.sampled_from(("charge", "pause", "auto")), ms=TIMES_MS)
    def the_driver_overrides(self, kind, ms):
        self.rig.from_serial("override " + kind)
        self.rig.advance_ms(ms)

    @rule(
        line=st.one_of(
            st.sampled_from(_CONSOLE_LINES), st.text("acdefgilnopstuw 0169", min_size=1)
        )
    )
    def somebody_types(self, line):
        if line.split():
            self.rig.from_serial(line)
            self._follow_settings()
        self.rig.advance_ms(20)

    @rule(ms=TIMES_MS)
    @precondition(lambda self: self.rig.fault)
    def somebody_has_mended_it(self, ms):
        self.mend_all()
        self.rig.from_serial("faults clear")
        self.rig.advance_ms(ms)

    # Lower limits by network are in force; nothing else is, or from_network() has failed.
    def _follow(self, reply):
        if reply is not None and reply["ok"]:
            self._follow_settings()

    def _follow_settings(self):
        settings = self.rig.app.settings
        self.observer.wire_ma = settings.wire_ma
        self.observer.share_ma = settings.group_share_ma

    # ---- what ends the program ------------------------------------------------------------------

    @rule(cause=st.sampled_from(("watchdog", "reset", "soft_reset", "power")), ms=TIMES_MS)
    def the_chip_starts_again(self, cause, ms):
        self.rig.restart(cause)
        self.rig.advance_ms(ms)

    @rule(ms=TIMES_MS)
    def the_program_dies(self, ms):
        self.rig.die()
        self.rig.advance_ms(ms)

    @rule(stall_ms=st.sampled_from((100, 500, 2_900, 3_100, 6_000, 11_000)), ms=TIMES_MS)
    def the_program_hangs(self, stall_ms, ms):
        self.rig.stall(stall_ms)
        self.rig.advance_ms(ms)
