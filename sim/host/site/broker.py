"""The embedded MQTT broker (amqtt), with a door that can be shut and opened on the same port.

amqtt keeps retained messages in memory: a broker that was stopped has forgotten them, which is
the worst a real one can do. Whoever owns a retained message publishes it again.
"""

import logging
import socket

from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig, ListenerConfig
from amqtt.session import Session

from sim.host.idle_loop import IdleLoop

HOST = "127.0.0.1"

# Anonymous clients only, and none of the $SYS topics whose timer would keep the loop busy.
_PLUGINS = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}


def free_port() -> int:
    """A TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class _Broker(Broker):
    """amqtt 0.12 sends a client that connects what *others* have subscribed to; this one does not.

    A charger would be handed its own retained state, or a neighbour's limit, before it asked.
    """

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        subscribers = self._subscriptions.get(subscription[0], [])
        if any(subscriber.client_id == session.client_id for subscriber, _ in subscribers):
            await super()._publish_retained_messages_for_subscription(subscription, session)


class EmbeddedBroker:
    """Starts stopped. Every start is a new broker with an empty memory, on the same port."""

    def __init__(self, loop: IdleLoop) -> None:
        self.loop = loop
        self.port = free_port()
        self._broker: Broker | None = None
        # It logs every connection that ends; here connections end on purpose.
        logging.getLogger("amqtt").setLevel(logging.CRITICAL)
        logging.getLogger("transitions").setLevel(logging.CRITICAL)

    @property
    def running(self) -> bool:
        return self._broker is not None

    def start(self) -> None:
        if self._broker is None:
            self._broker = self.loop.run(self._started())

    def stop(self) -> None:
        """Every connection ends and its port refuses, as when the process is killed."""
        if self._broker is not None:
            self.loop.run(self._broker.shutdown())
            self._broker = None

    def forget(self, topic: str) -> None:
        """Drops a retained message behind every client's back."""
        if self._broker is not None:
            self.loop.call(self._broker.retained_messages.pop, topic, None)

    async def _started(self) -> Broker:
        config = BrokerConfig(
            listeners={"default": ListenerConfig(bind=f"{HOST}:{self.port}")}, plugins=_PLUGINS
        )
        broker = _Broker(config)
        await broker.start()
        return broker
