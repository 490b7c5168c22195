"""The module `network` of official ESP32 MicroPython: a Wi-Fi station in the world's air."""

from sim import air, world
from sim.cost import pool, silicon

STA_IF, AP_IF = 0, 1
STAT_IDLE = air.STAT_IDLE
STAT_CONNECTING = air.STAT_CONNECTING
STAT_GOT_IP = air.STAT_GOT_IP
STAT_NO_AP_FOUND = air.STAT_NO_AP_FOUND
STAT_WRONG_PASSWORD = 202
STAT_BEACON_TIMEOUT = air.STAT_BEACON_TIMEOUT
STAT_ASSOC_FAIL = 203
STAT_HANDSHAKE_TIMEOUT = 204

_NO_ADDRESS = "0.0.0.0"
_STATION = ("192.168.4.23", "255.255.255.0", "192.168.4.1", "192.168.4.1")
_CALL_US = 200
_names = {"host": "mpy-esp32", "country": "XX"}


class WLAN:
    IF_STA, IF_AP = STA_IF, AP_IF
    PM_NONE, PM_PERFORMANCE, PM_POWERSAVE = 0, 1, 2

    def __init__(self, interface=STA_IF):
        if interface != STA_IF:
            raise ValueError("the virtual charger has a station only")
        world.current.shortage.meet("wlan")
        world.current.pool.take("wifi", pool.WIFI_BYTES, "wlan")
        mac = world.current.registers.unique_id
        self._settings = {"reconnects": -1, "pm": WLAN.PM_PERFORMANCE, "mac": mac}

    @property
    def _air(self):
        world.current.clock.charge(_CALL_US)
        return world.current.air

    def active(self, on=None):
        if on is None:
            return self._air.active
        if on:
            world.current.shortage.meet("wlan_active")
        self._air.switch(on)
        return bool(on)

    def connect(self, ssid=None, key=None, bssid=None):
        here = self._air
        if not here.active:
            raise OSError("Wifi Not Started")
        if here.status == STAT_CONNECTING:
            raise OSError("Wifi Internal Error")
        world.current.shortage.meet("wlan_connect")
        world.current.pool.need(pool.JOINING_BYTES)
        here.join(here.ssid if ssid is None else ssid)

    def disconnect(self):
        world.current.shortage.meet("wlan_disconnect")
        self._air.leave()

    def isconnected(self):
        world.current.shortage.meet("wlan_isconnected")
        return self._air.connected

    def status(self, what=None):
        world.current.shortage.meet("wlan_status")
        here = self._air
        if what is None:
            return here.status
        if what != "rssi":
            raise ValueError("unknown status param")
        if not here.connected:
            raise OSError("Wifi Not Connected")
        return here.rssi_dbm

    def config(self, name=None, **settings):
        if settings:
            self._settings.update(settings)
            return None
        if name in ("ssid", "essid"):
            return self._air.ssid
        if name not in self._settings:
            raise ValueError("unknown config param")
        return self._settings[name]

    def ifconfig(self):
        return _STATION if self._air.connected else (_NO_ADDRESS,) * 4

    def ipconfig(self, name):
        address = self.ifconfig()
        return {"addr4": address[:2], "gw4": address[2], "dhcp4": True, "has_dhcp4": True}[name]


def hostname(name=None):
    if name is not None:
        if len(name) > 32:
            raise ValueError("name too long")
        _names["host"] = name
    return _names["host"]


def country(code=None):
    if code is not None:
        _names["country"] = code
    return _names["country"]


def phy_mode(mode=None):
    world.current.clock.charge(silicon.PIN_US)
    return 7
