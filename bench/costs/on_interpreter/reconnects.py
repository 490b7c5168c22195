"""Runs on MicroPython: connects to a broker over TLS as often as told, by the charger's policy.

Arguments: how often, the port, and the authority's file; or the port, identity and key.
"""

import socket
import sys

import ussl

_HOST = "localhost"
_CONNECT = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04once"
_CONNACK_BYTES = 4


def _context(told):
    return ussl.shared(*told) if len(told) == 2 else ussl.context(*told)


def _reconnect(port, told):
    sock = socket.socket()
    sock.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    stream = _context(told).wrap_socket(sock, server_hostname=_HOST)
    stream.write(_CONNECT)
    answer = stream.read(_CONNACK_BYTES)
    stream.close()
    return answer


def main(times, port, *told):
    answers = [_reconnect(int(port), told) for _ in range(int(times))]
    print(sum(1 for answer in answers if answer[0] == 0x20))


main(*sys.argv[1:])
