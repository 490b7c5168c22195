"""Names and addresses in virtual time: what resolves, how long it takes, where it leads.

A name resolves while the world's DNS answers. `route` of the world leads a name and port to a
port of this PC, 127.0.0.1 leads there by itself, and every other address is a black hole.
"""

import passage
import threads
import usocket
from micropython import const
from usocket import AF_INET, SOCK_STREAM

from sim.cost import silicon

_EAI_FAIL = const(-202)  # lwIP's
_LOOPBACK = "127.0.0.1"
_MADE_UP = "10.9.8.%d"

_names = {}  # made-up address -> host name


def getaddrinfo(host, port, family=0, kind=SOCK_STREAM, proto=0, flags=0):
    """Blocks the loop as on the chip: 14 s when no name server answers."""
    air = passage.world.air
    if air.errno:
        raise OSError(air.errno)
    passage.world.shortage.meet("names")
    if _is_numeric(host) or host == "localhost":
        address = _LOOPBACK if host == "localhost" else host
        return [(AF_INET, kind or SOCK_STREAM, 0, "", (address, port))]
    if not (air.connected and air.passes and air.dns):
        _wait_for_dead_dns(air)
        raise OSError(_EAI_FAIL)
    passage.hold(silicon.DNS_US)
    return [(AF_INET, kind or SOCK_STREAM, 0, "", (_made_up_address(host), port))]


# In a helper thread the loop goes on: the thread is put off until the answer would be there.
def _wait_for_dead_dns(air):
    if not air.connected:
        return
    if passage.in_thread[0]:
        threads.put_off(silicon.DNS_DEAD_US)
    passage.wait_until(passage.clock.now_us + silicon.DNS_DEAD_US)


def _is_numeric(host):
    return all(part.isdigit() for part in host.split("."))


def _made_up_address(host):
    for address, name in _names.items():
        if name == host:
            return address
    address = _MADE_UP % (len(_names) + 1)
    _names[address] = host
    return address


def way_out(address):
    """The PC's sockaddr that `address` leads to; None: into a black hole."""
    host, port = address
    name = _names.get(host, host)
    routed = passage.world.routes.get("%s:%d" % (name, port))
    if routed is None and host != _LOOPBACK:
        return None
    return usocket.getaddrinfo(_LOOPBACK, routed or port)[0][-1]
