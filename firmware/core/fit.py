"""What of the network fits into the chip's memory beside the program, told before a car waits.

Bytes as MicroPython counts them before the radio has taken its share: gc.mem_free() and
gc.mem_alloc() together, 166,592 on the stock image of an ESP32.
"""

NOTHING, PLAIN, TLS = "nothing", "plain", "tls"

# On so much the program from files is linked and charges at its first start, on 1 KB less it is
# not (bench.chip.fit: 142,000 and 141,000; the collector's notes take 3 in 131). What needs
# more, as the largest schedule, is refused, and it goes on. The frozen one at its most (measured
# on a 32-bit build).
_FROM_FILES_BYTES = 138_800
_FROZEN_BYTES = 97_120

# Python has 148,000 once the radio is up (emulated ESP32).
_RADIO_BYTES = 18_600
# UART 2, two sockets and what lwIP holds for them, assumption: 12 KB held back were enough there.
_SOCKETS_BYTES = 12_000
# Must be free for a handshake: 45-50 KB there, mbedtls alone 27,457 (ECDSA, TLS 1.2).
_TLS_BYTES = 50_000

_SAYS = {
    NOTHING: "program and Wi-Fi do not fit into {} bytes of memory: it charges without a broker",
    PLAIN: "MQTT without TLS fits into {} bytes of memory, TLS does not",
    TLS: "MQTT fits into {} bytes of memory, TLS too",
}
_REMEDY = "; freeze the program, or take a chip with PSRAM (docs/storage.md)"


def fits(heap_bytes, frozen):
    """-> NOTHING, PLAIN or TLS. `frozen`: whether the program is part of the image."""
    left_bytes = heap_bytes - (_FROZEN_BYTES if frozen else _FROM_FILES_BYTES) - _RADIO_BYTES
    if left_bytes >= _TLS_BYTES:
        return TLS
    return PLAIN if left_bytes >= _SOCKETS_BYTES else NOTHING


def sentence(heap_bytes, frozen):
    """What fits, and what to do where something does not."""
    found = fits(heap_bytes, frozen)
    return _SAYS[found].format(heap_bytes) + ("" if found == TLS else _REMEDY)


def objection(heap_bytes, frozen, tls):
    """Why a broker, with `tls` or without, is not going to be reached; "" where it is."""
    found = fits(heap_bytes, frozen)
    return "" if found == TLS or (found == PLAIN and not tls) else sentence(heap_bytes, frozen)
