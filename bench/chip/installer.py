"""Answers the questions of the console's `commission`."""

from sim.host.charger import PROMPT, Overdue, VirtualCharger

_ANSWERS = {"Your name": "Ada Lovelace", "Breaker of this circuit": "40", "Store all this": "yes"}
_LOOK_MS = 100
_LIMIT_MS = 120_000


def commission(charger: VirtualCharger) -> str:
    """Keeps what stands in brackets; the whole dialogue. Overdue if it does not end."""
    begin = len(charger.printed)
    charger.type("commission\r")
    answered = 0
    for _ in range(_LIMIT_MS // _LOOK_MS):
        charger.advance_ms(_LOOK_MS)
        said = charger.printed[begin:]
        if said.endswith(PROMPT) and "\n" in said:
            return said
        if said.endswith(": ") and len(said) > answered:
            charger.type(answer(said.splitlines()[-1]) + "\r")
            answered = len(said)
    raise Overdue(f"commission does not end: {charger.printed[begin:]}")


def answer(question: str) -> str:
    """What is typed; empty keeps what stands in brackets."""
    found = [line for start, line in _ANSWERS.items() if question.startswith(start)]
    return found[0] if found else ""
