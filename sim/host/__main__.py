"""`python -m sim.host [STORY] [--record FILE]`: tells a story.

Without one: the live view on a terminal, the first story otherwise.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sim.host", description=__doc__)
    parser.add_argument("story", nargs="?", type=Path, help="a file of stories/")
    parser.add_argument("--record", type=Path, help="where to keep what happened, as JSON lines")
    return parser.parse_args()


# A story leaves no files behind either, whoever ends it.
def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def main() -> int:
    """0: quit, or every promise held; 1: one was broken; 2: no interpreter, or no such story."""
    asked = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    from sim.host.process import NoInterpreter, interpreter
    from sim.host.story import telling

    try:
        interpreter()
    except NoInterpreter as missing:
        print(missing, file=sys.stderr)
        return 2
    if asked.story is None and sys.stdin.isatty() and sys.stdout.isatty():
        from sim.host.view import app

        return app.run()
    with tempfile.TemporaryDirectory() as workdir:
        return telling.tell(asked.story or telling.FIRST, Path(workdir), asked.record)


if __name__ == "__main__":
    sys.exit(main())
