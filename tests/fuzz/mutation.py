"""Bytes made wrong at random, the same again from the same seed. For CPython and MicroPython."""

INTERESTING = (b"\x00", b"\x7f", b"\x80", b"\xff", b"\xff\xff", b"\xff\xff\xff\x7f", b'"', b"{")
_LONG = 40


def mutated(chance, octets):
    """`octets` after one to four changes; `chance` is a random.Random, or the module."""
    for _ in range(chance.randrange(1, 5)):
        octets = CHANGES[chance.randrange(len(CHANGES))](chance, octets)
    return octets


def _place(chance, octets):
    return chance.randrange(len(octets) + 1)


def _flip(chance, octets):
    if not octets:
        return octets
    at = chance.randrange(len(octets))
    return octets[:at] + bytes((octets[at] ^ (1 << chance.randrange(8)),)) + octets[at + 1 :]


def _insert(chance, octets):
    at = _place(chance, octets)
    return octets[:at] + INTERESTING[chance.randrange(len(INTERESTING))] + octets[at:]


def _insert_noise(chance, octets):
    at = _place(chance, octets)
    noise = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
    return octets[:at] + noise + octets[at:]


def _leave_out(chance, octets):
    at = _place(chance, octets)
    return octets[:at] + octets[at + chance.randrange(1, 9) :]


def _cut_off(chance, octets):
    return octets[: _place(chance, octets)]


def _repeat(chance, octets):
    at = _place(chance, octets)
    piece = octets[at : at + chance.randrange(1, _LONG)]
    return octets[:at] + piece * chance.randrange(2, 6) + octets[at:]


CHANGES = (_flip, _insert, _insert_noise, _leave_out, _cut_off, _repeat)
