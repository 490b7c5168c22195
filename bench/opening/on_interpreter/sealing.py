"""Runs on MicroPython: the server's end of a TLS connection by pre-shared key, line by line.

Arguments: identity and key. A line in is `takes` with what the client sent or `seals` with what it
is to be sent, in hexadecimal; the line out has what goes to the client and what it said.
"""

import io
import sys
from binascii import hexlify, unhexlify

import tls

_PIECE_BYTES = 4_096


class Wire(io.IOBase):
    def __init__(self):
        self.came = self.goes = b""

    def readinto(self, buffer):
        if not self.came:
            return None
        size = min(len(buffer), len(self.came))
        buffer[:size] = self.came[:size]
        self.came = self.came[size:]
        return size

    def write(self, content):
        self.goes += content
        return len(content)

    def ioctl(self, request, argument):
        return 0


def _door(wire, identity, key):
    context = tls.SSLContext(tls.PROTOCOL_TLS_SERVER)
    context.server_psk_keys = {identity.encode(): unhexlify(key)}
    return context.wrap_socket(wire, server_side=True, do_handshake_on_connect=False)


def _said(door):
    said = b""
    while True:
        piece = door.read(_PIECE_BYTES)
        if not piece:
            return said
        said += piece


def main(identity, key):
    wire = Wire()
    door = _door(wire, identity, key)
    for line in sys.stdin:
        verb, content = line.split()
        if verb == "takes":
            wire.came += unhexlify(content)
        else:
            door.write(unhexlify(content))
        said = _said(door)
        print(hexlify(wire.goes).decode() or "-", hexlify(said).decode() or "-")
        wire.goes = b""


main(*sys.argv[1:])
