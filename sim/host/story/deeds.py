"""What can happen in a story: to the car, the server, the network, the mains and the board."""

from collections.abc import Callable
from typing import Any

from sim.host.site.home import Refused
from sim.host.story.narrator import Story
from sim.host.story.words import Table

_RESET_IN_US = 5_000


# A deed of the simulated world; its details may be the template's values, by name.
def _world(verb: str, *names: str, **fixed: Any) -> Callable[..., None]:
    def do(story: Story, *values: Any) -> None:
        story.site.charger.do(verb, **fixed, **dict(zip(names, values, strict=True)))

    return do


def _gate(how: str) -> Callable[[Story], None]:
    return lambda story: getattr(story.site.uplink.gate, how)()


def _plug_in(story: Story, missing_wh: float, full_wh: float = 60_000) -> None:
    story.site.new_car(missing_wh=missing_wh, full_wh=full_wh)


def _plug_in_again(story: Story) -> None:
    story.site.charger.plug_in()


def _wake(story: Story) -> None:
    story.site.charger.do("set_car", auto=True)
    story.site.charger.do("ask_power")


def _fill(story: Story) -> None:
    full_wh = story.now.full_wh
    story.site.charger.do("set_car", battery_wh=full_wh, full_wh=full_wh)


def _schedule(
    story: Story, window: list[str], zone: str = "UTC0", amps: float | None = None
) -> None:
    rule = {"days": "mon-sun", "start": window[0], "end": window[1]}
    if amps is not None:
        rule["amps"] = amps  # type: ignore[assignment]
    _retain_schedule(story, zone, [rule])


def _retain_schedule(story: Story, zone: str, rules: list[dict[str, str]]) -> None:
    schedule = {"version": 1, "tz": zone, "default": "deny", "rules": rules}
    story.site.server.retain("tou", schedule)


def _send(story: Story, command: str, content: dict[str, Any]) -> None:
    reply = story.site.ask(command, content)
    if not reply["ok"]:
        raise Refused(f"set/{command}: {reply['error']}")


def _console(story: Story, line: str) -> None:
    reply = story.site.charger.console_json(line)
    if not reply.get("ok", True):
        raise Refused(f"{line}: {reply['error']}")


def _away(story: Story, span_s: float) -> None:
    story.site.charger.cut_mains()
    story.line("mains cut")
    story.let_pass(span_s)
    story.site.charger.restore_mains()


def _cut(story: Story) -> None:
    story.site.charger.cut_mains()


def _reset(story: Story, cause: str) -> None:
    boots = story.now.boots
    charger = story.site.charger
    charger.do("later", us=_RESET_IN_US, what="reset_cpu", details={"cause": cause})
    charger.advance_until(lambda now: now.boots > boots, 5, "a reset")


# A sensor that jumps is not believed.
def _warm(story: Story, celsius: float, span_s: float) -> None:
    from_c = story.now.temperature_c
    for second in range(1, int(span_s) + 1):
        now_c = from_c + (celsius - from_c) * second / int(span_s)
        story.site.charger.do("set_temperature", celsius=round(now_c, 1))
        story.let_pass(1)


# Template: what it does. Tried from the top.
DEEDS: dict[str, Callable[..., None]] = {
    # the car
    "plug in": _plug_in_again,
    "plug in, {energy} missing": _plug_in,
    "plug in, {energy} missing of {energy}": _plug_in,
    "unplug": _world("unplug"),
    "car takes {amps}": lambda story, amps: _world("set_car", max_ma=int(amps * 1000))(story),
    "car falls asleep": _world("set_car", auto=False),
    "car wakes": _wake,
    "car asks": _world("ask_power"),
    "car stops asking": _world("end_power"),
    "car opens S2 at once": _world("open_s2"),
    "car toggles S2 {count} times": _world("toggle", "times"),
    "car does not stop": _world("set_car", ignores_stop=True),
    "car is full": _fill,
    # the server
    "server down": lambda story: story.site.server_dies(),
    "server up": lambda story: story.site.server_returns(),
    "server limit none": lambda story: story.site.server.retain("limit", None),
    "server limit {amps}": lambda story, amps: story.site.server.retain("limit", amps),
    "server override {override}": lambda story, word: story.site.server.send("override", word),
    "server schedule none": lambda story: story.site.server.retain("tou", None),
    "server schedule closed": lambda story: _retain_schedule(story, "UTC0", []),
    "server schedule {window}": _schedule,
    "server schedule {window} at {amps}": lambda story, window, amps: _schedule(
        story, window, amps=amps
    ),
    "server schedule {window} in {zone}": _schedule,
    "server schedule {window} at {amps} in {zone}": lambda story, window, amps, zone: _schedule(
        story, window, zone, amps
    ),
    "server retains {order} {json}": lambda story, name, content: story.site.server.retain(
        name, content
    ),
    "server sends {order} {json}": _send,
    # the network between them
    "router off": _world("set_network", ap=False),
    "router on": _world("set_network", ap=True),
    "router passes nothing": _world("set_network", passes=False),
    "router passes all": _world("set_network", passes=True),
    "names do not resolve": _world("set_network", dns=False),
    "names resolve": _world("set_network", dns=True),
    "broker refuses": _gate("refuse"),
    "broker swallows all": _gate("swallow"),
    "broker drops the connection": _gate("cut"),
    "broker answers": _gate("open"),
    # mains and board
    "mains cut": _cut,
    "mains back": lambda story: story.site.charger.restore_mains(),
    "mains away for {span}": _away,
    "board at {celsius} within {span}": _warm,
    "board at {celsius} at once": _world("set_temperature", "celsius"),
    "broken: {fault}": _world("inject", "name", on=True),
    "mended: {fault}": _world("inject", "name", on=False),
    "reset by {cause}": _reset,
    "no memory for {call}": _world("run_short", "call"),
    "panic at {call}": _world("run_short", "call", panics=True),
    "memory for {call}": _world("supply", "call"),
    "python heap of {bytes}": _world("set_python_heap", "in_use"),
    # people
    "console {text}": _console,
    "installer sets wire {amps}": lambda story, amps: story.site.set_wire(int(amps)),
    "installer joins group {name} of {amps} for {count}": lambda story, name, amps, count: (
        story.site.join_group(name, int(amps), count)
    ),
    "installer sets the network and reboots": lambda story: story.site.connect_to_broker(),
    "reboot": lambda story: story.site.reboot(),
    "neighbour {deed}": lambda story, deed: deed(story.neighbour),
}

DEED_TABLE: Table = Table(
    DEEDS, {"deed": (lambda text: DEED_TABLE.read(text), "plug in, 40 kWh missing")}
)
