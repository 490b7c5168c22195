"""Cars that come and go at a rig, and what the logbook made of it."""

import json

NOON = 1_795_435_200  # 2026-11-23 12:00 UTC
QUARTER_S = 900
CHARGE_W = 7_300  # what the car takes of 32 A at 240 V, roughly


def told(rig):
    """What the broker would get, in order, each acknowledged."""
    logbook, told = rig.app.logbook, []
    while (found := logbook.unsent()) is not None:
        told.append(json.loads(found[1]))
        assert told[-1]["seq"] == found[0]
        logbook.acknowledged(found[0])
    return told


def set_clock(rig, epoch=NOON):
    rig.app.clock.set(epoch)
    rig.wait_s(2)


def visit(rig, s=60):
    """A car comes, charges for about `s`, and leaves."""
    rig.charge()
    rig.wait_s(s)
    rig.leave()


def ledger_writes(rig):
    """The contactor's state at each writing of the ledger from now on."""
    twin, session, seen = rig.app.logbook.twin, rig.app.charger.session, []
    write = twin.write

    def watched(text):
        seen.append(session.closed)
        write(text)

    twin.write = watched
    return seen
