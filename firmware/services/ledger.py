"""What the logbook writes on flash and reads again; loaded for that, and forgotten after it.

The ledger is one small text kept twice; the plug-ins that ended lie in services.session_files. A
record is appended first: one that the ledger still holds as running, and that has a line already,
has ended. So a cut between the two writes loses nothing and tells nothing twice.
"""

import json

from micropython import const

from firmware.core import session_record

_STEPS_KEPT = const(4)  # power-ons whose late dates are remembered
_TOLD = const(5)

# Assumed: SNTP asks every 64 s at the least. So long does a record wait for its dates on the link.
_CLOCK_WAIT_S = const(120)
_LOOK_EVERY_S = const(2)

_N_BITS = const(16)  # of a seq; the rest is the power-on
_FORMAT = const(1)
_FRESH = {
    "format": _FORMAT,
    "acked": 0,
    "seq": 0,
    "lifetime_wh": None,
    "meter_wh": None,
    "steps": (),
    "at": None,
    "open": None,
}


# Not needed for a checkpoint.
def _files():
    from firmware.services import session_files

    return session_files


def _base_s(book):
    """What the chip's clock showed at uptime 0."""
    return book.clock.rtc_s() - book.clock.uptime_s()


def _dated(book):
    """The chip's clock shows Unix seconds."""
    return book.clock.epoch() is not None


def recover(book, resumed):
    """Fill `book` (services.logbook.Logbook) at boot. Raises OSError."""
    book.unset_base_s = None if _dated(book) else _base_s(book)
    kept = _kept(book)
    book.acked = kept["acked"]
    book.lifetime_wh = book.written_wh = kept["lifetime_wh"]
    book.meter_wh = kept["meter_wh"]
    book.steps = kept["steps"]
    book.stored = _files().newest_seq()
    book.seq = max(kept["seq"], book.stored)
    # A boot count that could not be saved must not lead to a number twice.
    latest = book.seq >> _N_BITS
    book.power_on = max(book.power_on, latest if resumed else latest + 1)
    record = kept["open"]
    if record is not None and record[session_record.SEQ] > book.stored:
        _take_up(book, record, kept["at"], resumed)


def _kept(book):
    text = book.twin.read()
    if text is None:
        return _FRESH
    try:
        kept = json.loads(text)
        if kept["format"] == _FORMAT:
            return kept
    except (ValueError, TypeError, KeyError):
        pass
    book.journal.note("trouble", "ledger unreadable: lifetime goes on from the meter's")
    return _FRESH


def _take_up(book, record, at, resumed):
    seq = record[session_record.SEQ]
    if resumed and seq >> _N_BITS == book.power_on:
        base_s = session_record.base_s(record, _base_s(book), _dated(book), step_s(book, seq))
        book.session.resume(session_record.account(record, base_s))
        book.running = seq
    else:
        book.cut = session_record.cut(record, at)


def step_s(book, seq):
    """By how much the clock was set in the power-on of `seq`; None: it was not."""
    for power_on, step in book.steps:
        if power_on == seq >> _N_BITS:
            return step
    return None


def clock_was_set(book):
    """Date back what this power-on has seen: True if anything depends on it. Only the first
    setting counts."""
    step = _base_s(book) - book.unset_base_s
    book.unset_base_s = None
    book.steps = (list(book.steps) + [[book.power_on, step]])[-_STEPS_KEPT:]
    return bool(book.running) or book.seq >> _N_BITS == book.power_on


def _next_seq(book):
    book.seq = max(book.power_on << _N_BITS, book.seq) + 1
    return book.seq


def take_finished(book):
    """The plug-in that the session tells of is to be stored."""
    if book.ended is not None:
        _make_way(book)
    account, left_s = book.session.finished
    book.ended = (book.running or _next_seq(book), account, left_s)
    book.session.finished = None
    book.running = 0


# Two that the flash does not take: the older gives way.
def _make_way(book):
    try:
        if not book.session.closed:
            append(book)
            return
    except OSError:
        pass
    book.journal.note("sessions_lost", "the flash refuses: one was not stored")


def append(book):
    """Store what ended: True. Raises OSError."""
    if book.cut is not None:
        _append(book, book.cut)
        book.cut = None
    if book.ended is not None:
        seq, account, left_s = book.ended
        _append(book, session_record.made(seq, account, left_s, _base_s(book), _dated(book)))
        book.ended = None
    return True


# After a cut or a refusal nobody knows whether it is there: it is looked for.
def _append(book, record):
    if record[session_record.SEQ] > _files().newest_seq():
        if _files().append(record, book.acked):
            book.journal.note("sessions_lost", "the flash holds no more: the oldest had to go")
    book.stored = max(book.stored, record[session_record.SEQ])


def write(book):
    """Write the ledger: True. Raises OSError."""
    if book.session.active and not book.running:
        book.running = _next_seq(book)
    kept = {
        "format": _FORMAT,
        "acked": book.acked,
        "seq": book.seq,
        "lifetime_wh": book.lifetime_wh,
        "meter_wh": book.meter_wh,
        "steps": book.steps,
        "at": book.clock.rtc_s(),
        "open": _running(book),
    }
    book.twin.write(json.dumps(kept))
    book.written_wh = book.lifetime_wh
    return True


def _running(book):
    if not book.running:
        return None
    account = book.session.account()
    return session_record.made(book.running, account, None, _base_s(book), _dated(book))


def oldest_unsent(book):
    """`(seq, payload)` of the oldest that is not acknowledged, or None. Raises OSError."""
    record = _files().oldest_after(book.acked)
    if record is None:
        book.acked = book.stored
        return None
    seq = record[session_record.SEQ]
    if not session_record.is_dated(record) and _may_get_dates(book, seq):
        return None
    return seq, json.dumps(_document(book, record)).encode()


# The time comes by the same link as the server, a moment later.
def _may_get_dates(book, seq):
    if book.unset_base_s is None or seq >> _N_BITS != book.power_on:
        return False
    now_s = book.clock.uptime_s()
    if book.waits_since_s is None:
        book.waits_since_s = now_s
    book.look_s = now_s + _LOOK_EVERY_S
    return now_s - book.waits_since_s < _CLOCK_WAIT_S


def told(book):
    """For the console: what runs, and the last that ended by their numbers."""
    from collections import OrderedDict

    document = OrderedDict()
    running = _running(book)
    document["running"] = running and _document(book, running)
    for record in _files().last(_TOLD):
        document[str(record[session_record.SEQ])] = _document(book, record)
    return document


def _document(book, record):
    return session_record.document(record, step_s(book, record[session_record.SEQ]))
