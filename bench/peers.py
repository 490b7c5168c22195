"""What the standard allows, and what other chargers take by their own source code.

Of IEC 61851-1:2017 the sequences of Table A.6 count, as several open chargers quote them. A
peer's figure was read from its source, or follows from the numbers there; none was measured.
"""

from typing import NamedTuple

_OPEN_EVSE = "OpenEVSE"
_SMART_EVSE = "SmartEVSE"
_ESP32_EVSE = "esp32-evse"
_WARP = "WARP"

# Where a peer's figures stand.
SOURCES = {
    _OPEN_EVSE: "OpenEVSE/open_evse at 8e49298: open_evse.h, J1772EvseController.cpp",
    _SMART_EVSE: "dingo35/SmartEVSE-3.5 at 2d95cf0: main.cpp, esp32.cpp",
    _ESP32_EVSE: "dzurikmiroslav/esp32-evse at c3cd0bc: evse.c, pilot.c",
    _WARP: "Tinkerforge/evse-v2-bricklet at 14b1455: iec61851.c, dc_fault.c",
}


class Row(NamedTuple):
    """`standard` and `others` in milliseconds, in words."""

    label: str
    standard: str
    others: dict[str, str]


_AS_S2 = {
    _SMART_EVSE: "35",
    _WARP: "75",
    _ESP32_EVSE: "up to 100",
    _OPEN_EVSE: "270-350",
}

ROWS = {
    "unplug": Row("car unplugged", "100 (2.2)", {_OPEN_EVSE: "40-90", _WARP: "75"}),
    "s2_opens": Row("car opens S2", "100 (8.1)", _AS_S2),
    "pilot_short": Row(
        "pilot shorted", "3,000 (12)", {_OPEN_EVSE: "250 and more", _SMART_EVSE: "500"}
    ),
    "diode_lost": Row("car's diode lost", "3,000 (12)", {_SMART_EVSE: "stays closed"}),
    "ground_lost": Row("earth lost", "none given", {}),
    "ground_fault": Row(
        "ground fault, from the module's signal",
        "10, kept by the module (UL 2231-2)",
        {_OPEN_EVSE: "at once, by interrupt", _WARP: "50"},
    ),
    "over_temperature": Row("too hot: from the car's B", "100 (8.2)", _AS_S2),
    "override_pause_mqtt": Row("paused by MQTT: from the car's B", "100 (8.2)", _AS_S2),
    "override_pause_console": Row("paused at the console: from the car's B", "100 (8.2)", _AS_S2),
    "tls_handshake": Row("any of the first six in a TLS handshake, its stall included", "", {}),
    "flash_write": Row("any of the first six in a flash write, its stall included", "", {}),
}
