"""The charger with the stock umqtt.simple used plainly on its loop, to be compared with ours.

Everything else is the charger's own. Like any program that follows umqtt's README it connects,
subscribes, and once a second looks for messages, pings and publishes; every tenth second an event
of QoS 1, as docs/mqtt.md asks. In its favour: any exception is survived by connecting anew (umqtt
raises IndexError and AssertionError, too), and the watchdog, which would cut every stall short by
a reset after 10 s, is away, so that the whole of it is seen.
"""

import asyncio
import json
import socket

from umqtt import simple

from firmware import app
from firmware.drivers import wiring
from firmware.drivers.chip.footing import Footing
from firmware.services.link import cloud

# On the chip `usocket` is another name of `socket`. Here it is the PC's own, which costs nothing.
simple.socket = socket

_EVERY_S = 1
_EVENT_EVERY = 10
_KEEPALIVE_S = 60


# umqtt has no word for it.
def _share_key(config):
    import ussl

    def wrap_socket(sock, **_params):
        return ussl.shared(config.psk_identity, config.psk).wrap_socket(sock)

    ussl.wrap_socket = wrap_socket


class NoWatchdog:
    def feed(self):
        pass


class PlainCloud(cloud.Cloud):
    """In the place of ours, and with what ours is given."""

    async def run(self):
        await self._wifi.up(self._config.wifi_ssid, self._config.wifi_password)
        while True:
            client = self._new_client()
            try:
                await self._talk(client)
            except Exception:
                if client.sock:
                    client.sock.close()
            await asyncio.sleep(_EVERY_S)

    def _new_client(self):
        config = self._config
        if config.psk:
            _share_key(config)
        client = simple.MQTTClient(
            "pilotlight-" + config.id,
            config.broker_host,
            config.broker_port,
            keepalive=_KEEPALIVE_S,
            ssl=config.tls,
            ssl_params={"server_hostname": config.broker_host, "ca_path": config.ca},
        )
        client.set_callback(lambda topic, message: None)
        return client

    async def _talk(self, client):
        prefix = "pilotlight/" + self._config.id + "/"
        client.connect()
        client.subscribe(prefix + "set/#", 1)
        second = 0
        while True:
            client.check_msg()
            client.ping()
            client.publish(prefix + "state", json.dumps(self._report.document()), True)
            second += 1
            if second % _EVENT_EVERY == 0:
                client.publish(prefix + "event", json.dumps({"seq": second}), False, 1)
            await asyncio.sleep(_EVERY_S)


cloud.Cloud = PlainCloud  # type: ignore[misc]
wiring.watchdog = lambda ms: NoWatchdog()
app.run(Footing())
