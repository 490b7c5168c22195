"""A diagnostics bundle in lines that a person can read."""

from collections.abc import Iterator
from typing import Any

_WIDTH = 24
_LONG_LIST = 12


def summary(bundle: dict[str, Any], traces: list[str]) -> str:
    """The whole text: who and when, then section by section as the charger told them."""
    lines = [f"Charger {bundle['id']}, {bundle['taken']}"]
    if bundle["trouble"]:
        lines.append(
            f"Its program did not tell all ({bundle['trouble']}): put it on again with make flash."
        )
    sections = {"interpreter": bundle["interpreter"], **bundle["sections"]}
    for name, document in sections.items():
        lines += ["", name, *("  " + line for line in _lines(document))]
    lines += ["", "traces", *("  " + name for name in traces or ["none: it has not tripped"])]
    return "\n".join(lines) + "\n"


def _lines(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if _is_nested(value):
                yield f"{name}"
                yield from ("  " + line for line in _lines(value))
            else:
                yield f"{name:<{_WIDTH}} {_plain(value)}"
    elif isinstance(document, list):
        yield from _last_lines(document)
    else:
        yield from str(_plain(document)).splitlines()


# The last of a log are what one looks for; the .json has them all.
def _last_lines(rows: list[Any]) -> Iterator[str]:
    if len(rows) > _LONG_LIST:
        yield f"(the last {_LONG_LIST} of {len(rows)})"
    for row in rows[-_LONG_LIST:]:
        yield _plain(row)
    if not rows:
        yield "none"


# A dict of plain values stays on one line when it is short: limits, a fault.
def _is_nested(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(row, dict | list) for row in value)
    return isinstance(value, dict) and len(_plain(value)) > 60


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items()) or "-"
    if isinstance(value, list):
        return "  ".join(_plain(inner) for inner in value) or "-"
    return str(value)
