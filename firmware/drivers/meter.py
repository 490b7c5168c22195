"""The PZEM-004T v3 energy meter: Modbus RTU, function 4, ten input registers from 0.

Asked and read in two calls, so that nobody waits for the 40 ms its answer takes.
"""

import struct

from micropython import const

_READ_INPUT = const(4)
_REGISTERS = const(10)
_ANSWER_BYTES = const(25)  # address, function, count, 20 of registers, CRC
_CRC_SEED = const(0xFFFF)
_CRC_POLYNOMIAL = const(0xA001)


class Reading:
    """Volts x 10, milliamps, watts, watt-hours since the meter was made."""

    def __init__(self, registers):
        volts_x10, amps_low, amps_high, watts_low, watts_high, wh_low, wh_high = registers[:7]
        self.voltage_mv = volts_x10 * 100
        self.current_ma = amps_low | amps_high << 16
        self.power_w = (watts_low | watts_high << 16) // 10
        self.total_wh = wh_low | wh_high << 16


class Meter:
    """`uart`: machine.UART at 9600 8N1; `address`: Modbus."""

    def __init__(self, uart, address):
        self._uart = uart
        self._address = address
        request = struct.pack(">BBHH", address, _READ_INPUT, 0, _REGISTERS)
        self._request = request + struct.pack("<H", crc16(request))

    # A UART that fails is a meter that does not answer: nothing else depends on it.
    def ask(self):
        """Send the question; drops what is left of an earlier answer."""
        try:
            self._heard()
            self._uart.write(self._request)
        except OSError:
            pass

    def answer(self):
        """The Reading, or None: nothing came, or it is damaged."""
        try:
            frame = self._heard()
        except OSError:
            return None
        if frame is None or len(frame) != _ANSWER_BYTES:
            return None
        if struct.unpack_from("<H", frame, _ANSWER_BYTES - 2)[0] != crc16(frame[:-2]):
            return None
        if frame[0] != self._address or frame[1] != _READ_INPUT:
            return None
        return Reading(struct.unpack_from(">10H", frame, 3))

    def _heard(self):
        return self._uart.read() if self._uart.any() else None


def crc16(frame):
    """CRC-16/MODBUS of `frame`. Source: Modbus over Serial Line 1.02, 6.2.2."""
    crc = _CRC_SEED
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ _CRC_POLYNOMIAL if crc & 1 else crc >> 1
    return crc
