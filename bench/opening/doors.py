"""What stands before the broker and speaks TLS with the charger, by certificate or by a key."""

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sim.host.process import ROOT
from sim.host.site.broker import HOST, EmbeddedBroker, free_port
from sim.host.site.gate import Gate
from sim.host.site.home import Site

KEY = "5e" * 32
_PKI = ROOT / "tests/services/pki"
CA = _PKI / "ca.der"
_CHUNK_BYTES = 65_536
_SEALING = Path(__file__).parent / "on_interpreter" / "sealing.py"
# The pinned one, whatever is measured: CPython's own ssl has no pre-shared keys before 3.13.
_INTERPRETER = Path(sys.prefix) / "bin" / "micropython"


class Home(Protocol):
    """Of a sim.host.site.home.Site: whose charger, and its broker."""

    @property
    def id(self) -> str: ...
    @property
    def broker(self) -> EmbeddedBroker: ...


class CertificateDoor:
    """Shows a certificate for `localhost`."""

    def __init__(self, site: Home) -> None:
        self.port = free_port()
        self._broker_port = site.broker.port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_PKI / "good.pem")
        self.settings = {"tls": "true", "ca": str(CA).lstrip("/")}
        site.broker.loop.run(self._listen())

    async def _listen(self) -> None:
        await asyncio.start_server(self._serve, HOST, self.port, ssl=self._context)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, self._broker_port)
        inward = asyncio.create_task(_pass_on(reader, far_writer, far_writer.write))
        await _pass_on(far_reader, writer, writer.write)
        await inward


class KeyDoor:
    """Lets in who holds KEY as the charger of this site."""

    def __init__(self, site: Home) -> None:
        self.port = free_port()
        self.settings = {"psk": KEY}
        self._identity = site.id
        self._broker_port = site.broker.port
        site.broker.loop.run(self._listen())

    async def _listen(self) -> None:
        await asyncio.start_server(self._serve, HOST, self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, self._broker_port)
        sealing = _Sealing(self._identity)

        def inward(chunk: bytes) -> None:
            sealed, said = sealing.ask("takes", chunk)
            writer.write(sealed)
            far_writer.write(said)

        def outward(chunk: bytes) -> None:
            writer.write(sealing.ask("seals", chunk)[0])

        coming = asyncio.create_task(_pass_on(reader, far_writer, inward))
        await _pass_on(far_reader, writer, outward)
        await coming
        sealing.end()


class _Sealing:
    """One connection's TLS, in a process that answers at once: the loop knows when it is idle."""

    def __init__(self, identity: str) -> None:
        self._process = subprocess.Popen(
            [_INTERPRETER, _SEALING, identity, KEY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdin and self._process.stdout
        self._asked, self._answered = self._process.stdin, self._process.stdout

    def ask(self, verb: str, content: bytes) -> tuple[bytes, bytes]:
        """-> what goes to the charger, and what it said. ConnectionError where there is none."""
        self._asked.write(f"{verb} {content.hex()}\n")
        self._asked.flush()
        sealed, _, said = self._answered.readline().strip().partition(" ")
        if not said:
            raise ConnectionError("the TLS connection is over")
        try:
            return bytes.fromhex(sealed.strip("-")), bytes.fromhex(said.strip("-"))
        except ValueError:  # MicroPython prints what it died of where it answers
            raise ConnectionError("the TLS connection is over") from None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, forward: Callable[[bytes], None]
) -> None:
    try:
        while chunk := await reader.read(_CHUNK_BYTES):
            forward(chunk)
    except OSError:
        pass  # a reset is an end like any other
    writer.close()


_TYPED_MS = 500

Door = type[CertificateDoor] | type[KeyDoor]

# As the rows of the tables are called.
APART: dict[str, Door] = {"tls_handshake": CertificateDoor, "tls_psk": KeyDoor}


# Behind the gate, so that the gate counts the bytes that really go over the air.
def speak_tls(site: Site, door: Door) -> None:
    """From the next start on the charger reaches its broker through such a door only."""
    site.uplink.gate.refuse()
    stands = door(site)
    site.uplink.gate = gate = Gate(site.broker.loop, stands.port)
    settings = {**stands.settings, "host": "localhost", "port": gate.port}
    for field, value in settings.items():
        # A secret is asked for; what is not is typed with its field.
        between = "\r" if field == "psk" else " "
        site.charger.type(f"link broker.{field}{between}{value}\r")
        site.charger.advance_ms(_TYPED_MS)
    site.reboot()
