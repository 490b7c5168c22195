"""Commissioning, fourth part: the time zone of the place."""

from firmware.core.refusal import Refusal
from firmware.core.tou import zone_text
from firmware.services.console.commission.questions import ask

_ZONES = (
    ("US Pacific", "PST8PDT,M3.2.0,M11.1.0"),
    ("US Mountain", "MST7MDT,M3.2.0,M11.1.0"),
    ("Arizona", "MST7"),
    ("US Central", "CST6CDT,M3.2.0,M11.1.0"),
    ("US Eastern", "EST5EDT,M3.2.0,M11.1.0"),
    ("United Kingdom", "GMT0BST,M3.5.0/1,M10.5.0"),
    ("Central Europe", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("Eastern Europe", "EET-2EEST,M3.5.0/3,M10.5.0/4"),
    ("Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3"),
    ("UTC", "UTC0"),
)


def zone(draft):
    yield "Time zones, as POSIX writes them:\n"
    for place, text in _ZONES:
        yield "  {:<16}{}\n".format(place, text)
    asked = yield from ask("Time zone of this place", draft.link_config.tz, posix)
    if asked is not None:
        draft.link["tz"] = asked


def posix(text):
    """`text`, a zone as POSIX writes it. Raises Refusal."""
    try:
        zone_text.parse(text)
    except zone_text.TimeZoneError as error:
        raise Refusal("tz", "{}; such as CET-1CEST,M3.5.0,M10.5.0/3".format(error))
    return text
