"""The Wi-Fi around the charger, and how well anything passes through it."""

from micropython import const

from sim.remembered import Remembered

# network.STAT_*, ports/esp32/modnetwork.h and the IDF's wifi_err_reason_t
STAT_IDLE = const(1000)
STAT_CONNECTING = const(1001)
STAT_GOT_IP = const(1010)
STAT_BEACON_TIMEOUT = const(200)
STAT_NO_AP_FOUND = const(201)

JOIN_US = 2_000_000  # scan, association, DHCP
SEARCH_US = 3_000_000  # one vain scan

_CONDITIONS = ("ap", "passes", "dns", "errno", "rssi_dbm")


class Air(Remembered):
    """`ap` the access point is there; `passes` packets get through; `dns` names resolve.

    `errno`: what every call of a socket fails with; 0: none does.
    """

    REMEMBERED = ("ap", "passes", "dns", "errno", "rssi_dbm", "active", "wanted", "ssid", "status")

    def __init__(self, clock, note):
        self.clock = clock
        self.note = note
        self.ap = self.passes = self.dns = True
        self.errno = 0
        self.rssi_dbm = -58
        self.active = self.wanted = False
        self.ssid = ""
        self.status = STAT_IDLE
        clock.on("wifi.join", self._join)

    @property
    def connected(self):
        return self.status == STAT_GOT_IP

    def change(self, **conditions):
        """The weather of the radio: `ap`, `passes`, `dns`, `errno`, `rssi_dbm`; others stay."""
        for name, value in conditions.items():
            if name not in _CONDITIONS:
                raise ValueError("no such condition: " + name)
            setattr(self, name, value)
        if not self.ap and self.connected:
            self.status = STAT_BEACON_TIMEOUT
            self.note(self.clock.now_us, "wifi", False)
        if self.wanted and not self.connected:
            self._search()

    def switch(self, on):
        self.active = bool(on)
        if not on:
            self.leave()

    def join(self, ssid):
        self.ssid = ssid
        self.wanted = True
        self.status = STAT_CONNECTING
        self._search()

    def leave(self):
        self.wanted = False
        self.status = STAT_IDLE
        self.clock.never("wifi.join")

    def _search(self):
        self.clock.after("wifi.join", JOIN_US if self.ap else SEARCH_US)

    # The driver tries again for ever by itself (network_wlan.c).
    def _join(self, t_us):
        if not self.wanted:
            return
        if self.ap:
            self.status = STAT_GOT_IP
            self.note(t_us, "wifi", True)
        else:
            self.status = STAT_NO_AP_FOUND
            self.clock.at("wifi.join", t_us + SEARCH_US)
