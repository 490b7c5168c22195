"""How the words of a story are read: a line against templates such as "plug in, {energy} missing".

A template's placeholders are of a kind; each kind has a pattern, a reading and an example. What
fits no template is answered with the templates that come nearest, written out as examples.
"""

import calendar
import difflib
import json
import re
import time
from collections.abc import Callable
from typing import Any

# Those of sim/verbs.py, which runs on MicroPython only; in a story with spaces.
FAULTS = (
    *("diode_missing", "cp_short", "cp_open", "pwm_lost", "pwm_stuck", "pwm_slow"),
    *("minus12_missing",),
    *("adc_error", "adc_zero", "adc_frozen", "ground_lost", "leak", "gfci_dead"),
    *("cut_dead", "gate_stuck", "monitor_stuck", "ground_test_stuck_0", "ground_test_stuck_1"),
    *("welded", "stuck_open", "backfeed", "sense_flickers"),
    *("meter_silent", "meter_misses", "clamp_off"),
    *("ntc_open", "ntc_short", "button"),
    *("coil_stuck_0", "coil_stuck_1", "alive_stuck_0", "alive_stuck_1", "led_stuck_0"),
    *("led_stuck_1", "gfci_test_stuck_0", "gfci_test_stuck_1", "pilot_stuck_0", "pilot_stuck_1"),
)

# docs/mqtt.md: what `reason` and `limit_by` can be.
REASONS = (
    *("fault", "unplugged", "limit", "paused", "override", "unscheduled", "offline", "no_clock"),
    *("scheduled", "waiting", "starting", "delayed", "dwell", "service"),
)
LIMITS = (
    *("board", "cable", "wire_unset", "wire", "group", "thermal", "live", "offline", "schedule"),
)

# The calls of sim/cost/shortage.py, in a story by what they are for.
_CALLS = {
    "the radio": "wlan",
    "its start": "wlan_active",
    "joining": "wlan_connect",
    "leaving": "wlan_disconnect",
    "its look": "wlan_isconnected",
    "its level": "wlan_status",
    "dialling": "socket_dial",
    "sending": "socket_write",
    "receiving": "socket_read",
    "names": "names",
    "the meter": "uart",
    "a socket": "socket",
    "TLS": "tls",
}

_PLACE = re.compile(r"\{(\w+)\}")
_SUGGESTED = 4
_LIKE_ENOUGH = 0.45
_S_PER = {"ms": 0.001, "s": 1, "min": 60, "h": 3600}
_WH_PER = {"Wh": 1, "kWh": 1000}
_S_PER_DAY = 86_400

Reading = Callable[[str], Any]


class Unreadable(ValueError):
    """The text says what would be right."""


def _number(text: str) -> float:
    return float(text.split()[0])


def _span_s(text: str) -> float:
    number, unit = text.split()
    return float(number) * _S_PER[unit]


def _energy_wh(text: str) -> float:
    number, unit = text.split()
    return float(number) * _WH_PER[unit]


def _time_of_day_s(text: str) -> int:
    hours, minutes, seconds = map(int, f"{text}:00".split(":")[:3])
    if hours > 23 or minutes > 59 or seconds > 59:
        raise Unreadable(f"{text} is no time of day; right would be 00:00 to 23:59:59")
    return hours * 3600 + minutes * 60 + seconds


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as wrong:
        raise Unreadable(f"that is no JSON ({wrong})") from None


