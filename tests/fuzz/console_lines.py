"""Lines for the console, most of them wrong. For CPython and MicroPython.

Left out are those that rightly end a charge or the program: `service`, `override pause` and what
they could become by chance is judged by its answer.
"""

from tests.fuzz.mutation import mutated

COMMANDS = (
    b"help|status|why|limits|tou|session|log|trace|contactor|wire|group|config|link|override|"
    b"faults|reboot|pin|pilot|selftest|commission|json|help wire|faults clear|pin none|"
    b"override charge|override auto|wire 32|group none|config wake_up true|"
    b"config offline_amps 16|config outage_mode hold|config link_timeout_s 60|"
    b"group garage 48 2 ?|link wifi.password|link wifi.ssid x|link tz UTC0"
).split(b"|")
WORDS = (
    b"0|-1|5.9|6|32|48.1|1e9|1e400|NaN|Infinity|null|true|[]|{}|\"|''|json|none|clear|pause|auto|"
    b"__class__|%s%n|{0.__class__}|../../boot.py|wire|broker.port|broker.host|\xff\xfe|help"
).split(b"|") + [b"9" * 40, b"-" + b"9" * 60, b"[" * 60, b'{"a":' * 20, b"x" * 100]
KEYS = (
    b"\x1b[A|\x1b[B|\x1b[C|\x1b[D|\x1b[H|\x1b[F|\x1b[3~|\x1bOH|\x1b|\x1b[|\x1b[999;999;999|"
    b"\x1b]0;x\x07|\x1b[200~|\x7f|\x08|\x01|\x05|\x15|\x17|\x04|\x00|\x03|\r\x03\x03|\r\x01|"
    b"\x1b[A\x1b[A\r|\x05A\x01|\x80\x81|\xc3\xa9|\t|\x0c|\x1a"
).split(b"|")
# Dialogues begun, and abandoned by Ctrl-C or by nonsense.
DIALOGUES = (
    b"pin\r\x03|pin\r12345\r\x03|pin\r123456\r654321|pin\rx\r|pin\r\r|"
    b"link wifi.password\r\x03|link broker.password\rabc\x03|pin\r\x1b[A\r\x03"
).split(b"|")


def line(chance):
    """The bytes of one line with its end; `chance` is a random.Random, or the module."""
    made = _MAKERS[chance.randrange(len(_MAKERS))](chance)
    return made + (b"\r", b"\n", b"\r\n", b"\r", b"\r\n\n")[chance.randrange(5)]


def _one(chance, texts):
    return texts[chance.randrange(len(texts))]


def _noise(chance):
    return bytes([chance.randrange(256) for _ in range(chance.randrange(30))])


def _command(chance):
    words = [_one(chance, COMMANDS)]
    words += [_one(chance, WORDS) for _ in range(chance.randrange(4))]
    return b" ".join(words)


def _nearly(chance):
    return mutated(chance, _one(chance, COMMANDS))


def _edited(chance):
    pieces = [_one(chance, (_one(chance, KEYS), _command(chance)[:20])) for _ in range(4)]
    return b"".join(pieces)


def _dialogue(chance):
    return _one(chance, DIALOGUES)


def _too_long(chance):
    return _one(chance, WORDS) * chance.randrange(4)


_MAKERS = (_noise, _command, _command, _nearly, _nearly, _edited, _edited, _dialogue, _too_long)
