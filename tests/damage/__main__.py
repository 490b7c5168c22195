"""python -m tests.damage: each file of the built program missing, and cut in half; each call to
radio, network and meter raising. What becomes of a charge, and does the charger say it?"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import sim.host.process as process
from tests.damage import calls, cells
from tests.damage.cells import Outcome
from tools import build

_HANGS_S = 5.0  # a cut file that the first line of all loads: the board's watchdog takes 30 s
_FIRST_OF_ALL = "its files are damaged"  # main.py's word, where the next file hangs it
_NO_WORD = ("boot.py", "main.py")  # MicroPython's own prompt


def _files(place: Path, device: Path, flash: Path) -> Iterator[tuple[str, bool, Outcome]]:
    for number, cell in enumerate(cells.cells(device)):
        outcome = cells.live(place / f"file{number}", device, flash, cell)
        yield f"{cell.how} {cell.name}", _is_said(cell.name, outcome.said), outcome


def _is_said(name: str, said: str) -> bool:
    module = name.partition(".")[0].replace("/", ".")  # as an ImportError has it
    return name in _NO_WORD or any(word in said for word in (name, module, _FIRST_OF_ALL))


def _calls(place: Path, device: Path, flash: Path) -> Iterator[tuple[str, bool, Outcome]]:
    for number, call in enumerate(calls.calls()):
        outcome = calls.live(place / f"call{number}", device, flash, call)
        yield f"{call.name} after {call.after}, times {call.times}", True, outcome


def main() -> int:
    process._ANSWER_LIMIT_S = _HANGS_S
    counted: Counter[str] = Counter()
    silent = []
    with TemporaryDirectory() as place:
        room, device = Path(place), build.fresh()
        flash = cells.commissioned(room / "whole", device)
        for lives in (_files, _calls):
            for name, said, outcome in lives(room, device, flash):
                verdict = "charges" if outcome.charges else "stays open"
                counted[verdict] += 1
                if not said:
                    silent.append(name)
                print(f"{name:<44} {verdict} {outcome.why}", flush=True)
    print(f"{counted.total()} cells: {dict(counted)}; not said: {', '.join(silent) or 'none'}")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
