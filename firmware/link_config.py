"""How the charger reaches its server, apart from the reader, which is forgotten after boot."""


class LinkConfig:
    """`id tls ca certificate key ntp tz`, `wifi_ssid wifi_password`, `broker_` with `host port
    user password`.

    An empty `broker_host` is no broker, an empty `wifi_ssid` a network that is up without us, an
    empty `ntp` no time server.
    """
