"""python -m tests.group [--histories N] [--first SEED]: looks on for a history that breaks I7."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

_HISTORIES = 200_000
_BATCH = 500
# What the charger's files import stands on these paths, as in pyproject.toml.
_PATHS = (".", "sim/cpython", "sim/hw")


def _broken(first: int) -> list[str]:
    from tests.group.history import Broken, live

    found = []
    for seed in range(first, first + _BATCH):
        try:
            live(seed)
        except Broken as breach:
            found.append(f"seed {seed}: {breach}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=_HISTORIES)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    firsts = range(asked.first, asked.first + asked.histories, _BATCH)
    breaches = []
    with ProcessPoolExecutor(asked.workers) as pool:
        for number, found in enumerate(pool.map(_broken, firsts), 1):
            breaches += found
            print(f"\r{number * _BATCH} histories, {len(breaches)} broken", end="", flush=True)
    print("", *breaches, sep="\n")
    return 1 if breaches else 0


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(root / path) for path in _PATHS]
    sys.exit(main())
