#!/bin/sh
# amqtt 0.12.1, a broker of MQTT 3.1.1: the first client that subscribes to a filter gets SUBACK and then
# what is retained, as one expects. A client that subscribes to a filter to which somebody else is
# subscribed already gets what is retained twice, and the first time before SUBACK. Whoever begins to
# count what a connection brought at SUBACK has counted half of it as not there; whoever takes a second
# copy for a second order carries it out twice.
# Linux, Python 3 with venv and pip.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --disable-pip-version-check amqtt==0.12.1
cat > "$place/ask.py" <<'PROGRAM'
import asyncio
import logging
import socket

from amqtt.broker import Broker

KINDS = {2: "CONNACK", 3: "PUBLISH", 9: "SUBACK", 13: "PINGRESP"}
TOPIC, FILTER = b"house/set/limit", b"house/set/#"
logging.disable(logging.CRITICAL)


def text(value):
    return len(value).to_bytes(2, "big") + value


def packet(head, body=b""):
    return bytes((head, len(body))) + body


async def connected(port, name):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(packet(0x10, text(b"MQTT") + b"\x04\x02\x00\x00" + text(name)))
    assert await told(reader) == "CONNACK"
    return reader, writer


async def told(reader):
    head, size = await reader.readexactly(2)
    await reader.readexactly(size)
    return KINDS[head >> 4]


# A ping goes last, so that all that is said before its answer is seen.
async def subscribes(port, name):
    reader, writer = await connected(port, name)
    writer.write(packet(0x82, b"\x00\x01" + text(FILTER) + b"\x00"))
    seen = [await told(reader) for _ in range(2)]
    writer.write(packet(0xC0))
    while seen[-1] != "PINGRESP":
        seen.append(await told(reader))
    print(name.decode(), *seen)
    return writer


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    broker = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
            "plugins": {
                "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
            },
        }
    )
    await broker.start()
    _, owner = await connected(port, b"owner")
    owner.write(packet(0x31, text(TOPIC) + b"16"))
    await asyncio.sleep(0.5)
    kept = [await subscribes(port, name) for name in (b"first", b"second", b"third")]
    for writer in (owner, *kept):
        writer.close()
    await broker.shutdown()


asyncio.run(main())
PROGRAM
"$place/venv/bin/python" "$place/ask.py" > "$place/seen"
cat "$place/seen"
cat > "$place/expected" <<'SEEN'
first SUBACK PUBLISH PINGRESP
second PUBLISH SUBACK PUBLISH PINGRESP
third PUBLISH SUBACK PUBLISH PINGRESP
SEEN
diff "$place/expected" "$place/seen" || { echo "the behaviour has changed" >&2; exit 1; }
