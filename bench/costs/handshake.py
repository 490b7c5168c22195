"""What a reconnection takes over TLS, by certificate and by pre-shared key.

Instructions: of the pinned interpreter, from the socket to CONNACK, counted by callgrind as the
difference between several and one. Stalls: how long the simulated chip stands still.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.opening.doors import APART, CA, KEY, Door, KeyDoor, speak_tls
from bench.site.acts import cut
from bench.site.networks import networks
from bench.site.rig import Rig, rig
from bench.step.instructions import CannotCount
from sim.host.idle_loop import IdleLoop
from sim.host.process import ROOT
from sim.host.site.broker import EmbeddedBroker

INSTRUCTIONS_AT_MOST = 1 / 100  # by key, of those by certificate
STALL_AT_MOST = 1 / 50

_ONE, _SEVERAL = 1, 3
_LIMIT_S = 120
_BACK_WITHIN_S = 8
_SETTLED_S = 40
_WIRE_A = 32
_NAME = "bench"
_INTERPRETER = Path(sys.prefix) / "bin" / "micropython"
_RECONNECTS = Path(__file__).parent / "on_interpreter" / "reconnects.py"
_COUNTED = re.compile(r"Collected : (\d+)")

Figures = dict[str, Any]


def collect() -> Figures:
    """What stands under `handshake` in build/bench.json. CannotCount without valgrind."""
    return {
        name: {"instructions": _instructions(door), "stalled_ms": _stalled_ms(door)}
        for name, door in APART.items()
    }


def breaches(figures: Figures) -> list[str]:
    """Every limit that was not kept, in words."""
    limits = {"instructions": INSTRUCTIONS_AT_MOST, "stalled_ms": STALL_AT_MOST}
    by_key, by_certificate = figures["tls_psk"], figures["tls_handshake"]
    return [
        f"handshake: {by_key[what]} {what} by key, {by_certificate[what]} by certificate"
        for what, share in limits.items()
        if by_key[what] > by_certificate[what] * share
    ]


def _stalled_ms(door: Door) -> float:
    with rig(networks()["quiet"], _WIRE_A, f"handshake {door.__name__}") as here:
        speak_tls(here.site, door)
        here.charge()
        here.pass_s(_SETTLED_S)
        cut(here.site)
        return sum(_in_a_second(here) for _ in range(_BACK_WITHIN_S))


# Seldom asked, the oldest stalls would be forgotten.
def _in_a_second(here: Rig) -> float:
    here.charger.take_stalls()
    here.pass_s(1)
    stalls = here.charger.take_stalls()
    return sum(end - begin for begin, end, what in stalls if what == "tls") / 1000


def _instructions(door: Door) -> int:
    with _opened(door) as port:
        return (_counted(door, port, _SEVERAL) - _counted(door, port, _ONE)) // (_SEVERAL - _ONE)


@contextmanager
def _opened(door: Door) -> Iterator[int]:
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    broker.start()
    try:
        yield door(SimpleNamespace(broker=broker, id=_NAME)).port
    finally:
        broker.stop()
        loop.close()


def _counted(door: Door, port: int, times: int) -> int:
    valgrind = shutil.which("valgrind")
    if not valgrind:
        raise CannotCount("valgrind is missing: apt-get install valgrind.")
    told = (_NAME, KEY) if door is KeyDoor else (str(CA),)
    counting = (valgrind, "--tool=callgrind", f"--callgrind-out-file={os.devnull}")
    run = subprocess.run(
        [*counting, _INTERPRETER, _RECONNECTS, str(times), str(port), *told],
        env=os.environ | {"MICROPYPATH": f"{ROOT / 'lib'}:.frozen"},
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
    )
    counted = _COUNTED.search(run.stderr)
    if run.stdout.split() != [str(times)] or not counted:
        raise CannotCount(f"The broker is not reached:\n{run.stdout}{run.stderr}")
    return int(counted[1])