# kind: (pattern, reading, example)
KINDS: dict[str, tuple[str, Reading, str]] = {
    "amps": (r"\d+(?:\.\d)? A", _number, "16 A"),
    "span": (r"\d+(?:\.\d+)? (?:ms|s|min|h)", _span_s, "10 min"),
    "energy": (r"\d+(?:\.\d+)? k?Wh", _energy_wh, "40 kWh"),
    "celsius": (r"-?\d+ C", _number, "66 C"),
    "clock": (r"\d\d:\d\d(?::\d\d)?", _time_of_day_s, "18:00"),
    "window": (r"\d\d:\d\d-\d\d:\d\d", lambda text: text.split("-"), "23:00-07:00"),
    "count": (r"\d+", int, "2"),
    "bytes": (r"[\d,]+ bytes", lambda text: int(text[:-6].replace(",", "")), "112,000 bytes"),
    "name": (r"[\w-]+", str, "garage"),
    "override": ("charge|pause|auto", str, "pause"),
    "link": ("up|down", str, "down"),
    "pilot": ("A|[BCD][12]|E|F", str, "C2"),
    "reason": ("|".join(REASONS), str, "offline"),
    "limit": ("|".join(LIMITS), str, "wire"),
    "code": (r"[a-z0-9_]+", str, "ground_lost"),
    "order": ("tou|limit|override|wire|group|config|time", str, "config"),
    "command": (r"[a-z]+", str, "why"),
    "cause": (r"[a-z]+", str, "watchdog"),
    "zone": (r"\S+", str, "CET-1CEST,M3.5.0,M10.5.0/3"),
    "fault": (
        "|".join(FAULTS).replace("_", " "),
        lambda text: text.replace(" ", "_"),
        "ground lost",
    ),
    "call": (
        "|".join((*_CALLS, r"import [\w.]+")),
        lambda text: _CALLS.get(text, text),
        "the radio",
    ),
    "json": (r"\{.*\}", _json, '{"offline_amps": 16}'),
    "text": (r".+", str, "..."),
}


class Phrase:
    """Words that have been read: call it with what the verb is done to."""

    def __init__(self, text: str, function: Callable[..., Any], values: list[Any]) -> None:
        self.text = text
        self._function = function
        self._values = values

    def __call__(self, *whom: Any) -> Any:
        return self._function(*whom, *self._values)


class Table:
    """Templates in the order in which they are tried, and what each stands for.

    `kinds`: kinds of placeholders beside KINDS, name -> (reading, example); they take any text.
    """

    def __init__(
        self,
        rows: dict[str, Callable[..., Any]],
        kinds: dict[str, tuple[Reading, str]] | None = None,
    ) -> None:
        more = {name: (".+", *kind) for name, kind in (kinds or {}).items()}
        self._kinds = {**KINDS, **more}
        self._rows = [(self._pattern(row), row, function) for row, function in rows.items()]

    @property
    def examples(self) -> list[str]:
        return [self._example(row) for _, row, _ in self._rows]

    def read(self, text: str) -> Phrase:
        """The phrase; Unreadable with the nearest examples when it fits no template."""
        for pattern, row, function in self._rows:
            if match := pattern.fullmatch(text):
                kinds = _PLACE.findall(row)
                values = zip(kinds, match.groups(), strict=True)
                return Phrase(
                    text, function, [self._kinds[kind][1](part) for kind, part in values]
                )
        raise Unreadable(f"cannot read {text!r}; right would be: {self._suggestions(text)}")

    def _pattern(self, row: str) -> re.Pattern[str]:
        parts = _PLACE.split(row)
        fixed, kinds = parts[::2], parts[1::2]
        wanted = [f"({self._kinds[kind][0]})" for kind in kinds] + [""]
        pairs = zip(fixed, wanted, strict=True)
        return re.compile("".join(re.escape(text) + place for text, place in pairs))

    def _example(self, row: str) -> str:
        return _PLACE.sub(lambda place: self._kinds[place[1]][2], row)

    def _suggestions(self, text: str) -> str:
        near = difflib.get_close_matches(text, self.examples, _SUGGESTED, _LIKE_ENOUGH)
        near = near or [row for row in self.examples if row.split()[0] == text.split()[0]]
        return " | ".join(near or self.examples)


def next_time_of_day(now_s: float, time_of_day_s: int) -> float:
    """Unix seconds of the next such moment from now on, UTC."""
    return now_s + (time_of_day_s - now_s) % _S_PER_DAY


def unix_s(text: str) -> int:
    """Of "2026-11-23 06:57:30", UTC."""
    try:
        return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M:%S"))
    except ValueError:
        raise Unreadable(f"{text!r} is no moment; right would be 2026-11-23 06:57:30") from None
