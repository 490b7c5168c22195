"""Some histories on the interpreter that the charger runs on, with every byte packed and signed.

MICROPYPATH=.:lib:.frozen micropython tests/group/device_histories.py 300

Runs from the project's root; prints one line; the exit status is 1 if I7 was broken.
"""

import sys

from firmware.services.group import message
from tests.group.history import Broken, live

_FIRST_SEED = 1_000_000  # others than the PC's
_SIZES = (2, 3, 3, 4, 6)


def main(count):
    for seed in range(_FIRST_SEED, _FIRST_SEED + count):
        try:
            live(seed, codec=message, sizes=_SIZES)
        except Broken as breach:
            print(f"seed {seed}: {breach}")
            return 1
    print(f"{count} histories, I7 held")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
