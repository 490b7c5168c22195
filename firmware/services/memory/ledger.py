"""What the logbook keeps of plug-ins that ended; loaded for its use, and forgotten after it.

The ledger, of memory.checkpoint, holds the one that runs; those that ended lie in
memory.session_files. A record is appended first: one that the ledger still holds as running, and
that has a line already, has ended. So a cut between the two writes loses nothing and tells nothing
twice.
"""

import json

from micropython import const

from firmware.core.record import session_record
from firmware.services.memory import checkpoint, session_files
from firmware.services.memory.checkpoint import FORMAT, N_BITS

_TOLD = const(5)

# Assumed: SNTP asks every 64 s at the least. So long does a record wait for its dates on the link.
_CLOCK_WAIT_S = const(120)
_LOOK_EVERY_S = const(2)

_REFUSED = "the flash refuses: one was not stored"

_FRESH = {
    "format": FORMAT,
    "acked": 0,
    "seq": 0,
    "lifetime_wh": None,
    "meter_wh": None,
    "steps": (),
    "at": None,
    "open": None,
}


def recover(book, resumed):
    """Fill `book` (services.memory.logbook.Logbook) at boot. Raises OSError."""
    book.unset_base_s = None if checkpoint.dated(book) else checkpoint.base_s(book)
    kept = _kept(book)
    book.acked = kept["acked"]
    book.lifetime_wh = book.written_wh = kept["lifetime_wh"]
    book.meter_wh = kept["meter_wh"]
    book.steps = kept["steps"]
    book.last_s = kept["at"] or 0
    book.stored = session_files.newest_seq()
    book.seq = max(kept["seq"], book.stored)
    # A boot count that could not be saved must not lead to a number twice.
    latest = book.seq >> N_BITS
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
        if kept["format"] == FORMAT:
            return kept
    except (ValueError, TypeError, KeyError):
        pass
    book.journal.note("trouble", "ledger unreadable: lifetime goes on from the meter's")
    return _FRESH


# One that is still here as it was cut short was refused, and those after it had no place.
def _take_up(book, record, at, resumed):
    seq = record[session_record.SEQ]
    if resumed and seq >> N_BITS == book.power_on:
        base_s = session_record.base_s(
            record, checkpoint.base_s(book), checkpoint.dated(book), step_s(book, seq)
        )
        book.session.resume(session_record.account(record, base_s))
        book.running = seq
    else:
        book.cut = session_record.cut(record, at)
        if book.seq > seq:
            book.journal.note("sessions_lost", _REFUSED)


def step_s(book, seq):
    """By how much the clock was set in the power-on of `seq`; None: it was not."""
    for power_on, step in book.steps:
        if power_on == seq >> N_BITS:
            return step
    return None


def take_finished(book):
    """The plug-in that the session tells of is to be stored."""
    account, left_s = book.session.finished
    seq = book.running or checkpoint.next_seq(book)
    book.session.finished = None
    book.running = 0
    if book.ended is None or _makes_way(book, account):
        book.ended = (seq, account, left_s)


# Two that the flash does not take: the older gives way, but no charge to an empty plug-in.
def _makes_way(book, account):
    try:
        if not book.session.closed:
            return append(book)
    except OSError:
        pass
    book.journal.note("sessions_lost", _REFUSED)
    return _has_charged(book, account) or not _has_charged(book, book.ended[1])


def _has_charged(book, account):
    return _charged(book, session_record.made(0, account, None, 0, False))


# On a full flash an empty one finds no room where a charge may find some. What is older than one
# that is stored can be stored no more.
def append(book):
    """Store what ended: True. Raises OSError."""
    try:
        if book.cut is not None:
            _append(book, book.cut)
    except OSError:
        if book.ended is None or _charged(book, book.cut):
            raise
        _append_ended(book)
        book.journal.note("sessions_lost", _REFUSED)
    book.cut = None
    if book.ended is not None:
        _append_ended(book)
    return True


def _append_ended(book):
    seq, account, left_s = book.ended
    base_s, dated = checkpoint.base_s(book), checkpoint.dated(book)
    _append(book, session_record.made(seq, account, left_s, base_s, dated))
    book.ended = None


# After a cut or a refusal nobody knows whether it is there: it is looked for.
def _append(book, record):
    if record[session_record.SEQ] > session_files.newest_seq():
        if session_files.append(record, book.acked, _charged(book, record)):
            book.journal.note("sessions_lost", "the flash holds no more: the oldest had to go")
    book.stored = max(book.stored, record[session_record.SEQ])


def _charged(book, record):
    return session_record.charged(record, book.meter_wh is not None)


def oldest_unsent(book):
    """`(seq, payload)` of the oldest that is not acknowledged, or None. Raises OSError."""
    record = session_files.oldest_after(book.acked)
    if record is None:
        book.acked = book.stored
        return None
    seq = record[session_record.SEQ]
    if not session_record.is_dated(record) and _may_get_dates(book, seq):
        return None
    return seq, json.dumps(_document(book, record)).encode()


# The time comes by the same link as the server, a moment later.
def _may_get_dates(book, seq):
    if book.unset_base_s is None or seq >> N_BITS != book.power_on:
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
    running = checkpoint.running(book)
    document["running"] = running and _document(book, running)
    for record in session_files.last(_TOLD):
        document[str(record[session_record.SEQ])] = _document(book, record)
    return document


def _document(book, record):
    return session_record.document(record, step_s(book, record[session_record.SEQ]))
