"""What the standard allows, and what other chargers took when their own code was run.

Of IEC 61851-1:2017 the sequences of Table A.6 count, as several open chargers quote them. A peer's
figure is the worst of 300 changes at random phases: its control code, unmodified and compiled on a
PC, ran in virtual time, a charge at 16 A going on, to its own call that lets the relay go.
"""

from typing import NamedTuple

_OPEN_EVSE = "OpenEVSE"
_SMART_EVSE = "SmartEVSE"
_ESP32_EVSE = "esp32-evse"
_WARP = "WARP"

# What was run of each, and what was replaced in it.
SOURCES = {
    _OPEN_EVSE: "OpenEVSE/open_evse at 8e49298 (8.2.3), the whole firmware, US build at 60 Hz;"
    " replaced: the Arduino core, AVR registers, I2C. Its unplug waits 300 ms for a lock",
    _SMART_EVSE: "dingo35/SmartEVSE-3.5 at 2d95cf0, main.cpp, utils.cpp and both interrupt"
    " handlers; replaced: display, network, Modbus, settings, the ADC's registers",
    _ESP32_EVSE: "dzurikmiroslav/esp32-evse at c3cd0bc, evse.c, pilot.c, ac_relay.c, an ADC read"
    " taken for 40 us; replaced: everything else, of no time. Built-in pilot levels",
    _WARP: "Tinkerforge/evse-v2-bricklet at 14b1455, its eight files of ADC, IEC 61851, charging"
    " slots and contactor, a turn of its loop taken for 100 us; replaced: the rest, of no time",
}


class Row(NamedTuple):
    """`standard` and `others` in milliseconds, in words."""

    label: str
    standard: str
    others: dict[str, str]


_UNPLUGGED = {_SMART_EVSE: "36", _WARP: "59", _ESP32_EVSE: "60", _OPEN_EVSE: "431"}
_AS_S2 = {_SMART_EVSE: "37", _ESP32_EVSE: "60", _WARP: "93", _OPEN_EVSE: "354"}

ROWS = {
    "unplug": Row("car unplugged", "100 (2.2)", _UNPLUGGED),
    "s2_opens": Row("car opens S2", "100 (8.1)", _AS_S2),
    "pilot_short": Row(
        "pilot shorted",
        "3,000 (12)",
        {_ESP32_EVSE: "70", _WARP: "118", _OPEN_EVSE: "357", _SMART_EVSE: "537"},
    ),
    "diode_lost": Row(
        "car's diode lost",
        "3,000 (12)",
        {_ESP32_EVSE: "70", _WARP: "109", _OPEN_EVSE: "352", _SMART_EVSE: "stays closed"},
    ),
    "ground_lost": Row("earth lost", "none given", {}),
    "ground_fault": Row(
        "ground fault, from the module's signal", "10, kept by the module (UL 2231-2)", {}
    ),
    "console_command": Row("car unplugged beside a first console command", "100 (2.2)", {}),
    "schedule_arrives": Row("car unplugged while the largest schedule arrives", "100 (2.2)", {}),
    "over_temperature": Row("too hot: from the car's B", "100 (8.2)", _AS_S2),
    "override_pause_mqtt": Row("paused by MQTT: from the car's B", "100 (8.2)", _AS_S2),
    "override_pause_console": Row("paused at the console: from the car's B", "100 (8.2)", _AS_S2),
    "tls_handshake": Row("any of the first six in a TLS handshake, its stall included", "", {}),
    "tls_psk": Row("any of the first six in a TLS handshake, PSK, its stall included", "", {}),
    "flash_write": Row("any of the first six in a flash write, its stall included", "", {}),
}
