"""`python -m sim.host`: the live view on a terminal, the outage story otherwise."""

import sys
import tempfile
from pathlib import Path

from sim.host import story, view
from sim.host.process import NoInterpreter, interpreter


def main() -> int:
    """0: quit, or every promise held; 1: one was broken; 2: there is no interpreter."""
    try:
        interpreter()
    except NoInterpreter as missing:
        print(missing, file=sys.stderr)
        return 2
    if sys.stdin.isatty() and sys.stdout.isatty():
        return view.run()
    with tempfile.TemporaryDirectory() as workdir:
        return story.tell(Path(workdir))


if __name__ == "__main__":
    sys.exit(main())
