"""The ledger, one small text kept twice: lifetime energy, and the plug-in that runs.

Kept loaded, for it is written while a car charges, and nothing is loaded then. `book`:
services.memory.logbook.Logbook.
"""

import json

from micropython import const

from firmware.core.record import session_record

N_BITS = const(16)  # of a seq; the rest is the power-on
FORMAT = const(1)

_STEPS_KEPT = const(4)  # power-ons whose late dates are remembered


def base_s(book):
    """What the chip's clock showed at uptime 0."""
    return book.clock.rtc_s() - book.clock.uptime_s()


def dated(book):
    """The chip's clock shows Unix seconds."""
    return book.clock.epoch() is not None


def clock_was_set(book):
    """Date back what this power-on has seen: True if anything depends on it. Only the first
    setting counts."""
    step = base_s(book) - book.unset_base_s
    book.unset_base_s = None
    book.steps = (list(book.steps) + [[book.power_on, step]])[-_STEPS_KEPT:]
    return bool(book.running) or book.seq >> N_BITS == book.power_on


def next_seq(book):
    book.seq = max(book.power_on << N_BITS, book.seq) + 1
    return book.seq


# One that was cut short, and that the flash did not take, has nothing but its place here.
def write(book):
    """Write the ledger: True. Raises OSError."""
    if book.session.active and not book.running:
        book.running = next_seq(book)
    kept = {
        "format": FORMAT,
        "acked": book.acked,
        "seq": book.seq,
        "lifetime_wh": book.lifetime_wh,
        "meter_wh": book.meter_wh,
        "steps": book.steps,
        "at": book.clock.rtc_s(),
        "open": book.cut or running(book),
    }
    book.twin.write(json.dumps(kept))
    book.written_wh = book.lifetime_wh
    return True


def running(book):
    if not book.running:
        return None
    account = book.session.account()
    return session_record.made(book.running, account, None, base_s(book), dated(book))
