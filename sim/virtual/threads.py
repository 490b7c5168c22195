"""`_thread` in virtual time: a thread runs in one piece, between two turns of the loop.

It begins one FreeRTOS tick after it was started. What it would wait for costs the loop nothing.
Where it waits for a dead name server, it is put off and run again from its start when that wait
is over: a thread may have no other effect before its getaddrinfo.
"""

import passage

from sim.cost import silicon

_pending = []


class PutOff(BaseException):
    """The thread waits; `us` is for how long."""


class LockType:
    def __init__(self):
        self._held = False

    def acquire(self, waitflag=1, timeout=-1):
        if self._held:
            return False
        self._held = True
        return True

    def release(self):
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *error):
        self.release()


def allocate_lock():
    return LockType()


def get_ident():
    return 2 if passage.in_thread[0] else 1


def stack_size(size=0):
    return 5 * 1_024


def exit():
    raise SystemExit


def start_new_thread(function, arguments, keywords=None):
    _plan(silicon.TICK_US, function, arguments, keywords or {}, False)
    return 2


def put_off(us):
    """From within a thread: it ends here and is run again after `us`, when it may go on."""
    if not _current[4]:
        raise PutOff(us)


_current = [0, None, None, None, False]


def _plan(us, *thread):
    due_us = passage.clock.now_us + us
    _pending.append((due_us,) + thread)
    passage.clock.on("thread", _run_due)
    passage.clock.at("thread", min(entry[0] for entry in _pending))


def _run_due(t_us):
    for entry in [entry for entry in _pending if entry[0] <= t_us]:
        _pending.remove(entry)
        _run(entry)
    if _pending:
        passage.clock.at("thread", min(entry[0] for entry in _pending))


def _run(entry):
    _current[:] = entry
    passage.in_thread[0] = True
    try:
        entry[1](*entry[2], **entry[3])
    except PutOff as wait:
        _plan(wait.args[0], entry[1], entry[2], entry[3], True)
    except Exception as error:
        import sys

        print("Unhandled exception in thread started by", entry[1])
        sys.print_exception(error)
    finally:
        passage.in_thread[0] = False
