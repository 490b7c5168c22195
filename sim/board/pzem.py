"""A PZEM-004T v3 energy meter: Modbus RTU at 9600 baud on the other end of a UART.

Input registers from 0x0000 (maker's manual, section 2.4): voltage 0.1 V, current 1 mA (low word
first), power 0.1 W (low word first), energy 1 Wh (low word first), frequency 0.1 Hz, power
factor 0.01, alarm. Function 0x42 clears the energy register.
"""

from firmware import board
from sim.remembered import Remembered

REGISTERS = 10
READ_INPUT = 0x04
RESET_ENERGY = 0x42
GENERAL_ADDRESS = 0xF8  # every meter answers to it
ILLEGAL_FUNCTION = 1
ILLEGAL_ADDRESS = 2
BYTE_US = 10_000_000 // board.METER_BAUD  # 8N1: ten bits
ANSWER_US = 35_000  # the meter's own time before it answers
FRAME_GAP_US = 4 * BYTE_US  # Modbus RTU: 3.5 characters of silence end a frame
FREQ_DECIHZ = 600
POWER_FACTOR_PCT = 99
UJ_PER_WH = 3_600_000_000
MISSING_ANSWERS = 5  # of a meter that misses most: it answers every fifth question


def crc16(message):
    """Modbus CRC (polynomial 0xA001, start 0xFFFF); sent low byte first."""
    crc = 0xFFFF
    for byte in message:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def framed(message):
    crc = crc16(message)
    return bytes(message) + bytes((crc & 0xFF, crc >> 8))


class Pzem(Remembered):
    REMEMBERED = ("energy_uj",)

    def __init__(self, clock, faults, mains_mv, load_ma):
        self.clock = clock
        self.faults = faults
        self.mains_mv = mains_mv  # called: volts at the meter, mV
        self.load_ma = load_ma
        self.energy_uj = 0
        self.heard = b""
        self.heard_us = 0
        self._asked = 0

    @property
    def energy_wh(self):
        return self.energy_uj // UJ_PER_WH

    def power_mw(self):
        return self.mains_mv() * self.load_ma() // 1_000 * POWER_FACTOR_PCT // 100

    def count_energy(self, span_us):
        """Adds what flowed for `span_us` at the present current."""
        self.energy_uj += self.power_mw() * (span_us // 1_000)

    def hear(self, message, t_us):
        """Bytes that end at `t_us`. Returns (first byte's time, answer) or None: no answer."""
        if t_us - self.heard_us > FRAME_GAP_US + len(message) * BYTE_US:
            self.heard = b""
        self.heard = (self.heard + bytes(message))[-16:]
        self.heard_us = t_us
        answer = self.answer(self.heard)
        if answer is None or "meter_silent" in self.faults:
            return None
        self.heard = b""
        self._asked += 1
        if "meter_misses" in self.faults and self._asked % MISSING_ANSWERS:
            return None
        return t_us + ANSWER_US, answer

    def answer(self, request):
        """The answer to one whole request, None when it is not for this meter or broken."""
        if len(request) < 4 or request[0] not in (board.METER_ADDRESS, GENERAL_ADDRESS):
            return None
        if crc16(request[:-2]) != request[-2] | request[-1] << 8:
            return None
        if request[1] == RESET_ENERGY and len(request) == 4:
            self.energy_uj = 0
            return bytes(request)
        if request[1] != READ_INPUT or len(request) != 8:
            return self._refusal(request[1], ILLEGAL_FUNCTION)
        start, count = request[2] << 8 | request[3], request[4] << 8 | request[5]
        if count == 0 or start + count > REGISTERS:
            return self._refusal(READ_INPUT, ILLEGAL_ADDRESS)
        words = self.registers()[start : start + count]
        body = bytearray((board.METER_ADDRESS, READ_INPUT, 2 * count))
        for word in words:
            body.append(word >> 8)
            body.append(word & 0xFF)
        return framed(body)

    def registers(self):
        """The ten input registers, 16 bits each."""
        ma, dw, wh = self.load_ma(), self.power_mw() // 100, self.energy_wh
        if "clamp_off" in self.faults:
            ma = dw = 0
        volts = self.mains_mv() // 100
        pf = POWER_FACTOR_PCT if ma else 0
        pairs = [w for v in (ma, dw, wh) for w in (v & 0xFFFF, v >> 16 & 0xFFFF)]
        return [volts] + pairs + [FREQ_DECIHZ, pf, 0]

    @staticmethod
    def _refusal(function, code):
        return framed(bytes((board.METER_ADDRESS, function | 0x80, code)))
