"""Prints both figures and their ratio; 1 where it is above the bar."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.step.instructions import AT_MOST, BEFORE_COMMIT, CannotCount, now_and_before


def main() -> int:
    try:
        with TemporaryDirectory() as place:
            now, before = now_and_before(Path(place))
    except CannotCount as error:
        print(error, file=sys.stderr)
        return 1
    print("a quiet control step while charging, beside its burst, instructions:")
    print(f"{now} now, {before} at {BEFORE_COMMIT}: {now / before:.3f} x (at most {AT_MOST} x)")
    return 0 if now <= AT_MOST * before else 1


if __name__ == "__main__":
    sys.exit(main())
