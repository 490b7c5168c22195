"""`python -m tests.brokers`: what each broker that is installed here does for a charger: a table.

Exit status 1 where one that docs/broker.md calls good is not.
"""

import socket
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.host.site.broker import HOST
from tests.brokers.kinds import KINDS, Kind, NotInstalled, Running
from tests.brokers.look import NO, look

_GOOD = ("mosquitto",)


def main() -> int:
    rows: dict[str, dict[str, str]] = {}
    for kind in (made() for made in KINDS):
        try:
            rows[kind.name] = _visited(kind)
        except NotInstalled as missing:
            print(f"left out: {missing}", file=sys.stderr)
    print("\n".join(_table(rows)))
    return int(any(NO in rows[name].values() for name in _GOOD if name in rows))


def _visited(kind: Kind) -> dict[str, str]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        with Running(kind, Path(place)) as broker:
            _await_door(broker.port, kind.starts_within_s)
            return {"broker": f"{kind.name} {kind.version}", **look(broker.port)}


def _await_door(port: int, within_s: float) -> None:
    end_s = time.monotonic() + within_s
    while True:
        try:
            socket.create_connection((HOST, port)).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > end_s:
                raise
            time.sleep(0.2)


def _table(rows: dict[str, dict[str, str]]) -> list[str]:
    columns = list(next(iter(rows.values())))
    lines = [columns, ["---"] * len(columns), *(list(row.values()) for row in rows.values())]
    return ["| " + " | ".join(line) + " |" for line in lines]


if __name__ == "__main__":
    sys.exit(main())
